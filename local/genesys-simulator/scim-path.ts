import { CORE, ENTERPRISE, GENESYS } from './account.ts';
import { type Condition, parseConditions } from './conditions.ts';
import { scimRefusal } from './refusal.ts';

/** How the service lets a client write one attribute. */
interface Attribute {
  readonly name: string;
  readonly urn: string;
  readonly shape: 'single' | 'manager' | 'multi';
  readonly rule: 'readWrite' | 'readOnly' | 'required';
  /** The sub-attribute that tells the items of a multi-valued attribute apart. */
  readonly key?: string;
  readonly subs?: readonly string[];
}

const single = (urn: string, name: string, rule: Attribute['rule'] = 'readWrite'): Attribute => ({
  name,
  urn,
  shape: 'single',
  rule,
});
const multi = (urn: string, name: string, key: string, subs: readonly string[]): Attribute => ({
  name,
  urn,
  shape: 'multi',
  rule: 'readWrite',
  key,
  subs,
});

/** Every attribute of the user model (SDK text of ScimV2User). */
const ATTRIBUTES: readonly Attribute[] = [
  single(CORE, 'id', 'readOnly'),
  single(CORE, 'meta', 'readOnly'),
  single(CORE, 'groups', 'readOnly'),
  single(CORE, 'userName', 'required'),
  single(CORE, 'displayName', 'required'),
  single(CORE, 'active', 'required'),
  single(CORE, 'title'),
  single(CORE, 'password'),
  single(CORE, 'externalId'),
  multi(CORE, 'phoneNumbers', 'type', ['value', 'type', 'primary']),
  multi(CORE, 'emails', 'type', ['value', 'type', 'primary']),
  multi(CORE, 'roles', 'value', ['value']),
  single(ENTERPRISE, 'division', 'required'),
  single(ENTERPRISE, 'department'),
  single(ENTERPRISE, 'employeeNumber'),
  single(ENTERPRISE, 'dateHire'),
  { name: 'manager', urn: ENTERPRISE, shape: 'manager', rule: 'readWrite', subs: ['value'] },
  multi(GENESYS, 'routingSkills', 'name', ['name', 'proficiency']),
  multi(GENESYS, 'routingLanguages', 'name', ['name', 'proficiency']),
  multi(GENESYS, 'externalIds', 'authority', ['authority', 'value']),
];

/** A path that names an attribute, or a part of it. */
export interface TargetPath {
  readonly attribute: Attribute;
  readonly conditions?: readonly Condition[];
  readonly sub?: string;
  /** True when an extension attribute was named without its URN. */
  readonly short: boolean;
}

const PATH = /^([A-Za-z$][\w$-]*)(?:\[(.*)\])?(?:\.([A-Za-z$][\w$-]*))?$/s;

function splitUrn(path: string): { urn: string | undefined; rest: string } {
  for (const urn of [CORE, ENTERPRISE, GENESYS]) {
    if (path.toLowerCase().startsWith(`${urn.toLowerCase()}:`)) return { urn, rest: path.slice(urn.length + 1) };
  }
  return { urn: undefined, rest: path };
}

/** Reads an attribute path of RFC 7644 3.5.2; names are matched in any letter case. Refuses with invalidPath. */
export function parsePath(path: string): TargetPath {
  const invalid = (why: string) => scimRefusal(400, 'invalidPath', `Path '${path}' ${why}`);
  const { urn, rest } = splitUrn(path);
  const match = PATH.exec(rest);
  if (match?.[1] === undefined) throw invalid('is not a valid attribute path');
  const name = match[1].toLowerCase();
  const named = ATTRIBUTES.filter((item) => item.name.toLowerCase() === name);
  const attribute = named.find((item) => item.urn === (urn ?? CORE)) ?? (urn === undefined ? named[0] : undefined);
  if (attribute === undefined) throw invalid('names no known attribute');
  const short = urn === undefined && attribute.urn !== CORE;
  const conditions = match[2] === undefined ? undefined : parseConditions(match[2]);
  if (match[2] !== undefined && conditions === undefined) throw invalid('has a filter that cannot be read');
  if (conditions !== undefined && attribute.shape !== 'multi') throw invalid('filters a single-valued attribute');
  const known = (sub: string) => attribute.subs?.find((item) => item.toLowerCase() === sub.toLowerCase());
  const sub = match[3] === undefined ? undefined : known(match[3]);
  if (match[3] !== undefined && sub === undefined) throw invalid('names no known sub-attribute');
  if (conditions?.some((item) => known(item.attribute) === undefined)) throw invalid('filters by an unknown attribute');
  if (sub !== undefined && attribute.shape === 'multi' && conditions === undefined) {
    throw invalid('needs a filter that selects one value');
  }
  return {
    attribute,
    short,
    ...(conditions === undefined ? {} : { conditions }),
    ...(sub === undefined ? {} : { sub }),
  };
}
