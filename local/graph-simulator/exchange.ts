import type { Directory } from './directory.ts';
import { badRequest } from './failures.ts';
import type { Fault, FaultList } from './faults.ts';
import type { jobStates } from './graph-resource.ts';
import type { LoginSide } from './login.ts';
import type { RequestLog } from './request-log.ts';
import type { Switches } from './switches.ts';
import type { ThrottleBudget } from './throttle-budget.ts';
import type { createTokenCodec } from './tokens.ts';

/** The parts of one running simulator. */
export interface Simulator {
  readonly directory: Directory;
  readonly switches: Switches;
  /** The switches as they were at the start. */
  readonly initialSwitches: Readonly<Switches>;
  readonly faults: FaultList;
  readonly log: RequestLog;
  readonly login: LoginSide;
  readonly throttle: ThrottleBudget;
  readonly tokens: ReturnType<typeof createTokenCodec>;
  readonly appId: string;
  /** The job of Entra's own provisioning on the application. */
  readonly provisioning: { state: (typeof jobStates)[number] };
  readonly now: () => number;
  readonly random: () => number;
}

/** One request, alone or inside a batch. */
export interface GraphRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  /** Path below the version, decoded, one entry a segment. */
  readonly segments: readonly string[];
  readonly query: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: unknown;
  /** Scheme and authority under which the caller reached us. */
  readonly origin: string;
  readonly isItem: boolean;
  readonly fault: Fault | undefined;
}

/** An answer; a text is sent as it stands, anything else as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What the requests of a batch came to, for the log. */
  readonly items?: readonly { readonly path: string; readonly status: number }[];
}

/** The answer for something found. */
export function found(body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers, body };
}

/** Splits the query of a URL. @throws GraphFailure for an option given twice or a damaged escape */
export function parseQuery(url: string): Map<string, string> {
  const query = new Map<string, string>();
  const start = url.indexOf('?');
  if (start < 0) return query;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (query.has(name)) throw badRequest(`Query option '${name}' was specified more than once.`, 'BadRequest');
    query.set(name, value);
  }
  return query;
}

/** Splits the path of a URL into decoded segments. @throws GraphFailure for a damaged escape */
export function parsePath(url: string): string[] {
  const path = url.split('?', 1)[0] ?? '';
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment));
  } catch {
    throw badRequest('The path of the request is malformed.', 'BadRequest');
  }
}

/** Refuses every query option that is not listed. @throws GraphFailure 400 */
export function allowOnly(query: ReadonlyMap<string, string>, allowed: readonly string[]): void {
  for (const name of query.keys()) {
    if (allowed.includes(name)) continue;
    if (name.startsWith('$')) {
      throw badRequest(`Query option '${name}' is not supported here.`, 'Request_UnsupportedQuery');
    }
    throw badRequest(`Unrecognized query argument specified: '${name}'.`);
  }
}

/** The names of a `$select`, without blanks and repetitions. */
export function parseSelect(text: string | undefined): string[] {
  if (text === undefined) return [];
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw badRequest('Parsing OData Select and Expand failed: Syntax error.', 'BadRequest');
  return [...new Set(names)];
}
