import { CORE, ENTERPRISE, GENESYS, isObject, type JsonObject } from './account.ts';
import { invalidValue } from './refusal.ts';

const CORE_NAMES = [
  'schemas',
  'id',
  'userName',
  'active',
  'displayName',
  'title',
  'externalId',
  'emails',
  'phoneNumbers',
  'groups',
  'roles',
  'meta',
  'meta.version',
  'meta.lastModified',
];
const ENTERPRISE_NAMES = ['division', 'department', 'manager', 'manager.value', 'employeeNumber', 'dateHire'];
const GENESYS_NAMES = ['routingSkills', 'routingLanguages', 'externalIds'];
const ALWAYS: readonly string[] = ['id', 'userName', 'active', 'meta', 'schemas'];
const EXPENSIVE: readonly string[] = [
  'externalId',
  'roles',
  `${ENTERPRISE}:division`,
  `${ENTERPRISE}:manager`,
  `${GENESYS}:routingSkills`,
  `${GENESYS}:routingLanguages`,
  `${GENESYS}:externalIds`,
];

const ALL_LEAVES: readonly string[] = [
  ...CORE_NAMES.filter((name) => !name.includes('.')),
  ...ENTERPRISE_NAMES.filter((name) => !name.includes('.')).map((name) => `${ENTERPRISE}:${name}`),
  ...GENESYS_NAMES.map((name) => `${GENESYS}:${name}`),
];

/** The leaves that one accepted attribute name stands for; a sub-attribute counts as its parent. */
function leavesOf(name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const same = (known: string) => known.toLowerCase() === wanted;
  if (same(ENTERPRISE)) return ENTERPRISE_NAMES.map((item) => `${ENTERPRISE}:${item}`);
  if (same(GENESYS)) return GENESYS_NAMES.map((item) => `${GENESYS}:${item}`);
  const core = CORE_NAMES.find((item) => same(item) || same(`${CORE}:${item}`));
  if (core !== undefined) return [core.replace(/\..*$/, '')];
  const enterprise = ENTERPRISE_NAMES.find((item) => same(`${ENTERPRISE}:${item}`));
  if (enterprise !== undefined) return [`${ENTERPRISE}:${enterprise.replace(/\..*$/, '')}`];
  const genesys = GENESYS_NAMES.find((item) => same(`${GENESYS}:${item}`));
  if (genesys !== undefined) return [`${GENESYS}:${genesys}`];
  throw invalidValue(`Attribute ${name} is not known`);
}

function readNames(query: URLSearchParams, name: string): string[] | undefined {
  const given = query.getAll(name).flatMap((item) => item.split(','));
  const names = given.map((item) => item.trim()).filter((item) => item !== '');
  return names.length === 0 ? undefined : names.flatMap(leavesOf);
}

/** Which leaves of a user are returned. */
export type Projection = ReadonlySet<string>;

/** Reads `attributes` or `excludedAttributes`, repeated or with commas; RFC 7644 3.9 allows only one of them. */
export function readProjection(query: URLSearchParams): Projection {
  const wanted = readNames(query, 'attributes');
  const unwanted = readNames(query, 'excludedAttributes');
  if (wanted !== undefined && unwanted !== undefined) {
    throw invalidValue('attributes and excludedAttributes exclude each other');
  }
  if (wanted !== undefined) return new Set([...ALWAYS, ...wanted]);
  return new Set(ALL_LEAVES.filter((leaf) => ALWAYS.includes(leaf) || unwanted?.includes(leaf) !== true));
}

/** True when the projection still asks for an attribute that the vendor calls expensive. */
export function isExpensive(projection: Projection): boolean {
  return EXPENSIVE.some((leaf) => projection.has(leaf));
}

/** Cuts a full resource down to the projection. */
export function project(resource: JsonObject, projection: Projection): JsonObject {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(resource)) {
    if (projection.has(name)) kept[name] = value;
    if ((name !== ENTERPRISE && name !== GENESYS) || !isObject(value)) continue;
    const inner = Object.entries(value).filter(([leaf]) => projection.has(`${name}:${leaf}`));
    if (inner.length > 0) kept[name] = Object.fromEntries(inner);
  }
  return kept;
}
