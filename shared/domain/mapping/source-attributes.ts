import { booleanText, type Value } from './language/value.ts';
import { homeUserPrincipalName } from './guest-name.ts';
import { nearestName } from './nearest-name.ts';
import type { SourceUser } from './types.ts';

/** How one source attribute is read; `property` is the Graph property to select for it. */
export interface SourceAttribute {
  readonly property: string;
  read(source: SourceUser): Value;
}

// Graph: delta-query-overview. Properties outside the main directory store (signInActivity, skills ...) are not tracked.
const SINGLE = [
  'city companyName country department displayName employeeId employeeType faxNumber givenName id jobTitle mail mailNickname',
  'mobilePhone officeLocation onPremisesDistinguishedName onPremisesDomainName onPremisesImmutableId onPremisesSamAccountName',
  'onPremisesSecurityIdentifier onPremisesUserPrincipalName postalCode preferredLanguage state streetAddress surname',
  'usageLocation userType',
]
  .join(' ')
  .split(' ');
const LISTS = ['businessPhones', 'otherMails', 'proxyAddresses', 'imAddresses'];
const BOOLEANS = ['accountEnabled', 'onPremisesSyncEnabled'];

/** The incumbent's names that stand for a Graph property of another name. */
const ALIASES: Readonly<Record<string, string>> = {
  facsimileTelephoneNumber: 'faxNumber',
  mobile: 'mobilePhone',
  objectId: 'id',
  physicalDeliveryOfficeName: 'officeLocation',
};

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

function direct(property: string): SourceAttribute {
  return { property, read: (source) => asValue(own(source, property)) };
}

function nested(property: string, key: string): SourceAttribute {
  return { property, read: (source) => asValue(own(own(source, property), key)) };
}

const firstBusinessPhone: SourceAttribute = {
  property: 'businessPhones',
  read: (source) => {
    const phones = asValue(own(source, 'businessPhones'));
    return Array.isArray(phones) ? (phones[0] ?? null) : phones;
  },
};

const homeName: SourceAttribute = {
  property: 'userPrincipalName',
  read: (source) => {
    const name = asText(own(source, 'userPrincipalName'));
    return name === null ? null : homeUserPrincipalName(name);
  },
};

const ATTRIBUTES: ReadonlyMap<string, SourceAttribute> = new Map<string, SourceAttribute>([
  ...[...SINGLE, ...LISTS, ...BOOLEANS].map((name) => [name, direct(name)] as const),
  ...Object.entries(ALIASES).map(([alias, name]) => [alias, direct(name)] as const),
  ...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`).map(
    (name) => [name, nested(EXTENSIONS, name)] as const,
  ),
  ['employeeOrgData.costCenter', nested('employeeOrgData', 'costCenter')],
  ['employeeOrgData.division', nested('employeeOrgData', 'division')],
  ['originalUserPrincipalName', direct('userPrincipalName')],
  ['telephoneNumber', firstBusinessPhone],
  ['userPrincipalName', homeName],
]);

/**
 * Finds a source attribute by its exact name, or says what is wrong with the name.
 * Directory extensions (`extension_<app id>_<name>`) are taken as they are: only the tenant knows them.
 */
export function findSourceAttribute(name: string): SourceAttribute | string {
  const found = ATTRIBUTES.get(name);
  if (found !== undefined) return found;
  if (DIRECTORY_EXTENSION.test(name)) return direct(name);
  if (name === 'IsSoftDeleted') return 'IsSoftDeleted can only be used as Not([IsSoftDeleted]) for active';
  if (name === 'manager') return 'manager references are not supported yet';
  const near = nearestName(name, ATTRIBUTES.keys());
  return `there is no source attribute ${name}${near === undefined ? '' : ` (did you mean ${near}?)`}`;
}
