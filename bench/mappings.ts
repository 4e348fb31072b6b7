import { readFileSync } from 'node:fs';
import type { MappingEntry } from '../shared/domain/mapping/mapping-file.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A mapping as heavy as customers write them: names, patterns, dates, choices. */
export const HEAVY: { readonly version: 1; readonly attributes: readonly MappingEntry[] } = {
  version: 1,
  attributes: [
    {
      target: 'userName',
      expression:
        'ToLower(Join("@", NormalizeDiacritics(StripSpaces(Join(".", [givenName], [surname]))), "contoso.com"))',
    },
    { target: 'displayName', expression: 'Join(", ", PCase([surname]), PCase([givenName]))' },
    {
      target: 'title',
      expression: 'Switch([country], "Agent", "Germany", "Mitarbeiter", "Mexico", "Agente", "Sweden", "Handläggare")',
    },
    {
      target: 'phoneNumbers[type eq "work"].value',
      expression:
        'IIF(IsNullOrEmpty([extensionAttribute1]), StripSpaces([telephoneNumber]), Join(";ext=", Append("tel:", StripSpaces([telephoneNumber])), [extensionAttribute1]))',
    },
    { target: 'phoneNumbers[type eq "mobile"].value', expression: 'Replace([mobile], , "[()\\\\s-]+", , "", , )' },
    {
      target: `${ENTERPRISE}:department`,
      expression: `Replace([department], , "(?<code>^\\\\d+ )(?<name>.*)$", , "\${name}", , )`,
    },
    {
      target: `${ENTERPRISE}:employeeNumber`,
      expression: `Replace(Join("", "0000000000", [employeeId]), , "(.*?)(?<id>.{0,10})$", , "\${id}", , )`,
    },
    {
      target: `${ENTERPRISE}:division`,
      expression:
        'IIF(DateDiff("yyyy", [employeeHireDate], CDate("2026-01-01")) >= 10, "Seniors", FormatDateTime([employeeHireDate], , "yyyy-MM-ddTHH:mm:ssZ", "yyyy"))',
    },
  ],
};

/** The Salesforce export among the fixtures, which holds the most and the heaviest expressions of real ones. */
export const FIXTURE = '../shared/fixtures/entra-schema/salesforce-export.json';

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function list(value: unknown, key: string): readonly unknown[] {
  const found = member(value, key);
  return Array.isArray(found) ? found : [];
}

/** The expressions of an export's user mapping, in its order. */
export function fixtureExpressions(): readonly string[] {
  const schema: unknown = JSON.parse(readFileSync(FIXTURE, 'utf8'));
  return list(schema, 'synchronizationRules')
    .flatMap((rule) => list(rule, 'objectMappings'))
    .filter((mapping) => member(mapping, 'sourceObjectName') === 'User')
    .flatMap((mapping) => list(mapping, 'attributeMappings'))
    .map((mapping) => member(member(mapping, 'source'), 'expression'))
    .filter((expression) => typeof expression === 'string');
}
