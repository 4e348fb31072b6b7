import { resolve } from 'node:path';
import type { HostLogLine } from '../../local/host/core-types.ts';
import { type RunningHost, startHost } from '../../local/host/start.ts';
import { pseudonymOf } from '../../local/rig/pseudonym.ts';
import { type Ends, openEnds } from '../support/tools/ends.ts';
import { LEAST } from '../unit/config/environment.ts';

let ends: Ends;
let host: RunningHost;
const lines: HostLogLine[] = [];

/** Resolves with the first event of this name, past or to come, that suits. */
let watch = (): void => undefined;
function event(name: string, suits: (fields: Record<string, unknown>) => boolean = () => true) {
  return new Promise<Record<string, unknown>>((found) => {
    const look = (): void => {
      for (const { message } of lines) {
        if (!message.startsWith('{')) continue;
        const fields = JSON.parse(message) as Record<string, unknown>;
        if (fields.event === name && suits(fields)) found(fields);
      }
    };
    const before = watch;
    watch = () => {
      before();
      look();
    };
    look();
  });
}

async function status(query = ''): Promise<Record<string, unknown>> {
  const answer = await fetch(`${host.httpUrl}/api/status${query}`);
  return { code: answer.status, ...((await answer.json()) as object) };
}

async function addPerson(name: string): Promise<string> {
  const answer = await fetch(`${ends.graph.url}/control/people`, {
    method: 'POST',
    body: JSON.stringify({ userPrincipalName: `${name}@example.com`, displayName: name, mail: `${name}@example.com` }),
    headers: { 'content-type': 'application/json' },
  });
  return ((await answer.json()) as { id: string }).id;
}

beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  ends = await openEnds();
  host = await startHost({
    entry: resolve('dist/main.cjs'),
    hostJson: resolve('host.json'),
    env: { ...LEAST, ...ends.addresses(), GENESYS_CLIENT_SECRET: 'genesys-secret', MODE: 'live' },
    runTimers: false,
    log: (line) => {
      lines.push(line);
      watch();
    },
  });
}, 60_000);

afterAll(async () => {
  await host?.stop();
  await ends?.close();
  jest.restoreAllMocks();
}, 30_000);

describe('the app on the local parts', () => {
  it('brings a new person from Graph into Genesys through the queue', async () => {
    const id = await addPerson('anna');
    await host.runTimer('enumerate-changes');
    await event('change-applied', (fields) => fields.id === pseudonymOf(id, LEAST) && fields.outcome === 'confirmed');
    expect(await status(`?user=${id}`)).toMatchObject({
      code: 200,
      inScope: true,
      record: { state: 'in step', confirmedVersion: 1 },
      account: { state: 'active' },
      journal: [{ verb: 'create', outcome: 'done' }],
    });
  }, 30_000);

  it('shows the run and its age', async () => {
    await host.runTimer('enumerate-changes');
    expect(await status()).toMatchObject({
      mode: 'live',
      lastRun: { outcome: 'finished' },
      feeds: [{ feed: 'users' }],
    });
  }, 30_000);

  it.each(['12', 'no json', '{"v":2,"kind":"user","objectId":"x","why":""}', '{"kind":"user"}'])(
    'drops the foreign message %s with an event and without an error',
    async (body) => {
      lines.length = 0;
      await host.invokeQueue('apply-change', body);
      expect(await event('message-dropped')).toMatchObject({ reason: expect.stringContaining('not a wake message') });
    },
    30_000,
  );
});
