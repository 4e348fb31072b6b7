import { CATALOGUE, type CatalogueEntry, SCHEMA_URN } from './catalogue.ts';
import { nearestName } from './nearest-name.ts';
import type { AttributeName } from './types.ts';

const NAME =
  /^(?:(?<schema>urn:[\w:.-]+:user):)?(?<attribute>\w+)(?:\[\s*(?<on>\w+)\s+eq\s+"?(?<value>[^"\]]*?)"?\s*\])?(?:\.(?<sub>\w+))?$/i;

interface NameParts {
  readonly schema: string;
  readonly attribute: string;
  readonly on: string | undefined;
  readonly value: string | undefined;
  readonly sub: string | undefined;
}

function split(name: string): NameParts | undefined {
  const groups = NAME.exec(name.trim().replace(/[“”„‘’‚'`´]/g, '"'))?.groups;
  if (groups?.attribute === undefined) return undefined;
  const attribute = groups.attribute.toLowerCase();
  return {
    schema: (groups.schema ?? SCHEMA_URN.core).toLowerCase(),
    // Microsoft's table of the gallery app prints this misspelling once.
    attribute: attribute === 'phonenumberss' ? 'phonenumbers' : attribute,
    on: groups.on?.toLowerCase(),
    value: groups.value?.trim().toLowerCase(),
    sub: groups.sub?.toLowerCase(),
  };
}

function isNamed({ location, name }: CatalogueEntry, parts: NameParts): boolean {
  const { schema, attribute, filter, sub } = location;
  if (schema.toLowerCase() !== parts.schema || attribute.toLowerCase() !== parts.attribute) return false;
  if (filter?.on !== parts.on || filter?.value !== parts.value) return false;
  return parts.sub === sub || (parts.sub === undefined && !name.endsWith('.value'));
}

/** Finds the attribute meant by a name, whatever quotes and letter case it is written with. */
export function findAttribute(name: string): CatalogueEntry | undefined {
  const parts = split(name.slice(0, 300));
  return parts === undefined ? undefined : CATALOGUE.find((item) => isNamed(item, parts));
}

/** True for `phoneNumbers[type eq "other"].value`, which shares one Genesys field with `microsoftteams`. */
export function isOtherPhone(name: string): boolean {
  const parts = split(name.slice(0, 300));
  return parts?.attribute === 'phonenumbers' && parts.on === 'type' && parts.value === 'other';
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
