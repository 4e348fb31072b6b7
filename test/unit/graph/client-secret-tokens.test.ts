import { clientSecretTokens } from '../../../shared/graph/client-secret-tokens.ts';

/** A login that knows one secret. */
function login(right: () => string) {
  const opened: string[] = [];
  const open = (secret: string) => {
    opened.push(secret);
    return {
      async getToken() {
        if (secret !== right()) throw Object.assign(new Error('AADSTS7000215'), { statusCode: 401 });
        return { token: `token of ${secret}`, expiresOnTimestamp: 0 };
      },
    };
  };
  return { open, opened };
}

describe('tokens by a client secret', () => {
  it('come from one credential as long as the secret stays', async () => {
    const { open, opened } = login(() => 'one');
    const tokens = clientSecretTokens(async () => 'one', open);

    await tokens.getToken('scope');
    expect((await tokens.getToken('scope'))?.token).toBe('token of one');
    expect(opened).toEqual(['one']);
  });

  it('come from the new secret when the old one is refused', async () => {
    const { open } = login(() => 'two');
    const tokens = clientSecretTokens(async (rejected) => (rejected === 'one' ? 'two' : 'one'), open);

    expect((await tokens.getToken('scope'))?.token).toBe('token of two');
  });

  it('are refused when there is no other secret', async () => {
    const { open, opened } = login(() => 'two');

    await expect(clientSecretTokens(async () => 'one', open).getToken('scope')).rejects.toThrow('AADSTS7000215');
    expect(opened).toEqual(['one']);
  });

  it('ask for no other secret when the login side is away', async () => {
    const asked: unknown[] = [];
    const secret = async (rejected?: string) => {
      asked.push(rejected);
      return 'one';
    };
    const open = () => ({ getToken: () => Promise.reject(Object.assign(new Error('away'), { statusCode: 503 })) });

    await expect(clientSecretTokens(secret, open).getToken('scope')).rejects.toThrow('away');
    expect(asked).toEqual([undefined]);
  });
});
