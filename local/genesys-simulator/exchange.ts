import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from './account.ts';
import { routeApi } from './api-routes.ts';
import { routeControl } from './control-routes.ts';
import type { Fault } from './faults.ts';
import { type Answer, platformRefusal, Refusal } from './refusal.ts';
import type { Incoming, SimulatorState } from './simulator-state.ts';
import type { Caller } from './token-desk.ts';
import { versionRefusal } from './user-routes.ts';
import { bumpVersion } from './user-writes.ts';

const MAX_BODY_BYTES = 512_000;

/** What the pipeline learnt about a request on its way. */
export interface Handled {
  readonly answer: Answer;
  readonly correlationId: string;
  readonly rateHeaders: Readonly<Record<string, string>>;
  readonly caller?: Caller;
  readonly fault?: Fault;
}

/** Reads the body, of which everything over the limit is dropped. */
export async function readIncoming(message: IncomingMessage): Promise<{ request: Incoming; bodyBytes: number }> {
  const chunks: Buffer[] = [];
  const url = new URL(message.url ?? '/', 'http://127.0.0.1');
  const max = url.pathname.startsWith('/control/') ? Number.POSITIVE_INFINITY : MAX_BODY_BYTES;
  let bodyBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bodyBytes += chunk.length;
    if (bodyBytes <= max) chunks.push(chunk);
  }
  const headers = Object.entries(message.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  const request: Incoming = {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
  return { request, bodyBytes };
}

function answerOf(work: () => Answer, correlationId: string): Answer {
  try {
    return work();
  } catch (error) {
    const known = error instanceof Refusal ? error : platformRefusal(500, 'internal.server.error', String(error));
    const { body } = known.answer;
    const isPlatform = isObject(body) && 'contextId' in body;
    return isPlatform ? { ...known.answer, body: { ...body, contextId: correlationId } } : known.answer;
  }
}

const STATUS_CODES: { readonly [status: number]: string } = {
  400: 'bad.request',
  401: 'bad.credentials',
  403: 'not.authorized',
  404: 'not.found',
  408: 'request.timeout',
  409: 'general.conflict',
  429: 'too.many.requests.retry.after',
  500: 'internal.server.error',
  503: 'service.unavailable',
  504: 'request.timeout',
};

function faultRefusal(fault: Fault): Error {
  const headers: Record<string, string> = {};
  const seconds = fault.retryAfterSeconds ?? (fault.status === 429 ? 1 : undefined);
  if (seconds !== undefined) headers['Retry-After'] = String(seconds);
  const code = STATUS_CODES[fault.status] ?? (fault.status >= 500 ? 'internal.server.error' : 'bad.request');
  return platformRefusal(fault.status, code, `Injected answer of ${fault.name}`, headers);
}

function conflict(request: Incoming, state: SimulatorState): never {
  const account = state.store.get(request.path.split('/').at(-1) ?? '');
  if (account !== undefined) bumpVersion(state, account);
  throw versionRefusal(state);
}

function withFault(fault: Fault | undefined, request: Incoming, state: SimulatorState, work: () => Answer): Answer {
  if (fault === undefined || fault.kind === 'delay' || fault.kind === 'truncated') return work();
  if (fault.kind === 'version-conflict') return conflict(request, state);
  if (fault.when === 'after') answerOf(work, '');
  if (fault.kind === 'status') throw faultRefusal(fault);
  if (fault.kind !== 'html') return { status: fault.status };
  const page = `<html><head><title>${fault.status}</title></head><body><h1>${fault.status}</h1></body></html>`;
  return { status: fault.status, body: page, contentType: 'text/html' };
}

/** Runs one request in the order of the real gateway: size, token, rate, permission, service. */
export function handle(request: Incoming, bodyBytes: number, state: SimulatorState): Handled {
  const correlationId = randomUUID();
  const quiet = { correlationId, rateHeaders: {} };
  if (request.path.startsWith('/control/')) {
    return { ...quiet, answer: answerOf(() => routeControl(request, state), correlationId) };
  }
  if (request.path.toLowerCase() === '/oauth/token') {
    if (request.method !== 'POST') {
      const refuse = () => platformRefusal(405, 'method.not.allowed', 'Use POST').answer;
      return { ...quiet, answer: answerOf(refuse, correlationId) };
    }
    const fault = state.faults.take(request);
    const work = () => withFault(fault, request, state, () => state.tokens.issue(request));
    return { ...quiet, answer: answerOf(work, correlationId), ...(fault === undefined ? {} : { fault }) };
  }
  let known: Pick<Handled, 'caller' | 'fault' | 'rateHeaders'> = { rateHeaders: {} };
  const answer = answerOf(() => {
    const caller = state.tokens.check(request.headers.authorization);
    const counted = state.rates.count(caller);
    known = { caller, rateHeaders: counted.headers };
    counted.refuse?.();
    if (bodyBytes > MAX_BODY_BYTES) {
      throw platformRefusal(413, 'request.entity.too.large', `The body is larger than ${MAX_BODY_BYTES} bytes`);
    }
    const fault = state.faults.take(request);
    if (fault !== undefined) known = { ...known, fault };
    return withFault(fault, request, state, () => routeApi(request, caller.clientId, state));
  }, correlationId);
  return { ...known, correlationId, answer };
}

interface Sending {
  /** The time that the answer tells. */
  readonly date: Date;
  readonly hold: (ms: number, then: () => void) => void;
}

/** Sends an answer, or breaks off in the way the fault says. Returns the status sent, 0 for none. */
export function send(response: ServerResponse, handled: Handled, { date, hold }: Sending): number {
  const { answer, correlationId, rateHeaders, fault } = handled;
  const { body, contentType = 'application/json' } = answer;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.from(text, 'utf8');
  if (fault?.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return 0;
  }
  if (fault?.kind === 'timeout') {
    hold(fault.holdMs, () => response.socket?.destroy());
    return 0;
  }
  response.writeHead(answer.status, {
    Date: date.toUTCString(),
    'ININ-Correlation-Id': correlationId,
    ...rateHeaders,
    ...answer.headers,
    ...(body === undefined ? {} : { 'Content-Type': contentType, 'Content-Length': String(bytes.length) }),
  });
  if (fault?.kind === 'truncated') {
    // The length is announced in full, so the client sees the connection end in the middle of the JSON.
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
    return answer.status;
  }
  response.end(bytes);
  return answer.status;
}
