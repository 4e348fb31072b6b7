import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Azurite, startAzurite } from '../../local/azurite/start.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/genesys-simulator/start.ts';
import { type GraphSimulator, startGraphSimulator } from '../../local/graph-simulator/start.ts';
import type { HostLogLine } from '../../local/host/core-types.ts';
import { type RunningHost, startHost } from '../../local/host/start.ts';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../../local/servicebus/start.ts';
import { startVaultSimulator, type VaultSimulator } from '../support/vault/vault-simulator.ts';
import { LEAST } from '../unit/config/environment.ts';

let azurite: Azurite;
let bus: ServiceBusEmulator;
let graph: GraphSimulator;
let genesys: GenesysSimulator;
let vault: VaultSimulator;
let host: RunningHost | undefined;
const lines: string[] = [];
const GENESYS = 'genesys-client-secret';
const DIGEST = 'digest-key';
const WAKE = JSON.stringify({ v: 1, kind: 'user', objectId: 'x', why: 'change' });

type Fields = Readonly<Record<string, unknown>>;

/** Events of a name so far. */
function events(name: string): Fields[] {
  const all = lines.flatMap((line) => (line.startsWith('{"event"') ? [JSON.parse(line) as Fields] : []));
  return all.filter(({ event }) => event === name);
}

async function door(url: string, body: unknown): Promise<Fields> {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const text = await (await fetch(url, init)).text();
  return text === '' ? {} : (JSON.parse(text) as Fields);
}

async function status(query = ''): Promise<Fields> {
  const answer = await fetch(`${host?.httpUrl}/api/status${query}`);
  return { code: answer.status, ...((await answer.json()) as object) };
}

/** Asks until it is so; each question is a request over the network, so nothing is spun. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 80_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it did not come true:\n${lines.slice(-15).join('\n')}`);
    await pause(50);
  }
}

async function start(change: Readonly<Record<string, string>> = {}, runQueues = true): Promise<RunningHost> {
  lines.length = 0;
  const ends = {
    GRAPH_URL: graph.url,
    GRAPH_TOKEN: 'rig-token',
    GENESYS_LOGIN_URL: genesys.url,
    GENESYS_API_URL: genesys.url,
    GENESYS_CLIENT_ID: 'genesys-client',
    SERVICEBUS: bus.connectionString,
    STORAGE: azurite.connectionString,
  };
  host = await startHost({
    entry: resolve('dist/main.cjs'),
    hostJson: resolve('host.json'),
    env: { ...LEAST, ...ends, MODE: 'live', SPEED: '60', ...vault.settings, ...change },
    runTimers: false,
    runQueues,
    log: ({ message }: HostLogLine) => void lines.push(message),
  });
  return host;
}

/** A run, then until the person has an account. */
async function arrives(id: string): Promise<void> {
  await until(async () => {
    await host?.runTimer('enumerate-changes');
    return ((await status(`?user=${id}`)).account as Fields | undefined)?.state === 'active';
  });
}

async function person(name: string): Promise<string> {
  const body = { userPrincipalName: `${name}@example.com`, displayName: name };
  return String((await door(`${graph.url}/control/people`, body)).id);
}

beforeAll(async () => {
  // What belongs to no invocation goes to the process's own output.
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(...String(text).trim().split('\n'));
    return true;
  });
  azurite = await startAzurite();
  bus = await startServiceBusEmulator({ queues: [{ Name: 'wakes', Properties: { RequiresSession: true } }] });
  graph = await startGraphSimulator();
  genesys = await startGenesysSimulator({ windowMs: 1000 });
}, 100_000);

beforeEach(async () => {
  vault = await startVaultSimulator();
  vault.secrets.set(GENESYS, { value: 'genesys-secret' });
  vault.secrets.set(DIGEST, { value: 'a digest key of the vault' });
});

afterEach(async () => {
  await host?.stop();
  host = undefined;
  await vault.close();
}, 30_000);

afterAll(async () => {
  await Promise.all([genesys?.close(), graph?.close(), bus?.close(), azurite?.close()]);
  jest.restoreAllMocks();
}, 30_000);

describe('an app whose vault is out of reach when it starts', () => {
  it('says so everywhere, does no work, and works without a restart as soon as the vault is back', async () => {
    const id = await person('anna');
    await vault.shut();
    const app = await start();

    await expect(app.runTimer('enumerate-changes')).rejects.toThrow(
      /no work is done yet.*genesys-client-secret: vault-unreachable.*digest-key: vault-unreachable/,
    );
    await app.invokeQueue('apply-change', WAKE);
    const answer = await status();
    await vault.open();
    await until(async () => (await status()).code === 200);
    await arrives(id);

    expect(answer).toMatchObject({ code: 503, error: 'the vault did not give a secret' });
    expect((answer.secrets as Fields[]).map(({ secret }) => secret).sort()).toEqual([DIGEST, GENESYS]);
    expect(events('wake-let-go')).toEqual([expect.objectContaining({ reason: 'the vault did not give a secret' })]);
    const told = events('secret-unreadable');
    expect(told.length).toBeGreaterThanOrEqual(6);
    expect(new Set(told.map(({ code }) => code))).toEqual(new Set(['vault-unreachable']));
    expect(events('process-started')).toHaveLength(1);
  }, 100_000);

  it('loses no wake that was sent before', async () => {
    const id = await person('dora');
    const before = await start({}, false);
    await before.runTimer('enumerate-changes');
    await before.stop();
    await vault.shut();

    await start();
    await until(async () => (await status()).code === 503 && events('wake-let-go').length > 0);
    await vault.open();
    await until(async () => (await status()).code === 200);
    await arrives(id);

    expect(events('change-applied').map(({ outcome }) => outcome)).toEqual(['confirmed']);
  }, 100_000);

  it.each<[string, string, () => void, () => void]>([
    ['has not given the role', 'vault-refused', () => (vault.hasRole = false), () => (vault.hasRole = true)],
    [
      'has a disabled secret',
      'vault-secret-disabled',
      () => vault.secrets.set(GENESYS, { value: 'genesys-secret', enabled: false }),
      () => vault.secrets.set(GENESYS, { value: 'genesys-secret' }),
    ],
    [
      'lacks a secret',
      'vault-secret-missing',
      () => vault.secrets.delete(GENESYS),
      () => vault.secrets.set(GENESYS, { value: 'genesys-secret' }),
    ],
    [
      'has a digest key that is too short',
      'vault-secret-unfit',
      () => vault.secrets.set(DIGEST, { value: 'short' }),
      () => vault.secrets.set(DIGEST, { value: 'a digest key of the vault' }),
    ],
  ])(
    '%s: names it, and goes on once it is mended',
    async (_what, code, spoil, mend) => {
      spoil();
      await start();

      const answer = await status();
      mend();
      await until(async () => (await status()).code === 200);

      expect(answer.code).toBe(503);
      expect(answer.secrets).toEqual(expect.arrayContaining([expect.objectContaining({ code })]));
      expect(JSON.stringify(answer)).not.toMatch(/genesys-secret"|digest key of/);
    },
    60_000,
  );
});

describe('an app with a vault', () => {
  it('takes a replaced Genesys secret over without a restart', async () => {
    await start();
    await arrives(await person('ben'));

    await door(`${genesys.url}/control/clients`, { clientId: 'genesys-client', clientSecret: 'the new one' });
    vault.secrets.set(GENESYS, { value: 'the new one' });
    await fetch(`${genesys.url}/control/tokens`, { method: 'DELETE' });
    await arrives(await person('carl'));
    await door(`${genesys.url}/control/clients`, { clientId: 'genesys-client', clientSecret: 'genesys-secret' });

    expect(events('quarantine-entered')).toEqual([]);
    expect(vault.asked.filter((line) => line === `${GENESYS} 200`).length).toBeGreaterThanOrEqual(2);
    expect(events('process-started')).toHaveLength(1);
  }, 100_000);

  it('goes on with what it has when the vault goes away, and reports it', async () => {
    await start();
    expect((await status()).code).toBe(200);

    await vault.shut();
    await arrives(await person('emil'));

    const told = events('secret-unreadable').map(({ secret, code }) => [secret, code]);
    expect(told.sort()).toEqual([
      [DIGEST, 'vault-unreachable'],
      [GENESYS, 'vault-unreachable'],
    ]);
  }, 100_000);

  it('tells that another digest key counts after a restart, and keeps its own', async () => {
    const app = await start();
    const { configuration } = await status();

    vault.secrets.set(DIGEST, { value: 'another digest key altogether' });
    await app.runTimer('enumerate-changes');

    expect(events('setting-doubtful')).toEqual([
      expect.objectContaining({ hint: expect.stringContaining('another digest-key than this process started with') }),
    ]);
    expect((await status()).configuration).toBe(configuration);
  }, 100_000);

  it('reports an expiry that is near once an hour, and goes on with an expired one', async () => {
    const day = 86_400;
    const now = Math.floor(Date.now() / 1000);
    vault.secrets.set(GENESYS, { value: 'genesys-secret', exp: now - 2 * day + 60 });
    vault.secrets.set(DIGEST, { value: 'a digest key of the vault', exp: now + 20 * day + 60 });
    const app = await start();

    await app.runTimer('enumerate-changes');
    await app.runTimer('enumerate-changes');

    expect((await status()).code).toBe(200);
    const told = events('secret-expiring').map(({ secret, days }) => [secret, days]);
    expect(told.sort()).toEqual([
      [DIGEST, 20],
      [GENESYS, -2],
    ]);
  }, 100_000);

  it('reads nothing that a setting gives, and says so', async () => {
    await start({ GENESYS_CLIENT_SECRET: 'genesys-secret' });

    expect((await status()).code).toBe(200);
    // Once for the app, once more for the check of the start.
    expect(new Set(vault.asked)).toEqual(new Set([`${DIGEST} 200`]));
    expect(events('setting-doubtful')).toEqual([
      expect.objectContaining({ hint: expect.stringContaining('GENESYS_CLIENT_SECRET is set') }),
    ]);
  }, 100_000);
});
