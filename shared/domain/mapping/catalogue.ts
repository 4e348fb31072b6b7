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
type ValueRule = 'plain' | 'mail' | 'userName' | 'phone';

/** One target attribute. */
export interface CatalogueEntry {
  readonly name: AttributeName;
  readonly kind: 'text' | 'boolean' | 'list' | 'reference';
  readonly rule: ValueRule;
  readonly requiredOnCreate: boolean;
  readonly location: ScimLocation;
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
}

function entry(attribute: string, options: EntryOptions = {}): CatalogueEntry {
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
  };
}

function phone(type: string): CatalogueEntry {
  return entry('phoneNumbers', { rule: 'phone', filter: { on: 'type', value: type }, sub: 'value' });
}

function externalId(authority: string): CatalogueEntry {
  return entry('externalIds', {
    schema: SCHEMA_URN.genesys,
    filter: { on: 'authority', value: authority },
    sub: 'value',
  });
}

/** Every user attribute that Genesys Cloud for Azure lists. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  entry('userName', { rule: 'userName', required: true }),
  entry('active', { kind: 'boolean' }),
  entry('displayName', { required: true }),
  entry('emails', { rule: 'mail', filter: { on: 'type', value: 'work' }, sub: 'value' }),
  entry('title'),
  ...['mobile', 'work', 'work2', 'work3', 'work4', 'home', 'microsoftteams'].map(phone),
  entry('roles', { kind: 'list' }),
  entry('department', { schema: SCHEMA_URN.enterprise }),
  entry('manager', { schema: SCHEMA_URN.enterprise, kind: 'reference', sub: 'value' }),
  entry('employeeNumber', { schema: SCHEMA_URN.enterprise }),
  entry('division', { schema: SCHEMA_URN.enterprise }),
  ...['microsoftteams', 'ringcentral', 'zoomphone'].map(externalId),
];

const BY_NAME: ReadonlyMap<string, CatalogueEntry> = new Map(CATALOGUE.map((item) => [item.name, item]));

/** The entry of a canonical name. */
export function catalogueEntry(name: AttributeName): CatalogueEntry | undefined {
  return BY_NAME.get(name);
}
