import type { TokenCredential } from '@azure/core-auth';

type Identity = typeof import('@azure/identity');

/**
 * A credential of the SDK that is loaded with the first token it is asked for: the library is large, and the host waits for an app
 * to load. What its constructor refuses, the first token tells.
 */
export function lazyCredential(make: (identity: Identity) => TokenCredential): TokenCredential {
  let made: TokenCredential | undefined;
  return {
    async getToken(scopes, options) {
      made ??= make(await import('@azure/identity'));
      return made.getToken(scopes, options);
    },
  };
}

export function managedIdentity(clientId: string | undefined): TokenCredential {
  return lazyCredential(({ ManagedIdentityCredential }) =>
    clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId }),
  );
}
