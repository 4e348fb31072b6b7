import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compileMapping } from '../../../../../shared/domain/mapping/compile-mapping.ts';
import { DEFAULT_MAPPING } from '../../../../../shared/domain/mapping/default-mapping.ts';
import { importFilter } from '../../../../../shared/domain/mapping/import/import-filter.ts';
import { ImportReport } from '../../../../../shared/domain/mapping/import/import-report.ts';
import { importSchema } from '../../../../../shared/domain/mapping/import/import-schema.ts';
import { sourceText } from '../../../../../shared/domain/mapping/import/source-text.ts';
import { printExpression } from '../../../../../shared/domain/mapping/language/expression.ts';
import { parseExpression } from '../../../../../shared/domain/mapping/language/parser.ts';
import type { MappingEntry } from '../../../../../shared/domain/mapping/mapping-file.ts';
import { USER_ATTRIBUTES } from '../../../../../shared/domain/mapping/source-attributes.ts';

const FOLDER = resolve('../shared/fixtures/entra-schema');
const THERE = existsSync(FOLDER);
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function read(name: string): unknown {
  return JSON.parse(readFileSync(resolve(FOLDER, `${name}.json`), 'utf8'));
}

function part(name: string, key: string): unknown {
  return Reflect.get(read(name) as object, key);
}

/** Runs a check on the published exports, or says that they are not there. */
function onExports(check: () => void): void {
  if (THERE) check();
  else console.log(`Not checked: ${FOLDER} is missing`);
  expect(THERE || !existsSync(FOLDER)).toBe(true);
}

describe('published exports and templates', () => {
  it('of the Genesys app become the built-in mapping, up to what is stated here', () => {
    onExports(() => {
      const result = importSchema({
        schema: read('genesys-cloud-reconstructed'),
        secrets: read('secrets-shape'),
        job: read('job-status-quarantine'),
      });
      const cleared = (entry: MappingEntry): MappingEntry => {
        const { whenEmpty: _keptOrCleared, ...rest } = entry;
        return rest;
      };
      // Not in the export: the two attributes that Genesys' own page adds to the app's template.
      const added = ['employeeNumber', 'externalIds'];
      const standard = DEFAULT_MAPPING.attributes.filter(({ target }) => !added.some((name) => target.includes(name)));
      // Stated differences: Entra never clears (whenEmpty), and names userName as what it matches by.
      const expected = standard
        .map(cleared)
        .map((entry) => (entry.target === 'userName' ? { ...entry, matchOrder: 1 } : entry));
      const byTarget = (entries: readonly MappingEntry[]) => new Map(entries.map((entry) => [entry.target, entry]));

      expect(result.problems).toEqual([]);
      expect(byTarget((result.file?.attributes ?? []).map(cleared))).toEqual(byTarget(expected));
      expect(compileMapping(result.file)).toMatchObject({ ok: true });
      expect(result.notTaken.map(({ what }) => what)).toEqual([
        'notification e-mail',
        'SecretToken',
        'quarantine',
        `${ENTERPRISE}:manager`,
        'groups',
      ]);
      expect(result.settings.map(({ name, value }) => `${name}=${value}`)).toEqual([
        'SCOPE=assigned',
        'GUARD_LIMIT=500',
        'LEAVER_UNASSIGNED=keep',
        'LEAVER_DISABLED=keep',
        'LEAVER_SOFT_DELETED=keep',
      ]);
    });
  });

  it('of Salesforce are another application, reported in full, and import by wish', () => {
    onExports(() => {
      const refused = importSchema({ schema: read('salesforce-export') });
      const result = importSchema({ schema: read('salesforce-export'), anyApp: true });

      expect(refused).toMatchObject({ file: undefined, problems: [expect.stringContaining('salesforce.com')] });
      expect(result.file?.attributes.map(({ target }) => target)).toEqual(['userName', 'active', 'displayName']);
      expect(result.notTaken.map(({ what }) => what)).toContain('rule PROFILE_INBOUND_APPROLE');
      expect(result.notTaken).toHaveLength(14);
      expect(compileMapping(result.file)).toMatchObject({ ok: true });
    });
  });

  it.each(['scim-gallery-template-aws', 'scim-partial-extension-attribute'])('%s gives a file that loads', (name) => {
    onExports(() => {
      const result = importSchema({ schema: read(name) });

      expect(result.problems).toEqual([]);
      expect(compileMapping(result.file)).toMatchObject({ ok: true });
    });
  });

  it.each([
    'job-status-quarantine',
    'parse-expression-answer',
    'provision-on-demand-answer',
    'provisioning-log-entry',
    'scope-filter-fragments',
    'secrets-shape',
  ])('%s is no schema and is refused', (name) => {
    onExports(() => {
      expect(importSchema({ schema: read(name) })).toMatchObject({
        file: undefined,
        problems: [expect.stringContaining('no synchronization schema')],
      });
    });
  });

  it('hold filters in two spellings', () => {
    onExports(() => {
      const report = new ImportReport();
      const scope = importFilter(part('scope-filter-fragments', 'scope'), 'filter', USER_ATTRIBUTES, report);
      importFilter(part('scope-filter-fragments', 'templateScope'), 'filter', USER_ATTRIBUTES, report);

      expect(scope).toEqual({
        groups: [
          {
            name: 'AD On Premise users',
            clauses: [{ attribute: 'dirSyncEnabled', operator: 'EQUALS', value: 'True' }],
          },
        ],
      });
      // The template is one of Active Directory: its attributes are no properties of an Entra user, and it says so.
      expect(report.problems).toEqual([
        expect.stringContaining('isCriticalSystemObject'),
        expect.stringContaining('distinguishedName'),
      ]);
    });
  });

  it('hold trees that say the same as the text', () => {
    onExports(() => {
      const tree = part('parse-expression-answer', 'parsedExpression') as { expression: string };
      const built = sourceText({ ...tree, expression: '' });
      const blanksCut = printExpression(parseExpression(tree.expression)).replace(/(, )+\)$/, ')');

      expect(built).toMatchObject({ text: blanksCut });
    });
  });
});
