import type { GetTokenOptions, TokenCredential } from '@azure/core-auth';
import { asConnectorError, ConnectorError } from '../domain/connector-error.ts';
import type { Clock } from '../sync/ports.ts';
import { isObject } from './bounded-body.ts';
import type { Credential } from './credential.ts';
import { abortAt } from './deadline.ts';

/** A token is asked for within this time. */
const TOKEN_MS = 30_000;

export interface TokenOptions {
  /** What the tokens are for, such as `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  readonly clock: Clock;
  /** Code and sentence of the error when no token can be had. */
  readonly code: string;
  readonly failure: string;
}

/**
 * The bearer tokens of a TokenCredential for one scope; the credential itself keeps and refreshes them. What fails is a
 * ConnectorError with the given code, whose message holds no word of the identity library.
 */
export function tokenCredential(source: TokenCredential, options: TokenOptions): Credential {
  const { scope, clock } = options;
  const ask = async (more: GetTokenOptions): Promise<string> => {
    const controller = new AbortController();
    // Not every kind of credential listens to the signal.
    const tooLate = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(new Error('too late')));
    });
    const release = abortAt(controller, clock.now() + TOKEN_MS, clock);
    try {
      const token = await Promise.race([source.getToken(scope, { ...more, abortSignal: controller.signal }), tooLate]);
      if (token === null) throw credentialError(options, undefined);
      return token.token;
    } catch (error) {
      throw asConnectorError(error) ?? credentialError(options, error);
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

/** The identity side's own refusal needs a person; everything else (no answer, its outage) passes by itself. */
function credentialError({ code, failure }: TokenOptions, error: unknown): ConnectorError {
  const status = isObject(error) ? error.statusCode : undefined;
  const isRefused = typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429;
  const kind = isRefused || error === undefined ? 'unauthorized' : 'unavailable';
  return new ConnectorError(code, failure, { kind, ...(typeof status === 'number' ? { status } : {}) });
}
