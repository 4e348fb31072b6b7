import { CATALOGUE, type CatalogueEntry, externalIdEntry, NOT_MAPPABLE, SCHEMA_URN } from './catalogue.ts';
import { nearestName } from './nearest-name.ts';
import type { AttributeName } from './types.ts';

const NAME =
  /^(?:(?<schema>urn:[\w:.-]+:user):)?(?<attribute>\w+)(?:\[\s*(?<on>\w+)\s+eq\s+"?(?<value>[^"\]]*?)"?\s*\])?(?:\.(?<sub>\w+))?$/i;
const CURLY_QUOTES = /[“”„‘’‚'`´]/g;
/** Authority under which Genesys keeps SCIM's own externalId. */
const SCIM_AUTHORITY = 'x-pc:scimv2';

interface NameParts {
  readonly schema: string;
  readonly attribute: string;
  readonly on: string | undefined;
  readonly value: string | undefined;
  readonly sub: string | undefined;
}

function split(name: string): NameParts | undefined {
  const groups = NAME.exec(name.slice(0, 300).trim().replace(CURLY_QUOTES, '"'))?.groups;
  if (groups?.attribute === undefined) return undefined;
  const attribute = groups.attribute.toLowerCase();
  return {
    schema: (groups.schema ?? SCHEMA_URN.core).toLowerCase(),
    // Microsoft's table of the gallery app prints this misspelling once.
    attribute: attribute === 'phonenumberss' ? 'phonenumbers' : attribute,
    on: groups.on?.toLowerCase(),
    value: groups.value?.trim(),
    sub: groups.sub?.toLowerCase(),
  };
}

function isNamed({ location, name }: CatalogueEntry, parts: NameParts): boolean {
  const { schema, attribute, filter, sub } = location;
  if (schema.toLowerCase() !== parts.schema || attribute.toLowerCase() !== parts.attribute) return false;
  if (filter?.on !== parts.on || filter?.value !== parts.value?.toLowerCase()) return false;
  return parts.sub === sub || (parts.sub === undefined && !name.endsWith('.value'));
}

function otherExternalId({ schema, attribute, on, value, sub }: NameParts): CatalogueEntry | undefined {
  if (schema !== SCHEMA_URN.genesys.toLowerCase() || attribute !== 'externalids') return undefined;
  if (on !== 'authority' || sub !== 'value' || value === undefined || value === '') return undefined;
  return value.toLowerCase().startsWith(SCIM_AUTHORITY) ? undefined : externalIdEntry(value);
}

/** Finds the attribute meant by a name, whatever quotes and letter case it is written with. */
export function findAttribute(name: string): CatalogueEntry | undefined {
  const parts = split(name);
  if (parts === undefined) return undefined;
  return CATALOGUE.find((item) => isNamed(item, parts)) ?? otherExternalId(parts);
}

/** Why a SCIM attribute that is known cannot be mapped. */
export function whyNotMappable(name: string): string | undefined {
  const plain = name
    .trim()
    .replace(CURLY_QUOTES, '"')
    .replace(/^urn:ietf:params:scim:schemas:core:2\.0:user:/i, '')
    .toLowerCase();
  if (Object.hasOwn(NOT_MAPPABLE, plain)) return NOT_MAPPABLE[plain];
  const attribute = /^\w+/.exec(plain)?.[0] ?? '';
  return attribute !== 'emails' && Object.hasOwn(NOT_MAPPABLE, attribute) ? NOT_MAPPABLE[attribute] : undefined;
}

/** The attribute most like an unknown name; a bare name of an extension attribute finds its full one. */
export function nearestAttribute(name: string): AttributeName | undefined {
  const byBareName = CATALOGUE.find(
    ({ location }) => location.filter === undefined && location.attribute.toLowerCase() === name.trim().toLowerCase(),
  );
  if (byBareName !== undefined) return byBareName.name;
  const near = nearestName(
    name,
    CATALOGUE.map((item) => item.name),
  );
  return CATALOGUE.find((item) => item.name === near)?.name;
}
