import { inspect } from 'node:util';
import { createOAuthCredential } from '../../../shared/genesys/oauth-credential.ts';
import { fixedSecret } from '../../../shared/http/secret-source.ts';
import type { Clock } from '../../../shared/sync/ports.ts';
import { CUT, realClock, rejection, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

let server: ScriptedServer;
let ahead = 0;
const clock: Clock = { now: () => Date.now() + ahead, sleep: realClock.sleep };

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());
beforeEach(() => {
  ahead = 0;
});

const open = () =>
  createOAuthCredential({
    loginUrl: server.url,
    clientId: 'client',
    clientSecret: fixedSecret('canary-secret'),
    clock,
    userAgent: 'test',
  });
const token = (name: string, seconds = 3600) => ({
  status: 200,
  body: { access_token: name, token_type: 'bearer', expires_in: seconds },
});

describe('the OAuth credential', () => {
  it('asks with Basic and the grant of client credentials', async () => {
    server.script(token('one'));

    expect(await open().getToken()).toBe('one');
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      url: '/oauth/token',
      body: 'grant_type=client_credentials',
      headers: { authorization: `Basic ${Buffer.from('client:canary-secret').toString('base64')}` },
    });
  });

  it('asks once for many callers and keeps the token until shortly before its end', async () => {
    server.script(token('one'), token('two'));
    const credential = open();

    expect(await Promise.all([credential.getToken(), credential.getToken()])).toEqual(['one', 'one']);
    ahead = 3_530_000;
    expect(await credential.getToken()).toBe('one');
    ahead = 3_550_000;
    expect(await credential.getToken()).toBe('two');
    expect(server.seen).toHaveLength(2);
  });

  it('renews a rejected token once, whoever asks first', async () => {
    server.script(token('one'), token('two'));
    const credential = open();
    await credential.getToken();

    expect(await Promise.all([credential.renew('one'), credential.renew('one')])).toEqual(['two', 'two']);
    expect(await credential.renew('one')).toBe('two');
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    [400, { error: 'invalid_client' }, 'unauthorized', 'genesys-login-refused'],
    [401, { error: 'invalid_client' }, 'unauthorized', 'genesys-login-refused'],
    [404, '', 'unauthorized', 'genesys-login-refused'],
    [429, '', 'throttled', 'genesys-login-throttled'],
    [408, '', 'unavailable', 'genesys-login-unavailable'],
    [503, '<html>', 'unavailable', 'genesys-login-unavailable'],
    [200, '<html>', 'contract', 'genesys-login-answer-broken'],
    [200, { expires_in: 3 }, 'contract', 'genesys-login-answer-broken'],
    [200, { access_token: 'two\r\nlines' }, 'contract', 'genesys-login-answer-broken'],
  ])('turns %i %j into %s without naming the secret', async (status, body, kind, code) => {
    server.script({ status, body, headers: { 'Retry-After': '5' } });

    const error = await rejection(open().getToken());

    expect(error).toMatchObject({ kind, code, status });
    const shown = inspect(error, { depth: 9 });
    expect(shown).not.toContain('canary');
    expect(shown).not.toContain(Buffer.from('client:canary-secret').toString('base64'));
  });

  it.each([400, 401])('takes a secret that was replaced when the old one is refused with %i', async (status) => {
    server.script({ status, body: { error: 'invalid_client' } }, token('one'));
    const asked: unknown[] = [];
    const clientSecret = async (rejected?: string) => {
      asked.push(rejected);
      return rejected === undefined ? 'old' : 'new';
    };
    const credential = createOAuthCredential({
      ...{ loginUrl: server.url, clientId: 'client', clock, userAgent: 'test' },
      clientSecret,
    });

    expect(await credential.getToken()).toBe('one');
    expect(asked).toEqual([undefined, 'old']);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(
      ['client:old', 'client:new'].map((pair) => `Basic ${Buffer.from(pair).toString('base64')}`),
    );
  });

  it('logs in once with a secret that is refused and has no successor', async () => {
    server.script({ status: 401, body: { error: 'invalid_client' } }, token('one'));

    expect(await rejection(open().getToken())).toMatchObject({ code: 'genesys-login-refused' });
    expect(server.seen).toHaveLength(1);
  });

  it('counts a reset as unavailable and asks again next time', async () => {
    server.script(CUT.reset, token('one'));
    const credential = open();

    const error = await rejection(credential.getToken());

    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
    expect(await credential.getToken()).toBe('one');
  });
});
