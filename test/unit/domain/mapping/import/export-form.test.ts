import { exportSchema } from '../../../../../shared/domain/mapping/import/export-schema.ts';
import { sourceOf } from '../../../../../shared/domain/mapping/import/source-tree.ts';
import type { MappingFile } from '../../../../../shared/domain/mapping/mapping-file.ts';

interface Exported {
  readonly directories: unknown;
  readonly synchronizationRules: readonly [
    Readonly<Record<string, unknown>> & { readonly objectMappings: readonly [Readonly<Record<string, unknown>>] },
  ];
}

const USER_NAME = { target: 'userName', expression: '[userPrincipalName]' } as const;

function exported(file: Omit<MappingFile, 'version'>): { readonly schema: Exported; readonly lost: readonly string[] } {
  const { schema, lost } = exportSchema({ version: 1, ...file });
  return { schema: schema as Exported, lost };
}

function mappingOf(file: Omit<MappingFile, 'version'>) {
  const [rule] = exported(file).schema.synchronizationRules;
  return rule.objectMappings[0];
}

const attribute = (name: string) => ({ expression: `[${name}]`, name, type: 'Attribute', parameters: [] });
const constant = (name: string) => ({ expression: `"${name}"`, name, type: 'Constant', parameters: [] });
const call = (expression: string, name: string, ...parameters: readonly [string, unknown][]) => ({
  expression,
  name,
  type: 'Function',
  parameters: parameters.map(([key, value]) => ({ key, value })),
});

describe('the form of an export', () => {
  it('is that of a SCIM gallery application', () => {
    const { schema } = exported({ attributes: [USER_NAME] });
    const [{ objectMappings, ...rule }] = schema.synchronizationRules;
    const { attributeMappings, ...mapping } = objectMappings[0];
    const plain = {
      defaultValue: null,
      exportMissingReferences: false,
      flowBehavior: 'FlowWhenChanged',
      flowType: 'Always',
      matchingPriority: 0,
    };

    expect(schema.directories).toEqual([]);
    expect(rule).toEqual({
      editable: true,
      name: 'USERGROUP_OUTBOUND_USERGROUP',
      priority: 1,
      sourceDirectoryName: 'Microsoft Entra ID',
      targetDirectoryName: 'customappsso',
    });
    expect(mapping).toEqual({
      enabled: true,
      flowTypes: 'Add,Update,Delete',
      metadata: [],
      name: 'Provision Microsoft Entra ID Users',
      scope: null,
      sourceObjectName: 'User',
      targetObjectName: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    });
    expect(attributeMappings).toEqual([
      { ...plain, matchingPriority: 1, source: attribute('userPrincipalName'), targetAttributeName: 'userName' },
      {
        ...plain,
        source: call('Not([IsSoftDeleted])', 'Not', ['source', attribute('IsSoftDeleted')]),
        targetAttributeName: 'active',
      },
      { ...plain, source: attribute('objectId'), targetAttributeName: 'externalId' },
    ]);
  });

  it('has the incumbent’s words for flow types, defaults and match order', () => {
    const attributes = [
      USER_NAME,
      { target: 'active', enabled: false },
      { target: 'title', flow: 'FlowAlways' as const, default: 'Agent' },
      { target: 'roles', expression: '"x"', onlyOnCreate: true },
      {
        target: 'emails[type eq "work"].value',
        expression: '[mail]',
        flow: 'AttributeAddOnly' as const,
        matchOrder: 1,
      },
    ];
    const rows = mappingOf({ attributes }).attributeMappings as readonly Readonly<Record<string, unknown>>[];
    const row = (row: Readonly<Record<string, unknown>>) => [
      row.targetAttributeName,
      row.flowBehavior,
      row.flowType,
      row.defaultValue,
      row.matchingPriority,
    ];

    expect(rows.map(row)).toEqual([
      ['userName', 'FlowWhenChanged', 'Always', null, 0],
      ['title', 'FlowAlways', 'Always', 'Agent', 0],
      ['roles', 'FlowWhenChanged', 'ObjectAddOnly', null, 0],
      ['emails[type eq "work"].value', 'FlowWhenChanged', 'AttributeAddOnly', null, 1],
      ['externalId', 'FlowWhenChanged', 'Always', null, 0],
    ]);
    expect(rows[1]?.source).toBeNull();
  });

  it.each([
    [{ create: false }, 'Update,Delete'],
    [{ update: false, delete: false }, 'Add'],
    [{}, 'Add,Update,Delete'],
  ])('has the flow types of %j', (operations, flowTypes) => {
    expect(mappingOf({ attributes: [USER_NAME], operations }).flowTypes).toBe(flowTypes);
  });

  it('has filters in the incumbent’s spelling', () => {
    const clauses = [
      { attribute: 'employeeId', operator: 'GREATER_THAN' as const, value: '5' },
      { attribute: 'employeeId', operator: 'GREATER_THAN_OR_EQUALS' as const, value: '5' },
      { attribute: 'department', operator: 'INCLUDES' as const, values: ['a', 'b'] },
      { attribute: 'mail', operator: 'IS NULL' as const },
    ];
    const scope = { users: { groups: [{ clauses }, { name: 'n', clauses: clauses.slice(3) }] } };

    expect(mappingOf({ attributes: [USER_NAME], scope }).scope).toEqual({
      categoryFilterGroups: [],
      inputFilterGroups: [],
      groups: [
        {
          name: '',
          clauses: [
            { operatorName: 'Greater_Than', sourceOperandName: 'employeeId', targetOperand: { values: ['5'] } },
            {
              operatorName: 'Greater_Than_OR_EQUALS',
              sourceOperandName: 'employeeId',
              targetOperand: { values: ['5'] },
            },
            { operatorName: 'Includes', sourceOperandName: 'department', targetOperand: { values: ['a', 'b'] } },
            { operatorName: 'IS NULL', sourceOperandName: 'mail', targetOperand: null },
          ],
        },
        { name: 'n', clauses: [{ operatorName: 'IS NULL', sourceOperandName: 'mail', targetOperand: null }] },
      ],
    });
  });

  it('says in words what is lost', () => {
    const scope = { users: { expression: '"True"' }, groups: { expression: '"True"' } };
    const attributes = [
      USER_NAME,
      { target: 'title', expression: '[jobTitle]', whenEmpty: 'clear' as const },
      { target: 'roles', default: 'x', defaultOn: 'always' as const },
      { target: 'active', enabled: false },
    ];

    expect(exported({ attributes, scope }).lost).toEqual([
      'active: is switched off and left out',
      'title: Entra never clears a value (whenEmpty)',
      "roles: Entra's default is for creation only (defaultOn)",
      'scope.users: Entra has no filter by expression; everybody passes there',
      'scope.groups: the mapping of groups is not part of the file',
    ]);
  });
});

describe('the tree of an expression', () => {
  it.each<[string, unknown]>([
    ['[mail]', attribute('mail')],
    ['"x"', constant('x')],
    ['5', constant('5')],
    ['Guid()', call('Guid()', 'Guid')],
    ['trim( [a] )', call('trim( [a] )', 'trim', ['source', attribute('a')])],
    [
      'Mid([a], 1, 3)',
      call('Mid([a], 1, 3)', 'Mid', ['source', attribute('a')], ['start', constant('1')], ['length', constant('3')]),
    ],
    [
      'Join("-", [a], [b])',
      call(
        'Join("-", [a], [b])',
        'Join',
        ['separator', constant('-')],
        ['source', attribute('a')],
        ['source', attribute('b')],
      ),
    ],
    [
      'Switch([a], "d", "k", "v")',
      call(
        'Switch([a], "d", "k", "v")',
        'Switch',
        ['source', attribute('a')],
        ['defaultValue', constant('d')],
        ['switchValue', constant('k')],
        ['switchValue', constant('v')],
      ),
    ],
    [
      'Replace([a], , "b", "c", "d", [e], "f")',
      call(
        'Replace([a], , "b", "c", "d", [e], "f")',
        'Replace',
        ['source', attribute('a')],
        ['RegularExpression', constant('b')],
        ['RegularExpressionGroupName', constant('c')],
        ['Replacement', constant('d')],
        ['ReplacementPropertyName', attribute('e')],
        ['Template', constant('f')],
      ),
    ],
    [
      'IIF(IsPresent([a]), "b", "c")',
      call(
        'IIF(IsPresent([a]), "b", "c")',
        'IIF',
        ['one', call('IsPresent([a])', 'IsPresent', ['source', attribute('a')])],
        ['two', constant('b')],
        ['three', constant('c')],
      ),
    ],
    ['Split([a], ",")', call('Split([a], ",")', 'Split', ['source', attribute('a')], ['delimiter', constant(',')])],
    ['Left([a], 2)', call('Left([a], 2)', 'Left', ['parameter1', attribute('a')], ['parameter2', constant('2')])],
    ['IIF([a] = "b", "c", "d")', call('IIF([a] = "b", "c", "d")', 'IIF')],
    ['InStr([a], "b", 1, vbTextCompare)', call('InStr([a], "b", 1, vbTextCompare)', 'InStr')],
  ])('%s is written beside its text', (text, source) => {
    expect(sourceOf(text)).toEqual(source);
  });
});
