import { ConnectorError, type ErrorKind } from '../domain/connector-error.ts';
import { isObject, parseJsonObject } from '../http/bounded-body.ts';
import { parseRetryAfter, serverTime } from '../http/retry-after.ts';
import type { Answer } from '../http/transport.ts';
import type { TransportFailure } from '../http/transport-failure.ts';

/** The token a request carried: a page of a round, or the start of a later one. */
export type LinkToken = 'skip' | 'delta' | 'none';

const CODES: Partial<Record<ErrorKind, string>> = {
  tokenLost: 'graph-token-lost',
  pageTokenLost: 'graph-page-token-lost',
  throttled: 'graph-throttled',
  unavailable: 'graph-unavailable',
  unauthorized: 'graph-unauthorized',
  permission: 'graph-missing-permission',
  notFound: 'graph-not-found',
  rejected: 'graph-rejected',
};

const RESET_CODES = new Set([
  'syncstatenotfound',
  'resyncrequired',
  'resyncapplydifferences',
  'resyncuploaddifferences',
]);
const PAGE_TOKEN_CODES = new Set(['directory_expiredpagetoken', 'directorypagetokennotfoundexception']);
const BAD_REQUEST_CODES = new Set(['request_badrequest', 'badrequest']);

/** An error of the source's side; the text of the service is left out. */
export function graphError(
  kind: ErrorKind,
  message: string,
  more: { code?: string; status?: number | undefined; retryAfterMs?: number | undefined } = {},
): ConnectorError {
  return new ConnectorError(more.code ?? CODES[kind] ?? 'graph-answer-broken', message, {
    kind,
    ...(more.status === undefined ? {} : { status: more.status }),
    ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
  });
}

/** The error for a request without a complete answer; nothing sent to Graph changes anything. */
export function graphErrorOfFailure(failure: TransportFailure): ConnectorError {
  if (failure.reason === 'too-large') return graphError('contract', 'Graph sent more than a page can hold');
  return graphError('unavailable', `Graph gave no answer (${failure.reason})`);
}

/** Which token a URL carries. */
export function tokenIn(url: string): LinkToken {
  const query = (URL.parse(url)?.search ?? '').toLowerCase().replaceAll('%24', '$');
  if (/[?&]\$skiptoken=./.test(query)) return 'skip';
  return /[?&]\$deltatoken=(?!latest(&|$))./.test(query) ? 'delta' : 'none';
}

/**
 * The error for an answer outside 2xx, judged by status, code and the token that the request carried, never by text
 * (Graph: errors; delta-query-overview, resets).
 */
export function graphErrorOfAnswer(answer: Answer, token: LinkToken, now: number): ConnectorError {
  const body = parseJsonObject(answer.text);
  const wait = parseRetryAfter(answer.header('retry-after'), serverTime(answer.header('date'), now));
  return errorOf({ status: answer.status, body, token, wait, trace: answer.header('request-id') });
}

/** What of an answer decides its class; `body` is undefined when it was no JSON object. */
export interface Refusal {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly token: LinkToken;
  readonly wait?: number | undefined;
  readonly trace?: string | undefined;
}

/** The error for the answer to a single request or to one item of a batch. */
export function errorOf({ status, body, token, wait, trace }: Refusal): ConnectorError {
  const codes = codesIn(body);
  const named = codes.find((code) => /^[a-z_.]{1,60}$/.test(code));
  const shown = trace !== undefined && /^[\w-]{1,64}$/.test(trace) ? ` (request ${trace})` : '';
  const message = `Graph answered ${status}${named === undefined ? '' : ` ${named}`}${shown}`;
  const kind = kindOf(status, codes, token, body);
  // A damaged or foreign token is met in 400 answers without a code of its own; it deserves an alarm as well as a full round.
  const isDamaged = kind === 'tokenLost' && codes.some((code) => BAD_REQUEST_CODES.has(code));
  return graphError(kind, message, {
    status,
    retryAfterMs: wait,
    ...(isDamaged ? { code: 'graph-token-damaged' } : {}),
  });
}

function kindOf(status: number, codes: readonly string[], token: LinkToken, body: Refusal['body']): ErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'permission';
  if (status === 429) return 'throttled';
  if (status === 501) return 'rejected';
  // 424: another item of the batch failed first.
  if (status === 408 || status === 424 || status >= 500) return 'unavailable';
  if (status < 400) return 'contract';
  if (token !== 'none') {
    const lost = lostToken(status, codes, token);
    if (lost !== undefined) return lost;
  }
  // Absence must be Graph's own word; a gateway's page is none.
  if (status === 404) return isObject(body?.error) ? 'notFound' : 'contract';
  return 'rejected';
}

function lostToken(status: number, codes: readonly string[], token: LinkToken): ErrorKind | undefined {
  if (status === 410 || codes.some((code) => RESET_CODES.has(code))) return 'tokenLost';
  if (status !== 400) return undefined;
  if (codes.includes('request_unsupportedquery')) return 'tokenLost';
  // Restarting from the delta link cannot cure an error that the delta link itself has met.
  const isTokenFault = codes.some((code) => PAGE_TOKEN_CODES.has(code) || BAD_REQUEST_CODES.has(code));
  if (!isTokenFault) return undefined;
  return token === 'skip' ? 'pageTokenLost' : 'tokenLost';
}

/** The code of an error and those nested in it, lower case; both spellings of the inner error are met. */
function codesIn(body: Refusal['body']): readonly string[] {
  const codes: string[] = [];
  let level: unknown = body?.error;
  for (let depth = 0; depth < 5 && isObject(level); depth += 1) {
    if (typeof level.code === 'string' && level.code !== '') codes.push(level.code.toLowerCase());
    level = level.innerError ?? level.innererror;
  }
  return codes;
}
