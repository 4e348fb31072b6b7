import type { AttributeName } from './types.ts';

/** The SCIM schemas the attributes live in. */
export const SCHEMA_URN = {
  core: 'urn:ietf:params:scim:schemas:core:2.0:User',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  genesys: 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User',
} as const;

/** The URN of a SCIM schema. */
type SchemaUrn = (typeof SCHEMA_URN)[keyof typeof SCHEMA_URN];

/** Where an attribute stands in a SCIM user (RFC 7644 3.5.2), so that nobody has to parse its name. */
export interface ScimLocation {
  readonly schema: SchemaUrn;
  readonly attribute: string;
  readonly filter?: { readonly on: 'type' | 'authority'; readonly value: string };
  readonly sub?: 'value';
}

/** How values are checked and compared: `plain` respects letter case, `mail` and `userName` do not. */
export type ValueRule = 'plain' | 'mail' | 'userName' | 'phone' | 'date' | 'rated';

/** One target attribute. */
export interface CatalogueEntry {
  readonly name: AttributeName;
  readonly kind: 'text' | 'boolean' | 'list' | 'reference';
  readonly rule: ValueRule;
  readonly requiredOnCreate: boolean;
  readonly location: ScimLocation;
  /** Most values a list may have. */
  readonly maxItems: number | undefined;
  /** The attribute's name in a SCIM filter, where Genesys can filter on it. */
  readonly filterName: string | undefined;
  /** What it is in Genesys Cloud. */
  readonly meaning: string;
}

function printLocation({ schema, attribute, filter, sub }: ScimLocation): AttributeName {
  const prefix = schema === SCHEMA_URN.core ? '' : `${schema}:`;
  const chosen = filter === undefined ? '' : `[${filter.on} eq "${filter.value}"]`;
  // The incumbent names a manager without ".value".
  const tail = sub === undefined || filter === undefined ? '' : `.${sub}`;
  return `${prefix}${attribute}${chosen}${tail}` as AttributeName;
}

interface EntryOptions {
  readonly schema?: SchemaUrn;
  readonly kind?: CatalogueEntry['kind'];
  readonly rule?: ValueRule;
  readonly required?: boolean;
  readonly filter?: ScimLocation['filter'];
  readonly sub?: 'value';
  readonly maxItems?: number;
  readonly filterName?: string;
}

function entry(attribute: string, meaning: string, options: EntryOptions = {}): CatalogueEntry {
  const location: ScimLocation = {
    schema: options.schema ?? SCHEMA_URN.core,
    attribute,
    ...(options.filter === undefined ? {} : { filter: options.filter }),
    ...(options.sub === undefined ? {} : { sub: options.sub }),
  };
  return {
    name: printLocation(location),
    kind: options.kind ?? 'text',
    rule: options.rule ?? 'plain',
    requiredOnCreate: options.required ?? false,
    location,
    maxItems: options.maxItems,
    filterName: options.filterName,
    meaning,
  };
}

/** Phone types of Genesys' SCIM; there is no fax, pager or main. `microsoftteams` and `other` share one profile field. */
export const PHONE_TYPES = [
  'work',
  'work2',
  'work3',
  'work4',
  'home',
  'mobile',
  'other',
  'microsoftteams',
  'zoomphone',
  'eightbyeight',
  'ringcentral',
] as const;

/** Authorities of external ids that Genesys names; any other text is allowed too. */
const AUTHORITIES = ['microsoftteams', 'ringcentral', 'zoomphone'];

function phone(type: string): CatalogueEntry {
  return entry('phoneNumbers', `phone number, type ${type}`, {
    rule: 'phone',
    filter: { on: 'type', value: type },
    sub: 'value',
  });
}

/** The entry of the external id of one authority. */
export function externalIdEntry(authority: string): CatalogueEntry {
  return entry('externalIds', `external id of ${authority}`, {
    schema: SCHEMA_URN.genesys,
    filter: { on: 'authority', value: authority },
    sub: 'value',
  });
}

const { enterprise, genesys } = SCHEMA_URN;

/** Every user attribute that Genesys' SCIM lets be written (Genesys: scim-and-genesys-cloud-field-mappings, SDK models). */
export const CATALOGUE: readonly CatalogueEntry[] = [
  entry('userName', 'main e-mail address and login name', { rule: 'userName', required: true, filterName: 'userName' }),
  entry('active', 'state: active or inactive', { kind: 'boolean' }),
  entry('displayName', 'name', { required: true }),
  entry('title', 'title'),
  entry('emails', 'work e-mail address', {
    rule: 'mail',
    filter: { on: 'type', value: 'work' },
    sub: 'value',
    filterName: 'email',
  }),
  ...PHONE_TYPES.map(phone),
  entry('roles', 'names of roles', { kind: 'list' }),
  entry('department', 'department', { schema: enterprise }),
  entry('division', 'name of an existing division', { schema: enterprise }),
  entry('manager', 'manager', { schema: enterprise, kind: 'reference', sub: 'value' }),
  entry('employeeNumber', 'employee number', { schema: enterprise, filterName: 'employeeNumber' }),
  entry('dateHire', 'hire date', { schema: enterprise, rule: 'date' }),
  entry('routingSkills', 'ACD skills', { schema: genesys, kind: 'list', rule: 'rated', maxItems: 50 }),
  entry('routingLanguages', 'ACD languages', { schema: genesys, kind: 'list', rule: 'rated', maxItems: 50 }),
  ...AUTHORITIES.map(externalIdEntry),
];

const BY_NAME: ReadonlyMap<string, CatalogueEntry> = new Map(CATALOGUE.map((item) => [item.name, item]));
const EXTERNAL_ID_NAME = /^urn:[\w:.]+:User:externalIds\[authority eq "(?<authority>[^"]+)"\]\.value$/;

/** The entry of a canonical name. */
export function catalogueEntry(name: AttributeName): CatalogueEntry | undefined {
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  const authority = EXTERNAL_ID_NAME.exec(name)?.groups?.authority;
  return authority === undefined ? undefined : externalIdEntry(authority);
}

/** Attributes of a SCIM user that a mapping cannot fill, by their names in lower case, and why. */
export const NOT_MAPPABLE: Readonly<Record<string, string>> = {
  id: 'is set by Genesys',
  externalid: 'is always the Entra object id and is written by the connector itself',
  groups: 'is read-only, memberships follow from groups',
  password: 'is not sent: people sign in through Entra',
  meta: 'is set by Genesys',
  'emails[type eq "other"].value': 'mirrors userName and is read-only',
  name: 'does not exist in Genesys, displayName is its only name',
  'name.givenname': 'does not exist in Genesys, displayName is its only name',
  'name.familyname': 'does not exist in Genesys, displayName is its only name',
  'name.formatted': 'does not exist in Genesys, displayName is its only name',
  nickname: 'does not exist in Genesys',
  addresses: 'does not exist in Genesys',
  locale: 'does not exist in Genesys',
  timezone: 'does not exist in Genesys',
  photos: 'does not exist in Genesys any more',
  preferredlanguage: 'does not exist in Genesys',
};
