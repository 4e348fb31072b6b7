import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_MAPPING } from '../../shared/domain/mapping/default-mapping.ts';
import { startRig } from '../contract/graph-simulator/rig.ts';
import { runTool } from '../support/tools/run-tool.ts';
import { exported, exportOf, NEEDED } from '../unit/domain/mapping/import/entra-export.ts';

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runTool('tools/mapping/main.ts', args, env);

jest.setTimeout(60_000);

describe('the mapping tool as a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mapping-'));
  const file = (name: string, value: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };

  afterAll(() => rmSync(folder, { recursive: true }));

  it('imports, checks and tries a file', async () => {
    const schema = file('schema.json', exportOf([...NEEDED, exported('title', '[jobTitle]')]));
    const user = file('user.json', {
      id: 'a1',
      userPrincipalName: 'ann@contoso.com',
      displayName: 'Ann',
      jobTitle: 'Head',
    });
    const out = join(folder, 'mapping.json');

    expect((await run(['import', schema, '--out', out])).code).toBe(0);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ version: 1 });
    expect((await run(['check', out])).code).toBe(0);
    expect((await run(['try', out, '--user', user])).out).toMatch(/title +\[jobTitle\] +Head/);
  });

  it('ends with an exit code of its own for what is refused', async () => {
    const broken = file('broken.json', '{"synchronizationRules": [');

    expect(await run(['import', broken, '--out', join(folder, 'never.json')])).toMatchObject({ code: 2, out: '' });
    expect((await run(['check', file('empty.json', {})])).code).toBe(1);
    const mapping = file('mapping-2.json', DEFAULT_MAPPING);
    expect(await run(['export', mapping, '--out', join(folder, 'no', 'such', 'folder.json')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be written (ENOENT)'),
    });
  });

  it('reads users from a tenant', async () => {
    const rig = await startRig();
    try {
      const id = await rig.person({ userPrincipalName: 'ann@contoso.com', displayName: 'Ann', jobTitle: 'Head' });
      const env = { GRAPH_URL: rig.url, GRAPH_AUTH: 'fixed-token', GRAPH_TOKEN: 'rig-token' };
      const mapping = file('default.json', DEFAULT_MAPPING);
      const tried = await run(['try', mapping, '--user', `${id},nobody@contoso.com`, '--graph', '--json'], env);

      expect([tried.code, tried.err]).toEqual([1, '']);
      expect(JSON.parse(tried.out)).toMatchObject({
        users: [{ user: 'ann@contoso.com', inScope: true }],
        missing: ['nobody@contoso.com'],
      });
      const refused = await run(['try', mapping, '--user', id, '--graph'], { ...env, GRAPH_AUTH: 'nonsense' });
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('GRAPH_AUTH: is not allowed') });
    } finally {
      await rig.close();
    }
  });
});
