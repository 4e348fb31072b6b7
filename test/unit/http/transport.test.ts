import { createTransport } from '../../../shared/http/transport.ts';
import { realClock, rejection, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

const call = (path: string) => ({ method: 'GET' as const, url: `${server.url}${path}`, deadline: Date.now() + 5000 });
const open = (more: object = {}) =>
  createTransport({ address: server.url, clock: realClock, userAgent: 'product/1', maxBytes: 1000, ...more });

describe('the transport', () => {
  it.each([429, 503, 500, 408])('sends once, also when the answer is %i', async (status) => {
    server.script({ status, headers: { 'Retry-After': '0' } }, { status: 200 });

    expect((await open()(call('/a'))).status).toBe(status);
    expect(server.seen).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    const location = `${server.url}/elsewhere`;
    server.script({ status: 307, headers: { Location: location } }, { status: 200 });

    expect((await open()(call('/a'))).header('location')).toBe(location);
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]?.headers['user-agent']).toBe('product/1');
  });

  it('takes a body up to its bound and no further', async () => {
    server.script({ status: 200, body: 'x'.repeat(1000) }, { status: 200, body: 'x'.repeat(1001) });

    expect((await open()(call('/a'))).text).toHaveLength(1000);
    expect(await rejection(open()(call('/a')))).toMatchObject({ reason: 'too-large', sent: true });
  });

  it('keeps the token from every other origin', async () => {
    const other = await startScriptedServer();
    let asked = 0;
    const credential = {
      getToken: async () => {
        asked += 1;
        return 'token';
      },
      renew: async () => 'token',
    };

    const error = await rejection(open({ credential })({ ...call('/a'), url: `${other.url}/a` }));

    expect(error).toMatchObject({ code: 'http-foreign-origin' });
    expect([asked, other.seen]).toEqual([0, []]);
    await other.close();
  });

  it('does not begin when the token came too late', async () => {
    let late = 0;
    const clock = { now: () => Date.now() + late, sleep: realClock.sleep };
    const credential = {
      getToken: async () => {
        late = 10_000;
        return 'token';
      },
      renew: async () => 'token',
    };
    server.script();

    expect(await rejection(open({ clock, credential })(call('/a')))).toMatchObject({ reason: 'deadline', sent: false });
    expect(server.seen).toEqual([]);
  });
});
