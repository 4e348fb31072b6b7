import type { HttpClient } from '@azure/core-rest-pipeline';
import { ConnectorError, type ErrorKind } from '../domain/connector-error.ts';
import { parseJsonObject } from '../http/bounded-body.ts';
import type { Credential } from '../http/credential.ts';
import { safeOrigin } from '../http/origin.ts';
import { parseRetryAfter, serverTime } from '../http/retry-after.ts';
import type { SecretSource } from '../http/secret-source.ts';
import { type Answer, createTransport, type WatchRequest } from '../http/transport.ts';
import { TransportFailure } from '../http/transport-failure.ts';
import type { Clock } from '../sync/ports.ts';

const REQUEST_MS = 20_000;
const MAX_BYTES = 65_536;
/** Assumed when the answer names no lifetime: the shortest the vendor allows (Genesys: OAuth clients). */
const SHORTEST_LIFE_SECONDS = 300;
const LONGEST_MARGIN_MS = 60_000;

export interface OAuthOptions {
  /** Address of the region's login side, without a path. */
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: SecretSource;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly httpClient?: HttpClient;
  readonly watch?: WatchRequest;
}

interface Token {
  readonly text: string;
  /** Not used from then on, epoch milliseconds. */
  readonly end: number;
}

/**
 * Client credentials of a Genesys OAuth client: renewed before the token ends, one request at a time whoever asks. With HIPAA mode a
 * token dies after 15 idle minutes whatever its lifetime says, so a rejected one is simply fetched again.
 */
export function createOAuthCredential(options: OAuthOptions): Credential {
  const { clock } = options;
  const origin = safeOrigin(options.loginUrl);
  const send = createTransport({ ...options, address: options.loginUrl, maxBytes: MAX_BYTES });
  let token: Token | undefined;
  let pending: Promise<string> | undefined;

  const logIn = async (secret: string, began: number): Promise<Answer> => {
    const basic = Buffer.from(`${options.clientId}:${secret}`).toString('base64');
    return send({
      operation: 'token',
      method: 'POST',
      url: `${origin}/oauth/token`,
      headers: {
        Authorization: `Basic ${basic}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
      deadline: began + REQUEST_MS,
    }).catch((error: unknown) => {
      throw error instanceof TransportFailure ? loginError('unavailable', `no answer, ${error.reason}`) : error;
    });
  };
  const fetchToken = async (): Promise<string> => {
    const secret = await options.clientSecret();
    let began = clock.now();
    let answer = await logIn(secret, began);
    if (isRefused(answer)) {
      // It may have been replaced since it was read.
      const newer = await options.clientSecret(secret);
      began = clock.now();
      if (newer !== secret) answer = await logIn(newer, began);
    }
    token = readToken(answer, began);
    return token.text;
  };
  const fetchOnce = (): Promise<string> => {
    pending ??= fetchToken().finally(() => {
      pending = undefined;
    });
    return pending;
  };

  return {
    async getToken() {
      return token !== undefined && clock.now() < token.end ? token.text : fetchOnce();
    },
    async renew(rejected) {
      // Another call may have renewed it since.
      if (rejected !== undefined && token !== undefined && token.text !== rejected) return token.text;
      return fetchOnce();
    },
  };
}

/** Bad credentials answer 400 or 401. */
function isRefused({ status }: Answer): boolean {
  return status === 400 || status === 401;
}

function readToken(answer: Answer, began: number): Token {
  const { status } = answer;
  if (status < 200 || status > 299) {
    const wait = parseRetryAfter(answer.header('retry-after'), serverTime(answer.header('date'), began));
    throw loginError(kindOf(status), `answer ${status}`, status, wait);
  }
  const { access_token: text, expires_in: seconds } = parseJsonObject(answer.text) ?? {};
  if (typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text)) {
    throw loginError('contract', `answer ${status} without a token`, status);
  }
  const lifeMs = (typeof seconds === 'number' && seconds > 0 ? seconds : SHORTEST_LIFE_SECONDS) * 1000;
  return { text, end: began + lifeMs - Math.min(LONGEST_MARGIN_MS, lifeMs / 5) };
}

function kindOf(status: number): ErrorKind {
  if (status === 429) return 'throttled';
  if (status === 408 || status >= 500) return 'unavailable';
  // Bad credentials and every other refusal need a person.
  return status >= 400 ? 'unauthorized' : 'contract';
}

const CODES: Partial<Record<ErrorKind, string>> = {
  throttled: 'genesys-login-throttled',
  unavailable: 'genesys-login-unavailable',
  unauthorized: 'genesys-login-refused',
};

function loginError(kind: ErrorKind, why: string, status?: number, retryAfterMs?: number): ConnectorError {
  return new ConnectorError(CODES[kind] ?? 'genesys-login-answer-broken', `Genesys login failed: ${why}`, {
    kind,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
