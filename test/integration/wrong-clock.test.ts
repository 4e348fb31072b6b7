import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Azurite, startAzurite } from '../../local/azurite/start.ts';
import { type Child, startChild } from '../../local/child.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/genesys-simulator/start.ts';
import { type GraphSimulator, startGraphSimulator } from '../../local/graph-simulator/start.ts';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../../local/servicebus/start.ts';
import { startVaultSimulator, type VaultSimulator } from '../support/vault/vault-simulator.ts';
import { LEAST } from '../unit/config/environment.ts';

type Fields = Readonly<Record<string, unknown>>;

let azurite: Azurite;
let bus: ServiceBusEmulator;
let graph: GraphSimulator;
let genesys: GenesysSimulator;
let vault: VaultSimulator;
const running: Child[] = [];
let lines: string[] = [];

async function door(url: string, method = 'GET', body?: unknown): Promise<Fields> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const text = await (await fetch(url, init)).text();
  return text === '' ? {} : (JSON.parse(text) as Fields);
}

/** The compiled app in a process whose clock is off by so many seconds. */
async function startApp(seconds: number, prefix: string): Promise<Child> {
  const settings = {
    ...{ GRAPH_URL: graph.url, GRAPH_TOKEN: 'rig-token', MODE: 'live', SPEED: '60', TABLE_PREFIX: prefix },
    ...{ GENESYS_LOGIN_URL: genesys.url, GENESYS_API_URL: genesys.url, GENESYS_CLIENT_ID: 'genesys-client' },
    ...{ SERVICEBUS: bus.connectionString, STORAGE: azurite.connectionString },
  };
  const shift = {
    NODE_OPTIONS: '--import=./test/support/clock/shifted-clock.ts',
    CLOCK_SHIFT_SECONDS: String(seconds),
  };
  const args = ['--entry', resolve('dist/main.cjs'), '--host-json', resolve('host.json'), '--timer-ms', '500'];
  const env = { ...LEAST, ...settings, ...vault.settings, ...shift };
  const child = await startChild(resolve('local/host/main.ts'), args, env, { onLine: (line) => lines.push(line) });
  child.onMessage(({ type, message }) => {
    if (type === 'log') lines.push(String(message));
  });
  running.push(child);
  return child;
}

function events(name: string): Fields[] {
  const all = lines.flatMap((line) => (line.startsWith('{"event"') ? [JSON.parse(line) as Fields] : []));
  return all.filter(({ event }) => event === name);
}

/** Asks until it is so, ten times a second, so that the app keeps the machine. A guessed window of the request limit takes a minute. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 150_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it did not come true:\n${lines.slice(-15).join('\n')}`);
    await pause(100);
  }
}

async function accounts(): Promise<readonly Fields[]> {
  return (await door(`${genesys.url}/control/users`)).users as readonly Fields[];
}

const active = async (): Promise<number> => (await accounts()).filter(({ state }) => state === 'active').length;

async function people(prefix: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const body = { userPrincipalName: `${prefix}${index}@example.com`, displayName: `${prefix} ${index}` };
    ids.push(String((await door(`${graph.url}/control/people`, 'POST', body)).id));
  }
  return ids;
}

beforeAll(async () => {
  azurite = await startAzurite();
  bus = await startServiceBusEmulator({ queues: [{ Name: 'wakes', Properties: { RequiresSession: true } }] });
}, 60_000);

beforeEach(async () => {
  lines = [];
  graph = await startGraphSimulator();
  genesys = await startGenesysSimulator({ windowMs: 1000 });
  vault = await startVaultSimulator();
  vault.secrets.set('genesys-client-secret', { value: 'genesys-secret' });
  vault.secrets.set('digest-key', { value: 'a digest key of the vault' });
});

afterEach(async () => {
  for (const child of running.splice(0)) await child.stop();
  await Promise.all([vault.close(), genesys.close(), graph.close()]);
}, 30_000);

afterAll(async () => {
  await Promise.all([bus?.close(), azurite?.close()]);
}, 30_000);

describe('an app whose clock is ten minutes off', () => {
  it.each([
    ['ahead', 600],
    ['behind', -600],
  ])(
    '%s does all of its work, and says for each service how far it is off',
    async (name, seconds) => {
      const [first = ''] = await people(name, 5);
      await startApp(seconds, name);
      await until(async () => (await active()) === 5);
      await door(`${graph.url}/control/people/${first}`, 'PATCH', { accountEnabled: false });
      await until(async () => (await active()) === 4);

      expect(await accounts()).toHaveLength(5);
      const told = events('clock-skewed').map((event) => [event.service, event.seconds as number]);
      expect(told.map(([service]) => service).sort()).toEqual(['genesys', 'graph']);
      for (const [, off] of told) expect(Math.abs(Number(off) - seconds)).toBeLessThan(30);
      expect([...events('quarantine-entered'), ...events('feed-failed'), ...events('secret-unreadable')]).toEqual([]);
    },
    200_000,
  );

  it('shares the work with one whose clock is right, and nobody gets two accounts', async () => {
    await startApp(600, 'both');
    await startApp(0, 'both');
    await people('both', 8);
    await until(async () => (await active()) === 8);

    const names = (await accounts()).map(({ user }) => (user as Fields).userName);
    expect(names).toHaveLength(8);
    expect(new Set(names).size).toBe(8);
    expect([...events('change-failed'), ...events('step-failed')]).toEqual([]);
  }, 200_000);
});
