import { ConnectorError, type ErrorKind } from '../domain/connector-error.ts';
import { parseJsonObject } from '../http/bounded-body.ts';
import { parseRetryAfter, serverTime } from '../http/retry-after.ts';
import type { Answer } from '../http/transport.ts';
import type { TransportFailure } from '../http/transport-failure.ts';

/** What was asked: everything but `read` may have taken effect when no answer came. */
export type ScimVerb = 'create' | 'update' | 'remove' | 'read';

const CODES: Partial<Record<ErrorKind, string>> = {
  unknown: 'genesys-outcome-unknown',
  throttled: 'genesys-throttled',
  unavailable: 'genesys-unavailable',
  conflict: 'genesys-conflict',
  version: 'genesys-version',
  notFound: 'genesys-not-found',
  rejected: 'genesys-rejected',
  unauthorized: 'genesys-unauthorized',
  forbidden: 'genesys-forbidden',
  permission: 'genesys-missing-permission',
  refused: 'genesys-write-refused',
};

/** The scimType words of RFC 7644 3.12 and the vendor's two (SDK: ScimError), as the end of a code. */
const REJECTIONS: Readonly<Record<string, string>> = {
  invalidfilter: 'invalid-filter',
  toomany: 'too-many',
  uniqueness: 'uniqueness',
  mutability: 'mutability',
  invalidsyntax: 'invalid-syntax',
  invalidpath: 'invalid-path',
  notarget: 'no-target',
  invalidvalue: 'invalid-value',
  invalidvers: 'invalid-vers',
  sensitive: 'sensitive',
};

/** An error of the target's side. The text of the service is left out: it may quote names and addresses. */
export function scimError(
  kind: ErrorKind,
  what: string,
  more: { status?: number; retryAfterMs?: number; codeTail?: string } = {},
): ConnectorError {
  const code = CODES[kind] ?? 'genesys-answer-broken';
  return new ConnectorError(more.codeTail === undefined ? code : `${code}-${more.codeTail}`, what, {
    kind,
    ...(more.status === undefined ? {} : { status: more.status }),
    ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
  });
}

/** The error for a request without a complete answer. */
export function errorOfFailure(verb: ScimVerb, failure: TransportFailure): ConnectorError {
  const kind = verb !== 'read' && failure.sent ? 'unknown' : 'unavailable';
  return scimError(
    kind,
    `Genesys gave no answer to ${verb} (${failure.reason}, ${failure.sent ? 'sent' : 'not sent'})`,
  );
}

/** The error for a 2xx answer that cannot be read: the write it answers happened, or perhaps not. */
export function brokenAnswer(verb: ScimVerb, answer: Answer, what: string): ConnectorError {
  const kind = verb === 'read' ? 'contract' : 'unknown';
  return scimError(kind, `Genesys answered ${answer.status} to ${verb}: ${what}${trail(answer)}`, {
    status: answer.status,
  });
}

/** The error for an answer outside 2xx, in the SCIM shape (RFC 7644 3.12) or the platform's (Genesys: ErrorBody). */
export function errorOfAnswer(verb: ScimVerb, answer: Answer, now: number): ConnectorError {
  const { status } = answer;
  const body = parseJsonObject(answer.text) ?? {};
  const scimType = typeof body.scimType === 'string' ? body.scimType.toLowerCase() : '';
  const word = typeof body.code === 'string' && /^[a-z.]{1,60}$/.test(body.code) ? body.code : undefined;
  const rejection = Object.hasOwn(REJECTIONS, scimType) ? REJECTIONS[scimType] : undefined;
  // A gateway's page is no word about the user: only the service itself, or an empty body, says that there is none.
  const isForeign = status === 404 && answer.text.trim() !== '' && parseJsonObject(answer.text) === undefined;
  const kind = isForeign
    ? 'unavailable'
    : kindOf(verb, status, scimType || (saysStale(body) ? 'invalidvers' : ''), word);
  const wait = waitOf(answer, kind, now);
  const said = [rejection, word].filter((item) => item !== undefined).join(' ');
  return scimError(kind, `Genesys answered ${status} to ${verb}${said === '' ? '' : `: ${said}`}${trail(answer)}`, {
    status,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(kind === 'rejected' && rejection !== undefined ? { codeTail: rejection } : {}),
  });
}

/** The directory below SCIM words a stale version as text alone (vendor's Terraform provider: util_retries). */
function saysStale({ detail, message }: Record<string, unknown>): boolean {
  return [detail, message].some((text) => typeof text === 'string' && /\bnot match the current version\b/i.test(text));
}

function kindOf(verb: ScimVerb, status: number, scimType: string, word: string | undefined): ErrorKind {
  const isWrite = verb !== 'read';
  if (status === 429) return 'throttled';
  if (status === 408 || status >= 500) return isWrite ? 'unknown' : 'unavailable';
  if (status === 401) return 'unauthorized';
  if (status === 403)
    return word === 'missing.permissions' || word === 'missing.any.permissions' ? 'permission' : 'forbidden';
  if (status === 404) return 'notFound';
  if (isWrite && scimType === 'uniqueness' && (status === 400 || status === 409)) return 'conflict';
  if (verb === 'create' && status === 409) return 'conflict';
  // A stale version is documented as 409, as 412 and as 400 with invalidVers (Genesys: SCIMApi).
  const isStale = status === 409 || status === 412 || (status === 400 && scimType === 'invalidvers');
  if (isWrite && verb !== 'create' && isStale) return 'version';
  return 'rejected';
}

function waitOf(answer: Answer, kind: ErrorKind, now: number): number | undefined {
  const named = parseRetryAfter(answer.header('retry-after'), serverTime(answer.header('date'), now));
  // Without the header the window's own end is the next best.
  return named ?? (kind === 'throttled' ? parseRetryAfter(answer.header('inin-ratelimit-reset'), now) : undefined);
}

function trail(answer: Answer): string {
  const id = answer.header('inin-correlation-id');
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? ` (correlation ${id})` : '';
}
