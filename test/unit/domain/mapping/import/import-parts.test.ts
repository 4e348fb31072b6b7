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
