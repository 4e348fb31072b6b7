import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Rig, startRig } from '../contract/graph-simulator/rig.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { runTool } from '../support/tools/run-tool.ts';

const IDENTITY = '7d6f0c1e-2b1a-4f0e-9a57-3c5e0b9d8f42';
let rig: Rig;

jest.setTimeout(60_000);

beforeEach(async () => {
  rig = await startRig();
});

afterEach(() => rig.close());

/** Runs the command signed in as somebody who may grant, or with another token. */
async function run(args: readonly string[], token = 'admin-token') {
  const env = { GRAPH_AUTH: 'fixed-token', GRAPH_TOKEN: token, GRAPH_URL: rig.url };
  return await runTool('tools/permissions/main.ts', ['--principal', IDENTITY, ...args], env);
}

async function roles(): Promise<unknown> {
  return ((await rig.control('GET switches')) as { roles: string }).roles;
}

async function posts(): Promise<number> {
  const { requests } = (await rig.control('GET requests')) as { requests: { method: string }[] };
  return requests.filter(({ method }) => method === 'POST').length;
}

describe('npm run permissions', () => {
  it('changes nothing unless told to, and shows what is there, missing and superfluous', async () => {
    await rig.control('POST switches', { roles: 'Application.Read.All Group.Read.All Synchronization.Read.All' });
    const { code, out } = await run([]);

    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      `connector-identity (${IDENTITY}), scope assigned`,
      'there        Application.Read.All',
      expect.stringMatching(/^superfluous {2}Group.Read.All /),
      'there        Synchronization.Read.All',
      expect.stringMatching(/^missing {6}User.Read.All - Reads the changes of users/),
      '',
      'Nothing was changed; --apply grants what is missing.',
      '',
    ]);
    expect([await posts(), await roles()]).toEqual([0, 'Application.Read.All Group.Read.All Synchronization.Read.All']);
  });

  it('grants exactly what the scope needs, takes nothing away, and does nothing the second time', async () => {
    await rig.control('POST switches', { roles: 'Group.Read.All', assignmentPageSize: 1 });
    const all = await run(['--scope', 'all', '--apply', '--json']);
    const onlyUsers = await roles();
    const assigned = await run(['--apply', '--json']);
    const again = await run(['--apply', '--json']);

    expect([all.code, JSON.parse(all.out)]).toEqual([
      0,
      {
        principal: IDENTITY,
        name: 'connector-identity',
        scope: 'all',
        there: ['Group.Read.All'],
        added: ['User.Read.All'],
        missing: [],
        superfluous: ['Group.Read.All'],
        refused: null,
      },
    ]);
    expect(onlyUsers).toBe('Group.Read.All User.Read.All');
    expect(JSON.parse(assigned.out)).toMatchObject({ added: ['Application.Read.All'], missing: [] });
    expect([again.code, JSON.parse(again.out)]).toMatchObject([0, { added: [], missing: [] }]);
    expect([await posts(), await roles()]).toEqual([2, 'Group.Read.All User.Read.All Application.Read.All']);
  });

  it.each([
    ['somebody else granted meanwhile', true],
    ['Graph refuses for another reason', false],
  ])('tells by the list what 400 means: %s', async (_what, isThere) => {
    const server = await startScriptedServer();
    try {
      const row = { appRoleId: 'role', resourceId: 'graph' };
      const role = { id: 'role', value: 'User.Read.All', allowedMemberTypes: ['Application'], isEnabled: true };
      server.script(
        { status: 200, body: { id: IDENTITY, displayName: 'identity' } },
        { status: 200, body: { id: 'graph', appRoles: [role] } },
        { status: 200, body: { value: [] } },
        { status: 400, body: { error: { code: 'Request_BadRequest', message: 'whatever' } } },
        { status: 200, body: { value: isThere ? [row] : [] } },
      );
      const env = { GRAPH_AUTH: 'fixed-token', GRAPH_TOKEN: 't', GRAPH_URL: server.url };
      const args = ['--principal', IDENTITY, '--scope', 'all', '--apply', '--json'];
      const { code, out } = await runTool('tools/permissions/main.ts', args, env);

      expect([code, JSON.parse(out)]).toMatchObject(
        isThere
          ? [0, { added: [], missing: [], refused: null }]
          : [1, { added: [], missing: ['User.Read.All'], refused: expect.stringContaining('400') }],
      );
      expect(JSON.parse(server.seen[3]?.body ?? '')).toEqual({
        principalId: IDENTITY,
        resourceId: 'graph',
        appRoleId: 'role',
      });
    } finally {
      await server.close();
    }
  });

  it('gives a true account when Graph refuses to grant', async () => {
    await rig.control('POST switches', { roles: 'Application.Read.All' });
    const { code, out } = await run(['--apply'], 'rig-token');

    expect(code).toBe(1);
    expect(out).toMatch(/^missing {6}User.Read.All/m);
    expect(out).toMatch(/graph-missing-permission: .* Privileged Role Administrator/);
    expect(await roles()).toBe('Application.Read.All');
  });

  it('says what to do when it cannot even read, or when nobody has that id', async () => {
    await rig.control('POST switches', { roles: 'User.Read.All' });
    const blind = await run([], 'rig-token');
    const nobody = await run(['--principal', '7d6f0c1e-2b1a-4f0e-9a57-000000000000']);
    const stranger = await run([], 'made-up');

    expect(blind).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('To read needs Application.Read.All'),
    });
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('its principalId, not its clientId') });
    expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining('az login') });
  });

  it('signs in through the Azure CLI, and says so when that does not do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'az-'));
    const az = (text: string) => writeFileSync(join(folder, 'az'), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH}`, GRAPH_URL: rig.url, GRAPH_AUTH: 'managed-identity' };
    const check = () => runTool('tools/permissions/main.ts', ['--principal', IDENTITY], env);
    try {
      const token = { accessToken: 'admin-token', expires_on: Math.floor(Date.now() / 1000) + 3600 };
      az(`echo "$@" > ${folder}/asked\necho '${JSON.stringify(token)}'`);
      const signedIn = await check();
      az('echo made-up >&2; exit 1');
      const signedOut = await check();

      expect(signedIn).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is missing.') });
      expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain(`--resource ${rig.url}`);
      expect(signedOut).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringMatching(/graph-credential-failed.*az login/),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    [['--principal', 'connector'], '--principal connector'],
    [['--scope', 'some'], '--scope some: allowed is assigned, all'],
    [['--cloud', 'mars'], '--cloud mars: allowed is global, usgov, usgovdod, china'],
    [['--cloud', 'usgov'], 'must be a loopback address for GRAPH_AUTH=fixed-token'],
    [['--aply'], '--aply'],
  ])('refuses to be called with %j', async (args, message) => {
    expect(await run(args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
    expect(await posts()).toBe(0);
  });
});
