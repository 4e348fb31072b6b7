import {
  CATALOGUE,
  type CatalogueEntry,
  catalogueEntry,
  externalIdEntry,
  SCHEMA_URN,
  type ScimLocation,
} from '../domain/mapping/catalogue.ts';
import { parsePhoneNumber, printPhoneNumber } from '../domain/mapping/phone-number.ts';
import { parseRatedName, printRatedName } from '../domain/mapping/rated-name.ts';
import type { AttributeName, AttributeValue } from '../domain/mapping/types.ts';
import { isObject } from '../http/bounded-body.ts';
import type { AttributeValues, TargetAccount } from '../sync/ports.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

type JsonObject = Record<string, unknown>;

/** One operation of a PATCH, in the lower case that RFC 7644 3.5.2 defines. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** The body of a POST; empty values are left out, for a new account has nothing to clear. */
export function createBody(externalId: string, values: AttributeValues): JsonObject {
  const body: JsonObject = { externalId, active: true };
  const schemas = new Set<string>([SCHEMA_URN.core]);
  for (const [name, value] of values) {
    const entry = writable(name);
    const { location } = entry;
    if (isEmpty(value)) continue;
    schemas.add(location.schema);
    const holder = location.schema === SCHEMA_URN.core ? body : objectIn(body, location.schema);
    if (location.filter !== undefined) {
      const items = holder[location.attribute];
      const item = { [location.filter.on]: location.filter.value, [location.sub ?? 'value']: value };
      holder[location.attribute] = [...(Array.isArray(items) ? items : []), item];
    } else {
      holder[location.attribute] = single(entry, value);
    }
  }
  return { schemas: [...schemas], ...body };
}

/** The body of a PATCH that writes, and for null removes, exactly the given attributes; lists of `additive` only grow. */
export function patchBody(
  changes: AttributeValues,
  externalId?: string,
  additive: ReadonlySet<AttributeName> = new Set(),
): JsonObject {
  const operations: PatchOperation[] = [...changes].map(([name, value]) => operation(name, value, additive.has(name)));
  if (externalId !== undefined) operations.push({ op: 'replace', path: 'externalId', value: externalId });
  return patchOf(operations);
}

/** The body of a PATCH that empties slots of multi-valued attributes: each list is written back without them. */
export function clearBody({ lists }: TargetAccount, names: readonly AttributeName[]): JsonObject {
  const kept = new Map<string, readonly unknown[]>();
  for (const name of names) {
    const { location, kind } = writable(name);
    const { filter } = location;
    if (kind !== 'list' && filter === undefined) throw new RangeError(`${name} is no multi-valued attribute`);
    const path = pathOf(location);
    // Mail of type "other" mirrors the user name and is read-only.
    const isLeft = (item: unknown): boolean =>
      filter !== undefined &&
      isObject(item) &&
      item[filter.on] !== filter.value &&
      !(location.attribute === 'emails' && item.type === 'other');
    const left = (kept.get(path) ?? lists.get(path) ?? []).filter(isLeft);
    kept.set(path, location.attribute === 'phoneNumbers' ? left.map(asSent) : left);
  }
  return patchOf([...kept].map(([path, value]) => ({ op: 'replace', path, value })));
}

/** Numbers may be shown with blanks, and are taken without them only. */
function asSent(item: unknown): unknown {
  if (!isObject(item) || typeof item.value !== 'string') return item;
  const parsed = parsePhoneNumber(item.value);
  return 'reason' in parsed ? item : { ...item, value: printPhoneNumber(parsed) };
}

/** The body of the PATCH that switches an account; `active` travels alone, see Genesys: UpdateUser on `state`. */
export function activeBody(active: boolean): JsonObject {
  return patchOf([{ op: 'replace', path: 'active', value: active }]);
}

function patchOf(operations: readonly PatchOperation[]): JsonObject {
  return { schemas: [PATCH_OP], Operations: operations };
}

function operation(name: AttributeName, value: AttributeValue, isAdded: boolean): PatchOperation {
  const entry = writable(name);
  const { location, kind } = entry;
  const attribute = pathOf(location);
  if (location.filter === undefined) {
    if (isEmpty(value)) return { op: 'remove', path: attribute };
    return { op: isAdded && kind === 'list' ? 'add' : 'replace', path: attribute, value: single(entry, value) };
  }
  const selected = `${attribute}[${location.filter.on} eq ${JSON.stringify(location.filter.value)}]`;
  // The whole item goes; without its value it would mean nothing.
  if (isEmpty(value)) return { op: 'remove', path: selected };
  // RFC 7644 3.5.2.3 lets a replace fail with noTarget when no item matches; add sets the value in both cases.
  return { op: 'add', path: `${selected}.${location.sub ?? 'value'}`, value };
}

/** Extension attributes work with their full URN only; core ones are written as in the vendor's own Entra mapping. */
function pathOf({ schema, attribute }: ScimLocation): string {
  return schema === SCHEMA_URN.core ? attribute : `${schema}:${attribute}`;
}

function single({ kind, rule, location }: CatalogueEntry, value: AttributeValue): unknown {
  if (kind !== 'list') return location.sub === undefined ? value : { [location.sub]: value };
  const items = typeof value === 'string' ? [value] : (value ?? []);
  return items.map((item) => (rule === 'rated' ? { ...parseRatedName(item) } : { value: item }));
}

function writable(name: AttributeName): CatalogueEntry {
  const entry = catalogueEntry(name);
  if (entry === undefined || entry.kind === 'boolean') throw new RangeError(`${name} cannot be written as a value`);
  return entry;
}

function objectIn(holder: JsonObject, name: string): JsonObject {
  const held = holder[name];
  if (isObject(held)) return held as JsonObject;
  const fresh: JsonObject = {};
  holder[name] = fresh;
  return fresh;
}

function isEmpty(value: AttributeValue): boolean {
  return value === null || value.length === 0;
}

/** Reads a user as the service shows it; undefined unless it is an object with an id. `etag` stands in for a missing meta.version. */
export function readAccount(raw: unknown, etag?: string): TargetAccount | undefined {
  if (!isObject(raw)) return undefined;
  const id = text(raw.id);
  if (id === undefined) return undefined;
  const meta = isObject(raw.meta) ? raw.meta : {};
  const values = new Map<AttributeName, AttributeValue>();
  const lists = new Map<string, readonly unknown[]>();
  for (const entry of CATALOGUE) {
    const value = entry.kind === 'boolean' ? undefined : shownValue(raw, entry);
    if (value !== undefined) values.set(entry.name, value);
    const held = entry.location.filter === undefined ? undefined : heldIn(raw, entry.location);
    if (Array.isArray(held)) lists.set(pathOf(entry.location), held);
  }
  for (const [name, value] of externalIds(raw)) values.set(name, value);
  return {
    id,
    active: raw.active !== false && raw.active !== 'false',
    userName: text(raw.userName) ?? '',
    externalId: text(raw.externalId) ?? null,
    version: text(meta.version) ?? etag?.replace(/^W\//, '').replaceAll('"', '') ?? null,
    values,
    lists,
  };
}

function shownValue(
  raw: Readonly<Record<string, unknown>>,
  { location, kind, rule }: CatalogueEntry,
): AttributeValue | undefined {
  const held = heldIn(raw, location);
  if (kind === 'list') {
    const read = rule === 'rated' ? rated : (item: unknown) => text(subOf(item, 'value'));
    return Array.isArray(held) ? held.flatMap((item) => read(item) ?? []) : undefined;
  }
  const { filter, sub } = location;
  if (filter === undefined) return text(sub === undefined ? held : subOf(held, sub));
  const items: readonly unknown[] = Array.isArray(held) ? held : [];
  const item = items.find((candidate) => isObject(candidate) && candidate[filter.on] === filter.value);
  return isObject(item) ? text(item[sub ?? 'value']) : undefined;
}

function heldIn(raw: Readonly<Record<string, unknown>>, { schema, attribute }: ScimLocation): unknown {
  const extension = raw[schema];
  const holder = schema === SCHEMA_URN.core ? raw : isObject(extension) ? extension : {};
  return holder[attribute];
}

function rated(item: unknown): string | undefined {
  const name = isObject(item) ? text(item.name) : undefined;
  const proficiency = isObject(item) ? Number(item.proficiency ?? 0) : 0;
  return name === undefined ? undefined : printRatedName({ name, proficiency });
}

/** External ids of whatever authority; SCIM's own one is not among those that can be mapped. */
function externalIds(raw: Readonly<Record<string, unknown>>): readonly (readonly [AttributeName, string])[] {
  const extension = raw[SCHEMA_URN.genesys];
  const items = isObject(extension) && Array.isArray(extension.externalIds) ? extension.externalIds : [];
  return items.flatMap((item: unknown) => {
    const authority = isObject(item) ? text(item.authority) : undefined;
    const value = isObject(item) ? text(item.value) : undefined;
    return authority === undefined || value === undefined ? [] : [[externalIdEntry(authority).name, value] as const];
  });
}

/** Roles were plain strings once (SDK 75), and a manager is met as a plain id too. */
function subOf(item: unknown, sub: string): unknown {
  return isObject(item) ? item[sub] : item;
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
