import type { Digester } from './digest.ts';
import type { AttributeName, AttributeValue } from './mapping/types.ts';
import type { Have } from './record.ts';

/** `externalId` is written by every create and adoption, outside the mapping; it is tracked like an attribute. */
export const EXTERNAL_ID = 'externalId' as AttributeName;

type Values = ReadonlyMap<AttributeName, AttributeValue>;

/** What the account shows, when it was read; a value not listed counts as empty. */
export interface Shown {
  readonly externalId: string | null;
  readonly values: Values;
}

export function shownValue(shown: Shown, name: AttributeName): AttributeValue {
  return name === EXTERNAL_ID ? shown.externalId : (shown.values.get(name) ?? null);
}

/**
 * Attributes to write. Without a reading the digests of what was sent decide. With one, a value the target shows in our
 * form is fine, and so is one it is known to show differently from what was sent (a reformatted phone number).
 */
export function difference(
  wanted: Values,
  have: Pick<Have, 'sent' | 'echo'>,
  digester: Digester,
  shown?: Shown,
): Values {
  const changes = new Map<AttributeName, AttributeValue>();
  for (const [name, value] of wanted) {
    const digest = digester.attribute(name, value);
    if (shown === undefined) {
      if (have.sent[name] !== digest) changes.set(name, value);
      continue;
    }
    const shownDigest = digester.attribute(name, shownValue(shown, name));
    const known = have.sent[name] === digest && have.echo[name] === shownDigest;
    if (shownDigest !== digest && !known) changes.set(name, value);
  }
  return changes;
}

/** Digests after a confirmed write: what was sent, and what the target answered for the same attributes. */
export function confirmed(
  have: Pick<Have, 'sent' | 'echo'>,
  written: Values,
  shown: Shown,
  digester: Digester,
): Pick<Have, 'sent' | 'echo'> {
  const sent = { ...have.sent };
  const echo = { ...have.echo };
  for (const [name, value] of written) {
    sent[name] = digester.attribute(name, value);
    echo[name] = digester.attribute(name, shownValue(shown, name));
  }
  return { sent, echo };
}
