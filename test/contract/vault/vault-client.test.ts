import { inspect } from 'node:util';
import type { Credential } from '../../../shared/http/credential.ts';
import { createVault } from '../../../shared/vault/vault-client.ts';
import { CUT, realClock, rejection, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

let server: ScriptedServer;
const credential: Credential = { getToken: async () => 'canary-token', renew: async () => 'canary-renewed' };

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

const open = () => createVault({ address: `${server.url}/`, credential, clock: realClock, userAgent: 'test' });
const refusal = (code: string, inner?: string) => ({
  error: { code, message: 'canary-message', ...(inner === undefined ? {} : { innererror: { code: inner } }) },
});

describe('a vault', () => {
  it('is asked for the current version with the token of the identity', async () => {
    server.script({
      status: 200,
      body: { value: ' canary-value\n', attributes: { enabled: true, exp: 1_800_000_000 } },
    });

    expect(await open().read('digest-key')).toEqual({ value: 'canary-value', expiresAt: 1_800_000_000_000 });
    expect(server.seen[0]).toMatchObject({
      method: 'GET',
      url: '/secrets/digest-key?api-version=7.4',
      headers: { authorization: 'Bearer canary-token' },
    });
  });

  it('gives a secret without an expiry', async () => {
    server.script({ status: 200, body: { value: 'v', attributes: { enabled: true } } });

    expect(await open().read('digest-key')).toEqual({ value: 'v', expiresAt: undefined });
  });

  it('is asked again with a new token after its challenge', async () => {
    server.script(
      { status: 401, body: refusal('Unauthorized') },
      { status: 200, body: { value: 'v', attributes: {} } },
    );

    expect((await open().read('digest-key')).value).toBe('v');
    expect(server.seen[1]?.headers.authorization).toBe('Bearer canary-renewed');
  });

  it.each([
    [401, refusal('Unauthorized'), 'permission', 'vault-refused'],
    [403, refusal('Forbidden', 'ForbiddenByRbac'), 'permission', 'vault-refused'],
    [403, refusal('Forbidden'), 'permission', 'vault-refused'],
    [403, refusal('Forbidden', 'ForbiddenByFirewall'), 'permission', 'vault-closed'],
    [403, refusal('Forbidden', 'ForbiddenByConnection'), 'permission', 'vault-closed'],
    [403, refusal('Forbidden', 'SecretDisabled'), 'rejected', 'vault-secret-disabled'],
    [403, refusal('Forbidden', 'SecretExpired'), 'rejected', 'vault-secret-expired'],
    [404, refusal('SecretNotFound'), 'notFound', 'vault-secret-missing'],
    [429, refusal('Throttled'), 'throttled', 'vault-throttled'],
    [503, '<html>', 'unavailable', 'vault-unreachable'],
    [400, refusal('BadParameter'), 'contract', 'vault-answer-broken'],
    [301, '', 'contract', 'vault-answer-broken'],
    [200, '<html>', 'contract', 'vault-answer-broken'],
    [200, { attributes: {} }, 'contract', 'vault-answer-broken'],
  ])('that answers %i %j is reported as %s, %s', async (status, body, kind, code) => {
    server.script({ status, body }, { status, body });

    const error = await rejection(open().read('digest-key'));

    expect(error).toMatchObject({ kind, code });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });

  it.each([
    ['resets the connection', CUT.reset],
    ['stops in the middle', CUT.halfBody],
  ])('that %s counts as out of reach', async (_what, step) => {
    server.script(step);

    expect(await rejection(open().read('digest-key'))).toMatchObject({ code: 'vault-unreachable' });
  });

  it.each(['https://vault.example.com', 'https://vault.azure.net', 'https://kv.vault.azure.net.example.com', 'none'])(
    'is not looked for at %s',
    (address) => {
      expect(() => createVault({ address, credential, clock: realClock, userAgent: 'test' })).toThrow(RangeError);
    },
  );
});
