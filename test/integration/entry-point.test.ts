import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HostLogLine } from '../../local/host/core-types.ts';
import { type RunningHost, startHost } from '../../local/host/start.ts';
import { LEAST } from '../unit/config/environment.ts';

// The key is the public one of every storage emulator; nobody listens on port 9.
const TABLES_NOWHERE =
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;TableEndpoint=http://127.0.0.1:9/devstoreaccount1;AccountKey=' +
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const entry = resolve('dist/main.cjs');
const hostJson = resolve('host.json');
const open: RunningHost[] = [];
const printed: string[] = [];

async function start(env: Readonly<Record<string, string>>) {
  if (!existsSync(entry)) throw new Error('dist/main.cjs is missing: run "npm run build" first');
  const lines: HostLogLine[] = [];
  const log = (line: HostLogLine) => void lines.push(line);
  const host = await startHost({ entry, hostJson, env, runTimers: false, runQueues: false, log });
  open.push(host);
  return { host, lines };
}

beforeEach(() => {
  // What belongs to no invocation goes to the process's own output.
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});

afterEach(async () => {
  for (const host of open.splice(0)) await host.stop();
  jest.restoreAllMocks();
});

describe('the bundled entry point', () => {
  it('registers exactly the four functions', async () => {
    const { host } = await start({});
    expect(host.functions.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'apply-change', trigger: 'serviceBusTrigger' },
      { name: 'doctor', trigger: 'httpTrigger' },
      { name: 'enumerate-changes', trigger: 'timerTrigger' },
      { name: 'status', trigger: 'httpTrigger' },
    ]);
  });

  it('prints each wrong setting once, as soon as it is loaded', async () => {
    printed.length = 0;
    await start({ ...LEAST, MODE: 'wet', LANES: '0' });
    const refused = printed
      .filter((line) => line.includes('"setting-refused"'))
      .map((line) => JSON.parse(line) as object);
    expect(refused).toEqual([
      expect.objectContaining({ name: 'MODE', value: 'wet', allowed: 'live, dry, paused' }),
      expect.objectContaining({ name: 'LANES', value: '0' }),
    ]);
  });

  it('does no work under wrong settings and says everywhere what is wrong', async () => {
    const { host } = await start({ ...LEAST, MODE: 'wet', LANES: '0' });
    const answer = await fetch(`${host.httpUrl}/api/status`);
    expect(answer.status).toBe(503);
    const { faults } = (await answer.json()) as { faults: { key: string }[] };
    expect(faults.map(({ key }) => key).sort()).toEqual(['LANES', 'MODE']);
    await expect(host.runTimer('enumerate-changes')).rejects.toThrow(
      /MODE: .*given wet; allowed: live, dry, paused.*LANES/,
    );
  });

  // A function that throws gets the message back at once, until its deliveries are used up and it lies among the dead letters.
  it.each([
    ['the settings are not valid', { MODE: 'wet' }],
    ['the tables do not answer', { STORAGE: TABLES_NOWHERE }],
  ])(
    'lets a wake go with an event while %s',
    async (reason, change) => {
      const { host, lines } = await start({ ...LEAST, ...change });
      await host.invokeQueue('apply-change', JSON.stringify({ v: 1, kind: 'user', objectId: 'x', why: 'change' }));
      const events = lines.map(({ message }) => message).filter((message) => message.includes('"wake-let-go"'));
      expect(events.map((message) => JSON.parse(message) as object)).toEqual([expect.objectContaining({ reason })]);
    },
    20_000,
  );
});
