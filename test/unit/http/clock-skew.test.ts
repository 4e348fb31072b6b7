import { createServerClock } from '../../../shared/http/clock-skew.ts';
import { type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
let server: ScriptedServer;
let local = NOON;

beforeEach(async () => {
  local = NOON;
  server = await startScriptedServer();
});

afterEach(() => server.close());

function skew(): Promise<number | undefined> {
  const clock = { now: () => local, sleep: () => new Promise<void>(() => undefined) };
  return createServerClock({ baseUrl: server.url, path: '/v1.0/users', clock, userAgent: 'test' }).skewMs();
}

describe('the time of a service', () => {
  it('is read from the header of a refusal, asked for without a token', async () => {
    server.script({ status: 401, headers: { Date: new Date(NOON).toUTCString() } });

    expect(await skew()).toBe(-500);
    expect(server.seen).toEqual([expect.objectContaining({ method: 'GET', url: '/v1.0/users' })]);
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
  });

  it('is measured against the middle of the request', async () => {
    local = NOON + 600_000;
    server.script((_request, response) => {
      local += 4000;
      response.writeHead(200, { Date: new Date(NOON).toUTCString() }).end();
    });

    expect(await skew()).toBe(601_500);
  });

  it.each(['yesterday', ''])('is not known from the header %j', async (date) => {
    server.script({ status: 200, headers: { Date: date } });

    expect(await skew()).toBeUndefined();
  });
});
