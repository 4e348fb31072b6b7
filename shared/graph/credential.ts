import type { GetTokenOptions, TokenCredential } from '@azure/core-auth';
import { asConnectorError, ConnectorError } from '../domain/connector-error.ts';
import { isObject } from '../http/bounded-body.ts';
import type { Credential } from '../http/credential.ts';
import { abortAt } from '../http/deadline.ts';
import { isLoopback, safeOrigin } from '../http/origin.ts';
import type { Clock } from '../sync/ports.ts';

/** A token is asked for within this time. */
const TOKEN_MS = 30_000;

/**
 * The bearer tokens of a TokenCredential for one Graph root; the credential itself keeps and refreshes them.
 * Throws ConnectorError `graph-credential-failed`, whose message holds no word of the identity library.
 */
export function graphCredential(source: TokenCredential, graphUrl: string, clock: Clock): Credential {
  // A token of one cloud is not valid in another (Graph: deployments), so the scope follows the root.
  const scope = `${safeOrigin(graphUrl)}/.default`;
  const ask = async (options: GetTokenOptions): Promise<string> => {
    const controller = new AbortController();
    // Not every kind of credential listens to the signal.
    const tooLate = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(new Error('too late')));
    });
    const release = abortAt(controller, clock.now() + TOKEN_MS, clock);
    try {
      const token = await Promise.race([
        source.getToken(scope, { ...options, abortSignal: controller.signal }),
        tooLate,
      ]);
      if (token === null) throw credentialError(undefined);
      return token.token;
    } catch (error) {
      throw asConnectorError(error) ?? credentialError(error);
    } finally {
      release();
    }
  };
  return {
    getToken: () => ask({}),
    async renew(rejected) {
      const token = await ask({});
      if (rejected === undefined || token !== rejected) return token;
      // The library keeps a token until its end, and passes its cache by only for a claims challenge. This is the one the service itself
      // sends for a revoked token: not issued before now.
      const nbf = { essential: true, value: String(Math.floor(clock.now() / 1000)) };
      return ask({ claims: JSON.stringify({ access_token: { nbf } }) });
    },
  };
}

/** One token for a simulator. @throws RangeError unless the address is a loopback one */
export function fixedCredential(token: string, graphUrl: string): Credential {
  if (!isLoopback(new URL(safeOrigin(graphUrl)))) {
    throw new RangeError('A fixed Graph token is accepted for a loopback address only');
  }
  return { getToken: async () => token, renew: async () => token };
}

/** The identity side's own refusal needs a person; everything else (no answer, its outage) passes by itself. */
function credentialError(error: unknown): ConnectorError {
  const status = isObject(error) ? error.statusCode : undefined;
  const isRefused = typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429;
  const kind = isRefused || error === undefined ? 'unauthorized' : 'unavailable';
  return new ConnectorError('graph-credential-failed', 'No token for Graph could be had', {
    kind,
    ...(typeof status === 'number' ? { status } : {}),
  });
}
