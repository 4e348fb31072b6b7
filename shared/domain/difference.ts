import type { Digester } from './digest.ts';
import { catalogueEntry } from './mapping/catalogue.ts';
import type { FlowType } from './mapping/mapping-file.ts';
import type { AttributeName, AttributeValue } from './mapping/types.ts';
import type { Have } from './record.ts';

/** `externalId` is written by every create and adoption, outside the mapping; it is tracked like an attribute. */
export const EXTERNAL_ID = 'externalId' as AttributeName;

type Values = ReadonlyMap<AttributeName, AttributeValue>;
type Flows = ReadonlyMap<AttributeName, FlowType>;
type Digests = Pick<Have, 'sent' | 'echo'>;

/** What the account shows, when it was read; a value not listed counts as empty. */
export interface Shown {
  readonly externalId: string | null;
  readonly values: Values;
}

/** What else decides whether a value is written. */
export interface DifferenceOptions {
  readonly shown?: Shown | undefined;
  /** How values flow where that is not `Always`. */
  readonly flows?: Flows | undefined;
  /** Values of flow `FlowAlways` go out although nothing about them changed. */
  readonly force?: boolean;
}

export function shownValue(shown: Shown, name: AttributeName): AttributeValue {
  return name === EXTERNAL_ID ? shown.externalId : (shown.values.get(name) ?? null);
}

/** True for what only grows: what it loses in the source stays at the target. `MultiValueAddOnly` speaks of lists alone. */
function isAdditive(flow: FlowType | undefined, name: AttributeName): boolean {
  return flow === 'ValueAddOnly' || (flow === 'MultiValueAddOnly' && catalogueEntry(name)?.kind === 'list');
}

/** What among the changes only grows. */
export function additiveOf(changes: Values, flows: Flows): ReadonlySet<AttributeName> {
  return new Set([...changes.keys()].filter((name) => isAdditive(flows.get(name), name)));
}

/**
 * Attributes to write. Without a reading the digests of what was sent decide. With one, a value the target shows in our
 * form is fine, and so is one it is known to show differently from what was sent (a reformatted phone number).
 */
export function difference(
  wanted: Values,
  have: Digests,
  digester: Digester,
  { shown, flows, force }: DifferenceOptions = {},
): Values {
  const changes = new Map<AttributeName, AttributeValue>();
  for (const [name, value] of wanted) {
    const flow = flows?.get(name);
    if (flow === 'AttributeAddOnly' && (value === null || hasValue(name, have, digester, shown))) continue;
    if (isAdditive(flow, name) && (value === null || (shown !== undefined && holdsAll(shown, name, value, digester)))) {
      continue;
    }
    const forced = force === true && flow === 'FlowAlways' && value !== null;
    if (forced || differs(name, value, have, digester, shown)) changes.set(name, value);
  }
  return changes;
}

function differs(
  name: AttributeName,
  value: AttributeValue,
  have: Digests,
  digester: Digester,
  shown?: Shown,
): boolean {
  const digest = digester.attribute(name, value);
  if (shown === undefined) return have.sent[name] !== digest;
  const shownDigest = digester.attribute(name, shownValue(shown, name));
  const known = have.sent[name] === digest && have.echo[name] === shownDigest;
  return shownDigest !== digest && !known;
}

/** Whether the target holds any value of an attribute, by a reading or by what was last seen there. */
function hasValue(name: AttributeName, have: Digests, digester: Digester, shown: Shown | undefined): boolean {
  const empty = digester.attribute(name, null);
  if (shown !== undefined) return digester.attribute(name, shownValue(shown, name)) !== empty;
  return have.sent[name] !== undefined && have.sent[name] !== empty;
}

function holdsAll(shown: Shown, name: AttributeName, value: AttributeValue, digester: Digester): boolean {
  const list = (items: AttributeValue): readonly string[] => (typeof items === 'string' ? [items] : (items ?? []));
  const held = new Set(list(shownValue(shown, name)).map((item) => digester.attribute(name, item)));
  return list(value).every((item) => held.has(digester.attribute(name, item)));
}

/** Attributes of flow `AttributeAddOnly` of which nobody knows yet whether the target has a value. */
export function unseen(wanted: Values, have: Digests, flows: Flows): readonly AttributeName[] {
  return [...wanted]
    .filter(
      ([name, value]) => value !== null && flows.get(name) === 'AttributeAddOnly' && have.sent[name] === undefined,
    )
    .map(([name]) => name);
}

/** What a reading shows of attributes that are left alone once they have a value; remembered as if it had been sent. */
export function leftAlone(wanted: Values, shown: Shown, flows: Flows): Values {
  const names = [...wanted.keys()].filter((name) => flows.get(name) === 'AttributeAddOnly');
  return new Map(names.map((name) => [name, shownValue(shown, name)] as const).filter(([, value]) => value !== null));
}

/** What counts as sent once a reading shows nothing to write: what is left alone counts with the value it has. */
export function countedAsSent(wanted: Values, shown: Shown, flows: Flows): Values {
  const others = [...wanted].filter(([name]) => flows.get(name) !== 'AttributeAddOnly');
  return new Map([...others, ...leftAlone(wanted, shown, flows)]);
}

/** Digests after a confirmed write: what was sent, and what the target answered for the same attributes. */
export function confirmed(have: Digests, written: Values, shown: Shown, digester: Digester): Digests {
  const sent = { ...have.sent };
  const echo = { ...have.echo };
  for (const [name, value] of written) {
    sent[name] = digester.attribute(name, value);
    echo[name] = digester.attribute(name, shownValue(shown, name));
  }
  return { sent, echo };
}
