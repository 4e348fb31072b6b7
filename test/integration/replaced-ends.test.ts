import { type Azurite, startAzurite } from '../../local/azurite/start.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/genesys-simulator/start.ts';
import { type GraphSimulator, startGraphSimulator } from '../../local/graph-simulator/start.ts';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../../local/servicebus/start.ts';
import { runRig } from '../support/rig/run-rig.ts';

let azurite: Azurite;
let bus: ServiceBusEmulator;
let graph: GraphSimulator;
let genesys: GenesysSimulator;

async function door(url: string, body?: unknown): Promise<Record<string, unknown>> {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return (await (await fetch(url, body === undefined ? {} : init)).json()) as Record<string, unknown>;
}

const person = (name: string, displayName = name) => ({ userPrincipalName: `${name}@example.com`, displayName });

/** Runs against the four ends of this test; the summary is the last line. */
async function run(...more: string[]) {
  const { code, lines } = await runRig(
    ...['--once', '--json', '--speed', '60', '--poll', '0.5', '--graph', graph.url],
    ...['--genesys-login', genesys.url, '--genesys-api', genesys.url],
    ...['--servicebus', bus.connectionString, '--storage', azurite.connectionString],
    ...more,
  );
  return { code, text: lines.join('\n'), summary: JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

// Each run starts a functions host in a process of its own.
jest.setTimeout(180_000);

beforeAll(async () => {
  azurite = await startAzurite();
  bus = await startServiceBusEmulator({ queues: [{ Name: 'wakes', Properties: { RequiresSession: true } }] });
  graph = await startGraphSimulator();
  genesys = await startGenesysSimulator({ windowMs: 1000 });
  await door(`${graph.url}/control/seed`, [person('anna'), person('ben'), person('carl')]);
});

afterAll(async () => {
  await Promise.all([genesys?.close(), graph?.close(), bus?.close(), azurite?.close()]);
});

describe('a run against ends that are not its own', () => {
  it('writes nothing unless told to, and ends well when everybody is previewed', async () => {
    const { code, text, summary } = await run();

    expect(code).toBe(0);
    expect(text).toContain('nothing is seeded or played, and no check runs. Mode dry.');
    expect(summary).toMatchObject({
      result: 'quiet',
      mode: 'dry',
      outcomes: { previewed: 3 },
      inScope: 3,
      check: null,
    });
    expect(summary.requests).toEqual({ login: 1, other: 3 });
    expect(await door(`${graph.url}/control/people`)).toMatchObject({ count: 3 });
    expect(await door(`${genesys.url}/control/users`)).toMatchObject({ total: 0 });
  });

  it('writes in mode live, also what a dry run has just shown, and counts its requests', async () => {
    const { code, summary } = await run('--set', 'MODE=live', '--workers', '12');

    expect(code).toBe(0);
    expect(summary).toMatchObject({ result: 'quiet', mode: 'live', outcomes: { confirmed: 3 }, parked: {}, held: 0 });
    expect(summary.requests).toEqual({ login: 1, other: 3, create: 3 });
    expect(await door(`${genesys.url}/control/users`)).toMatchObject({ total: 3 });
  });

  it('names an end that refuses the credentials, and gives up', async () => {
    const wrong = ['--set', 'GENESYS_CLIENT_ID=genesys-client', '--set', 'GENESYS_CLIENT_SECRET=wrong'];
    const { code, text, summary } = await run('--set', 'MODE=live', '--patience', '6', ...wrong);

    expect(code).toBe(1);
    expect(text).toContain('genesys-login fails: genesys-login-refused');
    expect(summary).toMatchObject({
      result: 'not-quiet',
      trouble: expect.stringContaining('genesys-login: genesys-login-refused'),
    });
  });

  it('ends badly with the reason when somebody is parked', async () => {
    await door(`${graph.url}/control/people`, person('dora', ' '));
    const { code, text, summary } = await run('--set', 'MODE=live');

    expect(code).toBe(1);
    expect(text).toContain('quiet, but 1 parked (mapping:displayName 1)');
    expect(summary).toMatchObject({ result: 'quiet', trouble: null, parked: { 'mapping:displayName': 1 } });
  });

  it('shows refused settings line by line, at once', async () => {
    const { code, text } = await run('--set', 'SCOPE=assigned', '--set', 'MODE=wet');

    expect(code).toBe(1);
    expect(text).toContain('\n  MODE is not allowed: given wet, allowed: live, dry, paused');
    expect(text).toContain('\n  ENTRA_APP_ID is needed for SCOPE=assigned');
  });
});
