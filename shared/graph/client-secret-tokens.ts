import type { TokenCredential } from '@azure/core-auth';
import { isObject } from '../http/bounded-body.ts';
import type { SecretSource } from '../http/secret-source.ts';

/** Tokens by a client secret that may be replaced meanwhile; `open` makes the credential for one secret. */
export function clientSecretTokens(secret: SecretSource, open: (secret: string) => TokenCredential): TokenCredential {
  let current: { readonly secret: string; readonly credential: TokenCredential } | undefined;
  // A credential keeps its tokens, so it is kept as long as its secret.
  const credentialFor = (value: string): TokenCredential => {
    if (current?.secret !== value) current = { secret: value, credential: open(value) };
    return current.credential;
  };
  return {
    async getToken(scopes, options) {
      const value = await secret();
      try {
        return await credentialFor(value).getToken(scopes, options);
      } catch (error) {
        if (!isRefused(error)) throw error;
        const newer = await secret(value);
        if (newer === value) throw error;
        return credentialFor(newer).getToken(scopes, options);
      }
    },
  };
}

/** A wrong or expired secret answers 400 or 401 (Entra: AADSTS7000215, AADSTS7000222). */
function isRefused(error: unknown): boolean {
  return isObject(error) && (error.statusCode === 400 || error.statusCode === 401);
}
