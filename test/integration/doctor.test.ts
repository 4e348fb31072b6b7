import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Azurite, startAzurite } from '../../local/azurite/start.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/genesys-simulator/start.ts';
import { type GraphSimulator, startGraphSimulator } from '../../local/graph-simulator/start.ts';
import { type RunningHost, startHost } from '../../local/host/start.ts';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../../local/servicebus/start.ts';
import type { Diagnosis } from '../../shared/sync/doctor.ts';
import { runTool } from '../support/tools/run-tool.ts';
import { startVaultSimulator } from '../support/vault/vault-simulator.ts';

const APP = '51e1a4d0-5f4e-4ab4-8b2e-3a3d8f0c6a10';
const IDENTITY = '7d6f0c1e-2b1a-4f0e-9a57-3c5e0b9d8f42';
const ROLES = 'User.Read.All Application.Read.All';

let azurite: Azurite;
let bus: ServiceBusEmulator;
let graph: GraphSimulator;
let genesys: GenesysSimulator;

// Each case starts a process that loads every client library.
jest.setTimeout(60_000);

beforeAll(async () => {
  azurite = await startAzurite();
  bus = await startServiceBusEmulator({ queues: [{ Name: 'wakes', Properties: { RequiresSession: true } }] });
});

beforeEach(async () => {
  graph = await startGraphSimulator();
  genesys = await startGenesysSimulator();
});

afterEach(async () => {
  await Promise.all([graph.close(), genesys.close()]);
});

afterAll(async () => {
  await Promise.all([bus?.close(), azurite?.close()]);
});

async function control(end: { url: string }, path: string, body: unknown): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${end.url}/control/${path}`, init);
  if (!answer.ok) throw new Error(await answer.text());
}

/** A token as Entra gives it, which shows the permissions of this moment. */
async function token(): Promise<string> {
  const scope = 'https://graph.microsoft.com/.default';
  const form = { grant_type: 'client_credentials', client_id: 'c', client_secret: 's', scope };
  const url = `${graph.url}/tenant/oauth2/v2.0/token`;
  const body = await (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json();
  return (body as { access_token: string }).access_token;
}

async function settings(changes: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  return {
    MODE: 'live',
    SCOPE: 'assigned',
    ENTRA_APP_ID: APP,
    GRAPH_AUTH: 'fixed-token',
    GRAPH_TOKEN: changes.GRAPH_TOKEN ?? (await token()),
    GRAPH_URL: graph.url,
    GENESYS_LOGIN_URL: genesys.url,
    GENESYS_API_URL: genesys.url,
    GENESYS_CLIENT_ID: 'genesys-client',
    GENESYS_CLIENT_SECRET: 'genesys-secret',
    DIGEST_KEY: 'the-digest-key-0123456789',
    SERVICEBUS: bus.connectionString,
    STORAGE: azurite.connectionString,
    ...changes,
  };
}

/** Runs the command; what it says of each check, by name. */
async function doctor(changes: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await runTool('tools/doctor/main.ts', ['--json'], await settings(changes));
  if (out === '') throw new Error(err);
  const { ok, checks } = JSON.parse(out) as Diagnosis;
  const of = (state: string) => checks.filter((each) => each.state === state).map(({ check }) => check);
  const said = Object.fromEntries(checks.map((each) => [each.check, each]));
  return { code, ok, said, failed: of('failed'), fine: of('ok'), unknown: of('not known') };
}

/** Starts the compiled app in the host stand-in, with nothing but its http side. */
async function openHost(): Promise<RunningHost> {
  const entry = resolve('dist/main.cjs');
  if (!existsSync(entry)) throw new Error('dist/main.cjs is missing: run "npm run build" first');
  const quiet = { runTimers: false, runQueues: false, log: () => undefined };
  return await startHost({ entry, hostJson: resolve('host.json'), env: await settings(), ...quiet });
}

describe('npm run doctor', () => {
  it('finds nothing wrong where nothing is, and says what it cannot see', async () => {
    await control(graph, 'switches', { roles: `${ROLES} Synchronization.Read.All` });
    const { code, ok, fine, unknown } = await doctor();

    expect([code, ok]).toEqual([0, true]);
    expect(fine).toEqual([
      'settings',
      'tables',
      'queue',
      'graph-login',
      'permission:User.Read.All',
      'permission:Application.Read.All',
      'graph-users',
      'service-principal',
      'gallery-job',
      'genesys-login',
      'genesys-api',
      'permission:directory:group:edit',
      'clock-graph',
      'clock-genesys',
    ]);
    expect(unknown.every((check) => check.startsWith('permission:'))).toBe(true);
    expect(unknown).toContain('permission:directory:user:add');
  });

  it('prints one line for each check, with what to do, and a count', async () => {
    const { code, out, err } = await runTool('tools/doctor/main.ts', [], await settings({ QUEUE_NAME: 'nowhere' }));
    const lines = out.trim().split('\n');

    expect([code, err]).toEqual([1, '']);
    expect(lines[0]).toMatch(/^ok {9}settings +valid$/);
    expect(lines.find((line) => line.includes(' queue '))).toMatch(
      /^failed {5}queue .* - .*QUEUE_NAME must name a queue/,
    );
    expect(lines.at(-1)).toMatch(/^\d+ ok, 1 failed, \d+ not known$/);
  });

  it('names the permission in Graph that is missing, until the script has granted it', async () => {
    await control(graph, 'switches', { roles: 'User.Read.All' });
    const before = await doctor();
    const admin = { GRAPH_AUTH: 'fixed-token', GRAPH_TOKEN: 'admin-token', GRAPH_URL: graph.url };
    const shown = await runTool('tools/permissions/main.ts', ['--principal', IDENTITY], admin);
    const granted = await runTool('tools/permissions/main.ts', ['--principal', IDENTITY, '--apply'], admin);
    const after = await doctor();

    expect([before.code, before.failed]).toEqual([1, ['permission:Application.Read.All', 'service-principal']]);
    expect(before.said['permission:Application.Read.All']).toMatchObject({
      detail: 'not in the token, which has only User.Read.All',
      hint: expect.stringContaining('npm run permissions'),
    });
    expect(shown).toMatchObject({ code: 1, out: expect.stringMatching(/^there +User.Read.All\nmissing +Appl/m) });
    expect(granted).toMatchObject({ code: 0, out: expect.stringMatching(/^there +User.Read.All\nadded +Appl/m) });
    expect([after.code, after.failed]).toEqual([0, []]);
  });

  it('leaves a token that shows nothing to the reads', async () => {
    const { code, said } = await doctor({ GRAPH_TOKEN: 'rig-token' });

    expect(code).toBe(0);
    expect(said['permission:User.Read.All']).toMatchObject({ state: 'not known' });
    expect(said['service-principal']).toMatchObject({ state: 'ok' });
  });

  it('tells by how much a clock is off, and in which direction', async () => {
    await control(graph, 'switches', { clockOffsetMs: 600_000 });
    await control(genesys, 'switches', { clockOffsetMs: -600_000 });
    const { code, failed, said } = await doctor();

    expect([code, failed]).toEqual([1, ['clock-graph', 'clock-genesys']]);
    expect(said['clock-graph']?.detail).toMatch(/^the local clock is (599|600|601) s behind$/);
    expect(said['clock-genesys']?.detail).toMatch(/^the local clock is (599|600|601) s ahead$/);
  });

  it('sees provisioning of the gallery app that still runs, when it may', async () => {
    await control(graph, 'provisioning', { state: 'Active' });
    const unseen = await doctor();
    await control(graph, 'switches', { roles: `${ROLES} Synchronization.Read.All` });
    const live = await doctor();
    const dry = await doctor({ MODE: 'dry' });
    await control(graph, 'provisioning', { state: 'Paused' });
    const paused = await doctor();

    expect([unseen.code, unseen.said['gallery-job']?.state]).toEqual([0, 'not known']);
    expect([live.code, live.failed]).toEqual([1, ['gallery-job']]);
    expect([dry.code, dry.said['gallery-job']?.detail]).toEqual([0, expect.stringContaining('still runs')]);
    expect([paused.code, paused.said['gallery-job']?.detail]).toEqual([0, expect.stringContaining('does not run')]);
  });

  it('names what is wrong at Genesys: the role, the secret', async () => {
    await control(genesys, 'switches', { missingPermissions: ['directory:group:edit'] });
    const role = await doctor();
    const secret = await doctor({ GENESYS_CLIENT_SECRET: 'wrong' });

    expect([role.code, role.failed]).toEqual([1, ['permission:directory:group:edit']]);
    expect(role.said['permission:directory:group:edit']?.hint).toContain('SCIM Integration');
    expect(secret.failed).toEqual(['genesys-login', 'genesys-api', 'permission:directory:group:edit']);
  });

  it('asks nobody while a setting is wrong, and shows no secret', async () => {
    const { code, failed, said } = await doctor({ MODE: 'wet', DIGEST_KEY: 'short' });

    expect([code, failed]).toEqual([1, ['setting:MODE', 'setting:DIGEST_KEY']]);
    expect(said['setting:MODE']).toMatchObject({
      detail: 'is not allowed; given wet',
      hint: 'allowed: live, dry, paused',
    });
    expect(said['setting:DIGEST_KEY']?.detail).toContain('given ***');
  });

  it('reads the vault when secrets are left to it, and names what it does not give', async () => {
    const vault = await startVaultSimulator();
    try {
      const { GENESYS_CLIENT_SECRET: secret = '', DIGEST_KEY: key = '', ...rest } = await settings();
      const env = { ...rest, ...vault.settings };
      const run = async () => {
        const { code, out } = await runTool('tools/doctor/main.ts', ['--json'], env);
        const { checks } = JSON.parse(out) as Diagnosis;
        return [code, checks.filter(({ check, state }) => check.startsWith('vault') || state === 'failed')];
      };
      vault.secrets.set('genesys-client-secret', { value: secret });
      const half = await run();
      vault.secrets.set('digest-key', { value: key });
      const whole = await run();
      await vault.shut();
      const away = await run();

      const missing = {
        check: 'vault:digest-key',
        state: 'failed',
        hint: 'see vault-secret-missing in docs/errors.md',
      };
      expect(half).toEqual([1, [expect.objectContaining(missing)]]);
      expect(whole).toEqual([0, [expect.objectContaining({ check: 'vault', state: 'ok' })]]);
      expect(away).toEqual([
        1,
        [
          expect.objectContaining({ check: 'vault:genesys-client-secret' }),
          expect.objectContaining({ check: 'vault:digest-key' }),
        ],
      ]);
    } finally {
      await vault.close();
    }
  });

  it('refuses to be called wrongly', async () => {
    expect(await runTool('tools/doctor/main.ts', ['--jsno'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('--jsno'),
    });
  });
});

describe('the start of a process', () => {
  it('logs which end is wrong, and by how much the clock is off', async () => {
    await control(graph, 'switches', { clockOffsetMs: 600_000, roles: 'User.Read.All' });
    const events: Record<string, unknown>[] = [];
    const hear = jest.spyOn(process.stdout, 'write');
    const finished = new Promise<void>((settle) => {
      hear.mockImplementation((text) => {
        const line = String(text);
        if (line.startsWith('{"event":"preflight')) events.push(JSON.parse(line) as Record<string, unknown>);
        if (line.startsWith('{"event":"preflight-finished"')) settle();
        return true;
      });
    });
    const host = await openHost();
    try {
      await finished;
    } finally {
      await host.stop();
      hear.mockRestore();
    }

    const failed = events.filter(({ ok }) => ok === false).map(({ check }) => check);
    expect(failed).toEqual(['permission:Application.Read.All', 'service-principal', 'clock-graph']);
    expect(events).toContainEqual(
      expect.objectContaining({
        check: 'clock-graph',
        detail: expect.stringMatching(/behind$/),
        hint: expect.any(String),
      }),
    );
    expect(events).toContainEqual(expect.objectContaining({ event: 'preflight-finished', failed: 3 }));
  });
});

describe('GET /api/doctor', () => {
  it('answers with the same, and 503 when something failed', async () => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const host = await openHost();
    try {
      const well = await fetch(`${host.httpUrl}/api/doctor`);
      await control(genesys, 'switches', { missingPermissions: ['directory:group:edit'] });
      const ill = await fetch(`${host.httpUrl}/api/doctor`);

      expect(well.status).toBe(200);
      expect(await well.json()).toMatchObject({
        ok: true,
        checks: expect.arrayContaining([expect.objectContaining({ check: 'clock-graph' })]),
      });
      expect(ill.status).toBe(503);
      const { checks } = (await ill.json()) as Diagnosis;
      expect(checks.filter(({ state }) => state === 'failed').map(({ check }) => check)).toEqual([
        'permission:directory:group:edit',
      ]);
    } finally {
      await host.stop();
      jest.restoreAllMocks();
    }
  });
});
