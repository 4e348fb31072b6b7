import { DEFAULT_MAPPING } from '../../../../../shared/domain/mapping/default-mapping.ts';
import { exportSchema } from '../../../../../shared/domain/mapping/import/export-schema.ts';
import { importSchema } from '../../../../../shared/domain/mapping/import/import-schema.ts';
import { sourceText } from '../../../../../shared/domain/mapping/import/source-text.ts';
import { sourceOf } from '../../../../../shared/domain/mapping/import/source-tree.ts';
import type { MappingFile } from '../../../../../shared/domain/mapping/mapping-file.ts';

const FILE: MappingFile = {
  version: 1,
  attributes: [
    { target: 'userName', expression: '[userPrincipalName]', whenEmpty: 'keep', matchOrder: 1 },
    { target: 'active', expression: 'Not([IsSoftDeleted])' },
    { target: 'displayName', expression: 'Join(" ", [givenName], [surname])', whenEmpty: 'keep' },
    { target: 'title', expression: '[jobTitle]', whenEmpty: 'keep', default: 'Agent', defaultOn: 'create' },
    { target: 'roles', expression: '"Agent"', whenEmpty: 'keep', flow: 'ObjectAddOnly' },
  ],
  scope: {
    users: {
      groups: [
        {
          name: 'people',
          clauses: [
            { attribute: 'department', operator: 'INCLUDES', value: 'Sales' },
            { attribute: 'accountEnabled', operator: 'IS TRUE' },
          ],
        },
      ],
    },
  },
  operations: { create: true, update: true, delete: false },
};

describe('exporting a mapping', () => {
  it('gives what imports to the same file', () => {
    const { schema, lost } = exportSchema(FILE);

    expect(lost).toEqual([]);
    expect(importSchema({ schema: JSON.parse(JSON.stringify(schema)) })).toMatchObject({ file: FILE, problems: [] });
  });

  it('says what Entra has no words for', () => {
    const { lost } = exportSchema({
      version: 1,
      attributes: [
        { target: 'title', expression: '[jobTitle]', whenEmpty: 'clear' },
        { target: 'roles', default: 'x', defaultOn: 'always' },
        { target: 'active', enabled: false },
      ],
      scope: { users: { expression: '"True"' } },
    });

    expect(lost.map((line) => line.split(':')[0])).toEqual(['active', 'title', 'roles', 'scope.users']);
  });

  it('of the built-in mapping holds every attribute and the object id', () => {
    const { schema } = exportSchema(DEFAULT_MAPPING);
    const text = JSON.stringify(schema);

    for (const { target } of DEFAULT_MAPPING.attributes) expect(text).toContain(JSON.stringify(target));
    expect(text).toContain('"externalId"');
  });

  it.each([
    'Replace([x], "-", , , "_", , )',
    'Switch([a], "d", "k", "v")',
    'IIF([a] = "b", "c", [d])',
    'Mid([a], 1, 3)',
  ])('writes %s as text and as tree', (expression) => {
    const source = sourceOf(expression);

    expect(source).toMatchObject({ expression, type: 'Function' });
    if (!expression.startsWith('IIF')) {
      const back = sourceText({ ...source, expression: '' });
      expect(back).toMatchObject({ kind: 'text' });
    }
  });
});
