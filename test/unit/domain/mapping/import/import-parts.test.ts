import { importFilter } from '../../../../../shared/domain/mapping/import/import-filter.ts';
import { ImportReport } from '../../../../../shared/domain/mapping/import/import-report.ts';
import { importSchema } from '../../../../../shared/domain/mapping/import/import-schema.ts';
import { sourceText } from '../../../../../shared/domain/mapping/import/source-text.ts';
import { USER_ATTRIBUTES } from '../../../../../shared/domain/mapping/source-attributes.ts';
import { exportOf, NEEDED } from './entra-export.ts';

const mail = { name: 'mail', type: 'Attribute', parameters: [] };
const text = (name: string) => ({ name, type: 'Constant', parameters: [] });
const call = (name: string, ...parameters: readonly [string, unknown][]) => ({
  name,
  type: 'Function',
  parameters: parameters.map(([key, value]) => ({ key, value })),
});

describe('the expression of a source', () => {
  it.each<[unknown, string]>([
    [mail, '[mail]'],
    [text('a"b\\c'), '"a\\"b\\\\c"'],
    [call('Mid', ['source', mail], ['start', text('1')], ['length', text('8')]), 'Mid([mail], "1", "8")'],
    [
      call('Replace', ['source', mail], ['Find', text('-')], ['Replacement', text('_')]),
      'Replace([mail], "-", , , "_")',
    ],
    [
      call('Switch', ['source', mail], ['switchValue', text('a')], ['switchValue', text('b')]),
      'Switch([mail], , "a", "b")',
    ],
    [call('Now'), 'Now()'],
  ])('is built from the tree %j when there is no text', (source, expected) => {
    expect(sourceText(source)).toEqual({ kind: 'text', text: expected, repaired: undefined });
  });

  it('is the text where it can be read, and else the tree', () => {
    expect(sourceText({ ...mail, expression: 'Trim([mail])' })).toMatchObject({ text: 'Trim([mail])' });
    expect(sourceText({ ...mail, expression: 'Trim([mail' })).toMatchObject({
      text: '[mail]',
      repaired: 'the text cannot be read, so its tree was taken',
    });
  });

  it('has typographic quotes made straight when only they are in the way', () => {
    expect(sourceText({ expression: 'Append([mail], “x”)', type: 'Function' })).toEqual({
      kind: 'text',
      text: 'Append([mail], "x")',
      repaired: 'typographic quotes made straight',
    });
    expect(sourceText({ expression: 'Append([mail], "“x”")' })).toMatchObject({ text: 'Append([mail], "“x”")' });
  });

  it.each([[null], [undefined], [{}], [{ type: 'Function' }], [{ type: 'Attribute', name: '' }], ['text']])(
    'is none in %j',
    (source) => {
      expect(sourceText(source)).toEqual({ kind: 'none' });
    },
  );

  it('may have 10,000 characters', () => {
    expect(sourceText({ expression: `"${'x'.repeat(10_000)}"` })).toMatchObject({ kind: 'unreadable' });
  });
});

describe('the filter of an object mapping', () => {
  const clause = (operatorName: string, values: readonly string[] | null, sourceOperandName = 'department') => ({
    operatorName,
    sourceOperandName,
    targetOperand: values === null ? null : { values },
  });
  const read = (scope: unknown) => {
    const report = new ImportReport();
    return { filter: importFilter(scope, 'filter', USER_ATTRIBUTES, report), report };
  };

  it.each([
    ['EQUALS', 'EQUALS'],
    ['Not Equals', 'NOT EQUALS'],
    ['Includes', 'INCLUDES'],
    ['ENDS WITH', 'ENDS_WITH'],
    ['&', '&'],
    ['!&', '!&'],
  ])('%s is read as %s', (written, operator) => {
    expect(read({ groups: [{ name: 'g', clauses: [clause(written, ['x'])] }] }).filter).toEqual({
      groups: [{ name: 'g', clauses: [{ attribute: 'department', operator, value: 'x' }] }],
    });
  });

  it.each(['Greater_Than', 'GREATER THAN'])('%s is read as GREATER_THAN', (written) => {
    expect(read({ groups: [{ clauses: [clause(written, ['1'])] }] }).filter).toMatchObject({
      groups: [{ clauses: [{ operator: 'GREATER_THAN' }] }],
    });
  });

  it.each([[null], [undefined], [{ groups: [] }], [{ groups: [{ name: 'x', clauses: [] }], inputFilterGroups: null }]])(
    'is none in %j',
    (scope) => {
      expect(read(scope)).toMatchObject({ filter: undefined, report: { problems: [] } });
    },
  );

  it('of several sets needs them all, and says what differs', () => {
    const { filter, report } = read({
      Groups: [{ Clauses: [clause('EQUALS', ['a'])] }, { Clauses: [clause('EQUALS', ['b'])] }],
      InputFilterGroups: [
        { Clauses: [{ OperatorName: 'IS NOT NULL', SourceOperandName: 'mail', TargetOperand: null }] },
      ],
    });

    expect(filter?.groups?.map(({ clauses }) => clauses.map(({ operator }) => operator))).toEqual([
      ['EQUALS', 'IS NOT NULL'],
      ['EQUALS', 'IS NOT NULL'],
    ]);
    expect(report.changed).toHaveLength(1);
  });
});

describe('suggested settings', () => {
  const settings = (secrets: unknown, job?: unknown) =>
    importSchema({ schema: exportOf(NEEDED), secrets, ...(job === undefined ? {} : { job }) });
  const secret = (key: string, value: string) => ({ value: [{ key, value }] });
  const pairs = (result: ReturnType<typeof settings>) => result.settings.map(({ name, value }) => `${name}=${value}`);

  it.each([
    [secret('SyncAll', 'true'), ['SCOPE=all']],
    [secret('SyncAll', 'False'), ['SCOPE=assigned']],
    [secret('BaseAddress', 'https://api.mypurecloud.de/api/v2/scim/v2'), ['GENESYS_REGION=mypurecloud.de']],
    [secret('BaseAddress', 'https://api.example.com/api/v2/scim/v2'), []],
    [
      secret('SyncNotificationSettings', '{"DeleteThresholdEnabled":true,"DeleteThresholdValue":25}'),
      ['GUARD_LIMIT=25'],
    ],
    [secret('SyncNotificationSettings', '{"DeleteThresholdEnabled":false,"DeleteThresholdValue":25}'), []],
    [secret('SyncNotificationSettings', 'no json'), []],
    [
      secret('SkipOutOfScopeDeletions', 'True'),
      ['LEAVER_UNASSIGNED=keep', 'LEAVER_DISABLED=keep', 'LEAVER_SOFT_DELETED=keep'],
    ],
    [secret('SkipOutOfScopeDeletions', 'False'), []],
    ['no secrets', []],
  ])('of %j are %j', (secrets, expected) => {
    expect(pairs(settings(secrets))).toEqual(expected);
  });

  it('come from the job too, and secrets win', () => {
    const job = { synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }] };
    const secrets = secret('SyncNotificationSettings', '{"DeleteThresholdEnabled":true,"DeleteThresholdValue":25}');

    expect(pairs(settings(undefined, job))).toEqual(['GUARD_LIMIT=500']);
    expect(pairs(settings(secrets, job))).toEqual(['GUARD_LIMIT=25']);
  });

  it('tell whom the notifications went to', () => {
    const notified = secret('SyncNotificationSettings', '{"Enabled":true,"Recipients":"it@contoso.com"}');

    expect(settings(notified).notTaken).toContainEqual(
      expect.objectContaining({ what: 'notification e-mail', detail: 'failures were mailed to it@contoso.com' }),
    );
  });

  it('never hold a secret', () => {
    const result = settings({
      value: [
        { key: 'SecretToken', value: 'xyzzy-token' },
        { key: 'Other', value: 'xyzzy' },
      ],
    });

    expect(JSON.stringify(result)).not.toContain('xyzzy');
    expect(result.notTaken.map(({ what }) => what)).toContain('SecretToken');
  });
});

describe('parts of a filter that cannot be read', () => {
  const problems = (scope: unknown) => {
    const report = new ImportReport();
    importFilter(scope, 'filter', USER_ATTRIBUTES, report);
    return report.problems;
  };
  const end = '; write the condition as scope expression instead';

  it.each<[unknown, string]>([
    [{ operatorName: 'EQUALS' }, 'a clause names no attribute'],
    [{ operatorName: 'EQUALS', sourceOperandName: '' }, 'a clause names no attribute'],
    [{ sourceOperandName: 'mail' }, 'the operator null of mail is unknown'],
    [{ sourceOperandName: 'mail', operatorName: 'LIKE' }, 'the operator "LIKE" of mail is unknown'],
    [{ sourceOperandName: 'mail', operatorName: 'EQUALS' }, 'groups[0].clauses[0].value: is missing'],
  ])('%j is named', (clause, problem) => {
    expect(problems({ groups: [{ clauses: [clause] }] })).toEqual([`filter cannot be taken over: ${problem}${end}`]);
  });

  it('are too many groups together, and a hundred are not', () => {
    const group = { clauses: [{ sourceOperandName: 'mail', operatorName: 'IS NULL' }] };
    const set = (count: number) => Array.from({ length: count }, () => group);

    expect(problems({ groups: set(10), inputFilterGroups: set(10) })).toEqual([]);
    expect(problems({ groups: set(10), inputFilterGroups: set(11) })).toEqual([
      `filter cannot be taken over: it has more than 100 groups of conditions${end}`,
    ]);
    expect(problems({ groups: set(100), inputFilterGroups: set(100), categoryFilterGroups: set(100) })).toHaveLength(1);
  });
});

describe('the rules of an export', () => {
  const withRules = (...rules: readonly object[]) => {
    const [rule] = Reflect.get(exportOf(NEEDED) as object, 'synchronizationRules') as object[];
    return importSchema({ schema: { synchronizationRules: rules.map((change) => ({ ...rule, ...change })) } });
  };

  it('are tried by priority, whatever the directory is called', () => {
    const user = (expression: string) => [
      {
        sourceObjectName: 'user',
        targetObjectName: 'urn:ietf:params:scim:schemas:core:2.0:User',
        attributeMappings: [{ targetAttributeName: 'userName', source: { expression } }],
      },
    ];
    const result = withRules(
      { priority: 5, objectMappings: user('[mail]'), sourceDirectoryName: ' entra id ' },
      { priority: 2, objectMappings: user('[userPrincipalName]'), sourceDirectoryName: 'AZURE ACTIVE DIRECTORY' },
    );

    expect(result.file?.attributes[0]).toMatchObject({ target: 'userName', expression: '[userPrincipalName]' });
  });

  it('may hold a mapping that is switched off, which is said', () => {
    const [rule] = Reflect.get(
      exportOf(NEEDED, { user: { enabled: false } }) as object,
      'synchronizationRules',
    ) as object[];
    const result = importSchema({ schema: { synchronizationRules: [rule] } });

    expect(result.changed).toContainEqual({
      what: 'users',
      detail: 'the mapping of users is switched off in Entra and is switched on here',
      advice: 'use MODE=paused to stop',
    });
  });

  it('may map no users, which is said', () => {
    expect(withRules({ objectMappings: [] }).changed[0]).toEqual({
      what: 'users',
      detail: 'the schema maps no users: only what an account cannot do without is mapped',
    });
  });
});
