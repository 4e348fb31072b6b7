import { createServerClock } from '../../../shared/http/clock-skew.ts';
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
let server: ScriptedServer;

beforeEach(async () => {
  server = await startScriptedServer();
});

afterEach(() => server.close());

/** The local clock shows these times, one after the other. */
function skewAt(...times: number[]): Promise<number | undefined> {
  const shown = [...times];
  const clock = { now: () => shown.shift() ?? NOON, sleep: () => new Promise<void>(() => undefined) };
  return createServerClock({ baseUrl: server.url, path: '/v1.0/users', clock, userAgent: 'test' }).skewMs();
}

describe('the time of a service', () => {
  it('is read from the header of a refusal, asked for without a token', async () => {
    server.script({ status: 401, headers: { Date: new Date(NOON).toUTCString() } });

    expect(await skewAt(NOON)).toBe(-500);
    expect(server.seen).toEqual([expect.objectContaining({ method: 'GET', url: '/v1.0/users' })]);
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
  });

  it('is measured against the middle of the request', async () => {
    server.script({ status: 200, headers: { Date: new Date(NOON).toUTCString() } });

    // When it began; looks at the deadline on its way; when it ended.
    const skew = await skewAt(NOON + 600_000, NOON + 600_000, NOON + 600_000, NOON + 602_000);
    expect(skew).toBeGreaterThanOrEqual(599_500);
    expect(skew).toBeLessThanOrEqual(601_000);
  });

  it.each(['yesterday', ''])('is not known from the header %j', async (date) => {
    server.script({ status: 200, headers: { Date: date } });

    expect(await skewAt(NOON)).toBeUndefined();
  });
});
