import { readFileSync } from 'node:fs';
import { asDocument, asDocuments, asText, type Document } from './door.ts';
import { homeName } from './names.ts';

/**
 * What a mapping file asks for, as far as it can be told without the connector's language: an entry that gives its target one
 * source attribute, `[name]` or `StripSpaces([name])`, or one fixed text, `"text"`, and says nothing else than whether an empty
 * value is cleared. Every other entry is named and not compared.
 */
export interface SimpleMapping {
  /** Targets that are compared. */
  readonly targets: readonly string[];
  /** Targets that are not. */
  readonly left: readonly string[];
  /** Wanted values of a person by target; an empty one that is not cleared is left out. */
  wanted(properties: Document, id: string): Readonly<Record<string, string>>;
}

const FILE_MEMBERS = new Set(['version', 'attributes']);
const ENTRY_MEMBERS = new Set(['target', 'expression', 'whenEmpty', 'enabled']);
const ATTRIBUTE = /^\s*(StripSpaces)?\(?\s*\[(\w+)\]\s*\)?\s*$/;
const TEXT = /^\s*"([^"\\]*)"\s*$/;

type Reader = (properties: Document, id: string) => string;

const property =
  (name: string): Reader =>
  (properties) =>
    asText(properties[name]).trim();

const PLAIN =
  `displayName givenName surname jobTitle department employeeId mail mobilePhone companyName officeLocation city state
  country postalCode streetAddress userType usageLocation`.split(/\s+/);

/** Source attributes by the names of Microsoft's provisioning service. */
const SOURCES: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...PLAIN.map((name) => [name, property(name)] as const),
  ['mobile', property('mobilePhone')],
  ['originalUserPrincipalName', property('userPrincipalName')],
  ['userPrincipalName', (properties) => homeName(property('userPrincipalName')(properties, ''))],
  ['telephoneNumber', ({ businessPhones }) => (Array.isArray(businessPhones) ? asText(businessPhones[0]).trim() : '')],
  ['objectId', (_properties, id) => id],
  ['id', (_properties, id) => id],
]);

function readerOf(expression: string): Reader | undefined {
  const [, text] = TEXT.exec(expression) ?? [];
  if (text !== undefined) return () => text.trim();
  const [, strips, name = ''] = ATTRIBUTE.exec(expression) ?? [];
  const read = SOURCES.get(name);
  if (read === undefined || strips === undefined) return read;
  return (properties, id) => read(properties, id).replaceAll(' ', '');
}

/** Reads a mapping file; undefined when it cannot be read, or decides more than values, so that nothing can be told of it. */
export function readSimpleMapping(file: string): SimpleMapping | undefined {
  const mapping = parsed(file);
  if (!Object.keys(mapping).every((name) => FILE_MEMBERS.has(name)) || !Array.isArray(mapping.attributes))
    return undefined;
  // Who is active is compared for everybody anyway.
  const entries = asDocuments(mapping.attributes).filter(
    ({ enabled, target }) => enabled !== false && target !== 'active',
  );
  const left: string[] = [];
  const simple: { target: string; read: Reader; clears: boolean }[] = [];
  for (const entry of entries) {
    const target = asText(entry.target);
    const read = readerOf(asText(entry.expression));
    const isPlain = Object.keys(entry).every((name) => ENTRY_MEMBERS.has(name));
    if (read === undefined || !isPlain || !isComparable(target)) left.push(target);
    else simple.push({ target, read, clears: entry.whenEmpty === 'clear' });
  }
  const wanted = (properties: Document, id: string): Record<string, string> => {
    const values = simple.map(({ target, read, clears }) => ({ target, clears, value: read(properties, id) }));
    const asked = values.filter(({ value, clears }) => value !== '' || clears);
    return Object.fromEntries(asked.map(({ target, value }) => [target, comparable(target, value)]));
  };
  return { targets: simple.map(({ target }) => target), left, wanted };
}

function parsed(file: string): Document {
  try {
    return asDocument(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // The connector says what is wrong with it.
    return {};
  }
}

/** One value each; lists such as roles, and references, are not compared. */
function isComparable(target: string): boolean {
  return /^(userName|displayName|title)$|(emails|phoneNumbers|externalIds)\[|(department|employeeNumber|division)$/.test(
    target,
  );
}

/** Letter case does not count in names and mail, and only digits count in numbers. */
function comparable(target: string, value: string): string {
  if (target === 'userName' || target.startsWith('emails[')) return value.toLowerCase();
  return target.startsWith('phoneNumbers[') ? value.replace(/[^+\d]/g, '') : value;
}

/** The value of a target in a SCIM user: `title`, `urn:...:User:department`, `phoneNumbers[type eq "work"].value`. */
export function valueAt(user: Document, target: string): string {
  const [, urn, rest = target] = /^(urn:.*:2\.0:User):(.*)$/.exec(target) ?? [];
  const [, list, on = '', chosen] = /^(\w+)\[(\w+) eq "([^"]*)"\]\.value$/.exec(rest) ?? [];
  const place = urn === undefined ? user : asDocument(user[urn]);
  const found =
    list === undefined ? place[rest] : asDocuments(place[list]).find((item) => asText(item[on]) === chosen)?.value;
  return comparable(target, asText(found));
}
