import { readFileSync } from 'node:fs';
import { writeReference } from '../../../tools/mapping/reference.ts';
import { exported, exportOf, NEEDED } from '../domain/mapping/import/entra-export.ts';
import { MAPPING, runTool } from './memory-io.ts';

const SCHEMA = exportOf([...NEEDED, exported('title', '[jobTitle]'), exported('nickName', '[mail]')]);
const SECRETS = {
  value: [
    { key: 'SecretToken', value: 'xyzzy' },
    { key: 'SyncAll', value: 'false' },
  ],
};

describe('mapping import', () => {
  it('prints a report in three parts and writes a file that loads', async () => {
    const files = { 's.json': SCHEMA, 'k.json': SECRETS };
    const run = await runTool(['import', 's.json', '--secrets', 'k.json', '--out', 'm.json'], files);
    const titles = run.out.split('\n').filter((line) => /^\S.*\(\d+\)$/.test(line));

    expect(run.code).toBe(0);
    expect(titles).toEqual(['Taken over (5)', 'Changed (0)', 'Not taken over (2)', 'Settings that go with it (1)']);
    expect(run.out).toContain('  SCOPE=assigned    (SyncAll is false)');
    expect(run.out + run.files.get('m.json')).not.toContain('xyzzy');
    const check = await runTool(['check', 'm.json'], { 'm.json': run.files.get('m.json') });
    expect(check.code).toBe(0);
  });

  it('gives the same as JSON, and writes nothing without --out', async () => {
    const run = await runTool(['import', 's.json', '--json'], { 's.json': SCHEMA });

    expect(JSON.parse(run.out)).toMatchObject({
      written: null,
      file: { version: 1 },
      notTaken: [{ what: 'nickName' }],
    });
    expect([...run.files.keys()]).toEqual(['s.json']);
  });

  const text = JSON.stringify(SCHEMA, null, 1);
  it.each<[string, unknown, number, RegExp]>([
    ['cut off', text.slice(0, 400), 2, /^s\.json:\d+:\d+: the file ends too early$/m],
    ['not JSON', '<schema/>', 2, /^s\.json:1:1: a JSON value is expected$/m],
    ['missing', undefined, 2, /^s\.json cannot be read \(ENOENT\)/],
    ['something else', { value: [] }, 1, /Nothing can be written: this is no synchronization schema/],
    [
      'of another application',
      exportOf(NEEDED, { user: { targetObjectName: 'User' }, rule: { targetDirectoryName: 'salesforce.com' } }),
      1,
      /Nothing can be written: this is the export of another application \(salesforce\.com\)/,
    ],
    [
      'of 500 attributes',
      exportOf(Array.from({ length: 500 }, (_, index) => exported(`a${index}`, '[mail]'))),
      1,
      /Nothing can be written: it maps 500 attributes/,
    ],
  ])('of a file that is %s writes nothing', async (_what, schema, code, message) => {
    const given = schema === undefined ? {} : { 's.json': schema };
    const run = await runTool(['import', 's.json', '--out', 'm.json'], given);

    expect(run.code).toBe(code);
    expect(run.out + run.err).toMatch(message);
    expect(run.files.has('m.json')).toBe(false);
  });

  it('leaves an existing file alone when it refuses', async () => {
    const run = await runTool(['import', 's.json', '--out', 'm.json'], { 's.json': {}, 'm.json': 'mine' });

    expect(run.files.get('m.json')).toBe('mine');
  });
});

describe('mapping export', () => {
  it('gives what imports again, and says what is lost', async () => {
    const clearing = {
      ...MAPPING,
      attributes: [...MAPPING.attributes, { target: 'roles', expression: '[department]', whenEmpty: 'clear' }],
    };
    const run = await runTool(['export', 'm.json', '--out', 's.json'], { 'm.json': clearing });
    const back = await runTool(['import', 's.json', '--json'], { 's.json': run.files.get('s.json') });

    expect(run).toMatchObject({
      code: 0,
      out: '',
      err: 'not in the export: roles: Entra never clears a value (whenEmpty)',
    });
    expect(JSON.parse(back.out)).toMatchObject({ problems: [], notTaken: [] });
  });

  it('of a faulty file is refused', async () => {
    const run = await runTool(['export', 'm.json'], { 'm.json': { version: 1, attributes: [] } });

    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toContain('userName is required and not mapped');
  });
});

describe('mapping eval', () => {
  it('gives one line of JSON for each case, faults among them', async () => {
    const cases = [
      { id: 'a', expression: 'Trim([x])', inputs: { x: ' b ' } },
      { id: 'b', expression: 'IgnoreFlowIfNullOrEmpty([x])', inputs: {} },
      { id: 'c', expression: 'Trim([x' },
      { id: 'd', expression: 'Now()', now: '2020-01-02T03:04:05Z' },
    ];
    const { code, out } = await runTool(['eval', '--cases', 'c.json'], { 'c.json': cases });
    const lines = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { id: 'a', value: 'b' },
      { id: 'b', value: null, effect: 'ignore-attribute' },
      { id: 'c', value: null, error: expect.stringContaining('line 1') },
      { id: 'd', value: '1/2/2020 3:04:05 AM' },
    ]);
  });

  it.each([
    [{}, 'c.json holds no list of cases'],
    [[{ id: 'x' }], 'case 1 has no expression'],
    ['[', 'c.json:1:2: the file ends too early'],
  ])('refuses %j', async (cases, message) => {
    const run = await runTool(['eval', '--cases', 'c.json'], { 'c.json': cases });

    expect([run.code, run.err.includes(message)]).toEqual([2, true]);
  });
});

describe('the tool', () => {
  it.each<[string[], string]>([
    [['frob'], 'there is no command frob'],
    [['check'], 'the mapping file is missing'],
    [['try', 'm.json'], '--user is missing'],
    [['check', 'm.json', 'n.json'], 'n.json is one argument too many'],
    [['check', 'm.json', '--frob'], '--frob'],
    [['eval'], '--cases is missing'],
  ])('called with %j says what is wrong', async (args, message) => {
    const run = await runTool(args, { 'm.json': MAPPING });

    expect([run.code, run.err.includes(message)]).toEqual([2, true]);
  });

  it.each<[string[], string]>([
    [['--json'], 'the command is missing'],
    [['check', '--json'], 'the mapping file is missing'],
    [['check', 'm.json', '--json', '--frob'], '--frob'],
    [['eval', '--json', '--cases', 'none.json'], 'none.json cannot be read (ENOENT)'],
  ])('called with %j says so as JSON', async (args, message) => {
    const { code, out, err } = await runTool(args, { 'm.json': MAPPING });

    expect([code, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toEqual({ ok: false, error: expect.stringContaining(message) });
  });

  it('explains itself', async () => {
    expect(await runTool(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('import SCHEMA') });
    expect((await runTool([])).code).toBe(2);
  });

  it('has written the reference that stands in docs', async () => {
    const run = await runTool(['docs', '--out', 'r.md']);

    expect(run.files.get('r.md')).toBe(writeReference());
    // Written anew by: npm run mapping -- docs
    expect(readFileSync('docs/mapping-reference.md', 'utf8')).toBe(writeReference());
  });
});
