import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type RunningHost, startHost } from '../../local/host/start.ts';
import type { Diagnosis } from '../../shared/sync/doctor.ts';
import { control, type Ends, openEnds } from '../support/tools/ends.ts';

let ends: Ends;

// Each case starts a process that loads every client library.
jest.setTimeout(60_000);

beforeAll(async () => {
  ends = await openEnds();
});

beforeEach(() => ends.renew());

afterAll(() => ends?.close());

/** Starts the compiled app in the host stand-in, with nothing but its http side. */
async function openHost(): Promise<RunningHost> {
  const entry = resolve('dist/main.cjs');
  if (!existsSync(entry)) throw new Error('dist/main.cjs is missing: run "npm run build" first');
  const quiet = { runTimers: false, runQueues: false, log: () => undefined };
  return await startHost({ entry, hostJson: resolve('host.json'), env: await ends.settings(), ...quiet });
}

describe('the start of a process', () => {
  it('logs which end is wrong, and by how much the clock is off', async () => {
    await control(ends.graph, 'switches', { clockOffsetMs: 600_000, roles: 'User.Read.All' });
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
      await control(ends.genesys, 'switches', { missingPermissions: ['directory:group:edit'] });
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
