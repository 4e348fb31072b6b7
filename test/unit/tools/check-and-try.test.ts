import { ANN, MAPPING, runTool } from './memory-io.ts';

const FAULTY = `{
  "version": 1,
  "attributes": [
    { "target": "userName", "expression": "[userPrincipalName]" },
    { "target": "displayName", "expression": "Join(\\" \\", [givenNam], [surname])" },
    { "target": "titel", "expression": "Frob([jobTitle]" }
  ]
}
`;

describe('mapping check', () => {
  it('finds nothing wrong with a good file', async () => {
    const run = await runTool(['check', 'm.json'], { 'm.json': MAPPING });

    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain('m.json: 4 attributes, read from accountEnabled, businessPhones');
  });

  it('shows every fault at its line and column in the file, with a caret', async () => {
    const { code, out } = await runTool(['check', 'm.json'], { 'm.json': FAULTY });
    const lines = out.split('\n');
    const faults = lines.filter((line) => line.startsWith('m.json:'));

    expect(code).toBe(1);
    expect(faults.map((line) => line.split(': ')[0])).toEqual([
      'm.json:5:59',
      'm.json:6:17',
      'm.json:6:41',
      'm.json:6:56',
    ]);
    expect(faults[0]).toContain('there is no source attribute givenNam (did you mean givenName?)');
    const caret = lines.findIndex((line) => line.trim() === '^');
    expect(lines[caret - 1]?.slice(lines[caret]?.indexOf('^'))).toMatch(/^\[givenNam\]/);
    expect(lines.at(-1)).toBe('4 faults');
  });

  it('gives the same as JSON', async () => {
    const { code, out } = await runTool(['check', 'm.json', '--json'], { 'm.json': FAULTY });

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      faults: [
        { line: 5, column: 59 },
        { path: 'attributes[2].target', line: 6, column: 17 },
        { line: 6, column: 41 },
        { line: 6, column: 56 },
      ],
    });
  });

  it.each([
    ['{"version": 1', 'm.json:1:14: the file ends too early'],
    ['<xml/>', 'm.json:1:1: a JSON value is expected'],
    ['', 'm.json:1:1: the file ends too early'],
  ])('says where %j stops being JSON', async (text, message) => {
    const { code, out } = await runTool(['check', 'm.json'], { 'm.json': text });

    expect([code, out.split('\n')[0]]).toEqual([1, message]);
  });
});

describe('mapping try', () => {
  it('shows attribute, expression, value and why there is none', async () => {
    const { code, out } = await runTool(['try', 'm.json', '--user', 'u.json'], { 'm.json': MAPPING, 'u.json': ANN });
    const row = (name: string) => out.split('\n').find((line) => line.startsWith(name));

    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('ann@contoso.com: in scope');
    expect(row('userName')).toMatch(/^userName +\[userPrincipalName\] +ann@contoso\.com$/);
    expect(row('active')).toMatch(/True +follows from scope and account state$/);
    expect(row('title')).toMatch(/Agent +default, on creation only$/);
    expect(row('phoneNumbers')).toMatch(/left out: does not begin with \+ and a country code$/);
  });

  it('takes lists and answers of Graph, and gives JSON', async () => {
    const users = { value: [ANN, { ...ANN, displayName: null, accountEnabled: false }] };
    const { code, out } = await runTool(['try', 'm.json', '--user', 'u.json', '--json'], {
      'm.json': MAPPING,
      'u.json': users,
    });
    const { users: tried } = JSON.parse(out) as { users: { note: string; inScope: boolean }[] };

    expect(code).toBe(0);
    expect(tried.map(({ note, inScope }) => [inScope, note])).toEqual([
      [true, ''],
      [false, 'the account is disabled in Entra'],
    ]);
  });

  it('says when none can be created because a required attribute is left alone', async () => {
    const attributes = MAPPING.attributes.map((entry) =>
      entry.target === 'displayName' ? { ...entry, expression: 'IgnoreFlowIfNullOrEmpty([displayName])' } : entry,
    );
    const files = { 'm.json': { version: 1, attributes }, 'u.json': [{ ...ANN, displayName: null }] };
    const { code, out } = await runTool(['try', 'm.json', '--user', 'u.json'], files);

    expect(code).toBe(1);
    expect(out).toContain('in scope, no account can be created: displayName is required and left alone');
    expect(out).toContain('empty: the account keeps what it has');
  });

  it('says when no account can be written', async () => {
    const user = { ...ANN, displayName: null };
    const { code, out } = await runTool(['try', 'm.json', '--user', 'u.json'], { 'm.json': MAPPING, 'u.json': [user] });

    expect(code).toBe(1);
    expect(out).toContain('in scope, no account can be written: displayName is empty and required');
  });

  it('applies the filter, what is switched off, and Redact', async () => {
    const mapping = {
      ...MAPPING,
      attributes: [
        ...MAPPING.attributes.slice(0, 3),
        { target: 'title', expression: 'Redact([jobTitle])' },
        { target: 'roles', expression: '[department]', enabled: false },
      ],
      scope: { users: { expression: 'IIF([department] = "Sales", "True", "False")' } },
    };
    const user = { ...ANN, jobTitle: 'Head', department: 'IT' };
    const { out } = await runTool(['try', 'm.json', '--user', 'u.json'], { 'm.json': mapping, 'u.json': user });

    expect(out).toContain('not in scope, does not pass the scoping filter');
    expect(out).toContain('[Redact]');
    expect(out).not.toContain('Head');
    expect(out).toMatch(/roles .*switched off/);
    expect(out).toMatch(/active .*False/);
  });

  it('reads users of the tenant and names those that are not there', async () => {
    const { code, out } = await runTool(
      ['try', 'm.json', '--user', 'ann@contoso.com, bob', '--graph'],
      { 'm.json': MAPPING },
      { 'ann@contoso.com': ANN },
    );

    expect(code).toBe(1);
    expect(out).toContain('ann@contoso.com: in scope');
    expect(out).toContain('bob: the directory has no such user');
  });

  it('reports the faults of the mapping first', async () => {
    const { code, out } = await runTool(['try', 'm.json', '--user', 'u.json'], { 'm.json': FAULTY, 'u.json': ANN });

    expect([code, out.split(':').slice(0, 2)]).toEqual([1, ['m.json', '5']]);
  });
});
