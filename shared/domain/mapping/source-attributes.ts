import { homeUserPrincipalName } from './guest-name.ts';
import { booleanText, type Value } from './language/value.ts';
import { nearestName } from './nearest-name.ts';
import {
  ALIASES,
  GROUP_PROPERTIES,
  NOT_READABLE,
  type SourceProperty,
  type SourceType,
  USER_PROPERTIES,
} from './source-catalogue.ts';
import type { SourceUser } from './types.ts';

/** How one source attribute is read; `property` is the Graph property to select for it, '' when there is none. */
export interface SourceAttribute {
  readonly name: string;
  readonly property: string;
  readonly type: SourceType;
  readonly isMultiValued: boolean;
  /** How the value comes about, where it is not the property's own. */
  readonly note: string;
  read(source: SourceUser): Value;
}

const EXTENSIONS = 'onPremisesExtensionAttributes';
const DIRECTORY_EXTENSION = /^extension_[0-9a-fA-F]{32}_[A-Za-z0-9_]{1,150}$/;

function asText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'boolean') return booleanText(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return null;
}

function asValue(value: unknown): Value {
  if (!Array.isArray(value)) return asText(value);
  const items = value.map(asText).filter((item) => item !== null);
  return items.length === 0 ? null : items;
}

function own(source: unknown, key: string): unknown {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, key)) return undefined;
  return Reflect.get(source, key);
}

function direct(name: string, { name: property, type, isMultiValued }: SourceProperty): SourceAttribute {
  const note = name === property ? '' : `the incumbent's name of ${property}`;
  return { name, property, type, isMultiValued, note, read: (source) => asValue(own(source, property)) };
}

function text(
  name: string,
  property: string,
  note: string,
  read: (source: SourceUser) => Value,
): readonly [string, SourceAttribute] {
  return [name, { name, property, type: 'String', isMultiValued: false, note, read }];
}

function nested(name: string, property: string, key: string): readonly [string, SourceAttribute] {
  return text(name, property, `${key} of ${property}`, (source) => asValue(own(own(source, property), key)));
}

function firstBusinessPhone(source: SourceUser): Value {
  const phones = asValue(own(source, 'businessPhones'));
  return Array.isArray(phones) ? (phones[0] ?? null) : phones;
}

function homeName(source: SourceUser): Value {
  const name = asText(own(source, 'userPrincipalName'));
  return name === null ? null : homeUserPrincipalName(name);
}

/** Never part of a reading: whoever is mapped is in scope, and scope is the record's decision. */
const isSoftDeleted: SourceAttribute = {
  name: 'IsSoftDeleted',
  property: '',
  type: 'Boolean',
  isMultiValued: false,
  note: 'the record’s own decision: False for everybody who is mapped',
  read: (source) => booleanText(own(source, 'IsSoftDeleted') === true),
};

function named(properties: readonly SourceProperty[]): readonly (readonly [string, SourceAttribute])[] {
  const byName = new Map(properties.map((item) => [item.name, item]));
  const aliases = Object.entries(ALIASES).flatMap(([alias, name]) => {
    const property = byName.get(name);
    return property === undefined ? [] : [[alias, direct(alias, property)] as const];
  });
  return [...properties.map((item) => [item.name, direct(item.name, item)] as const), ...aliases];
}

const EXTENSION_NAMES = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);
const USER_NAME: SourceProperty = { name: 'userPrincipalName', type: 'String', isMultiValued: false };

/** Every source attribute of a user by name; directory extensions come on top. */
export const USER_ATTRIBUTES: ReadonlyMap<string, SourceAttribute> = new Map<string, SourceAttribute>([
  ...named([...USER_PROPERTIES, USER_NAME]),
  ...EXTENSION_NAMES.map((name) => nested(name, EXTENSIONS, name)),
  ...EXTENSION_NAMES.map((name) => nested(`${EXTENSIONS}.${name}`, EXTENSIONS, name)),
  nested('employeeOrgData.costCenter', 'employeeOrgData', 'costCenter'),
  nested('employeeOrgData.division', 'employeeOrgData', 'division'),
  text('telephoneNumber', 'businessPhones', 'the first of businessPhones', firstBusinessPhone),
  text('userPrincipalName', 'userPrincipalName', 'of a guest, the name at home', homeName),
  ['IsSoftDeleted', isSoftDeleted],
]);

/** Every source attribute of a group by name, for filters. */
export const GROUP_ATTRIBUTES: ReadonlyMap<string, SourceAttribute> = new Map(named(GROUP_PROPERTIES));

/**
 * Finds a source attribute by its exact name, or says what is wrong with the name.
 * Directory extensions (`extension_<app id>_<name>`) are taken as they are: only the tenant knows them.
 */
export function findSourceAttribute(
  name: string,
  attributes: ReadonlyMap<string, SourceAttribute> = USER_ATTRIBUTES,
): SourceAttribute | string {
  const found = attributes.get(name);
  if (found !== undefined) return found;
  if (DIRECTORY_EXTENSION.test(name)) return direct(name, { name, type: 'String', isMultiValued: false });
  if (name === 'manager') return 'manager references are not supported yet';
  const root = name.split('.')[0] ?? '';
  if (Object.hasOwn(NOT_READABLE, root)) return `${root} ${NOT_READABLE[root]}`;
  const near = nearestName(name, attributes.keys());
  return `there is no source attribute ${name}${near === undefined ? '' : ` (did you mean ${near}?)`}`;
}
