import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerControl } from './control.ts';
import { parsePath, parseQuery, type Reply, type Simulator } from './exchange.ts';
import { badRequest, GraphFailure } from './failures.ts';
import { type Fault, isReplyFault, isTransportFault } from './faults.ts';
import { answerGraph, faultTarget } from './graph.ts';
import { bodilessReply, describeFault, errorReply } from './graph-errors.ts';

const maxBodyBytes = 200_000_000;
const jsonType = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
/** Where a managed identity of App Service asks for tokens. */
const identityPath = '/msi/token';
const loginPath = /^\/([^/]+)\/oauth2\/v2\.0\/token$/;

interface Incoming {
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly origin: string;
  readonly text: string;
}

/** The server of a simulator, not yet listening. */
export function createSimulatorServer(simulator: Simulator): Server {
  const server = createServer((message, response) => {
    serve(simulator, message, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  // Clients that reuse connections should meet a reset only when a fault asks for one.
  server.keepAliveTimeout = 65_000;
  return server;
}

async function serve(simulator: Simulator, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const incoming = await receive(message);
  if (incoming.url.startsWith('/control/')) {
    send(simulator, incoming, response, control(simulator, incoming), undefined);
    return;
  }
  const startedAt = simulator.now();
  const fault = simulator.faults.take(faultTarget({ ...incoming, body: undefined, isItem: false }));
  const struck = fault !== undefined && isTransportFault(fault) ? fault : undefined;
  const delayMs = simulator.switches.latencyMs + (struck?.kind === 'slow' ? struck.delayMs : 0);
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
  if (struck?.kind === 'reset') {
    record(simulator, incoming, startedAt, { status: 0, headers: {} }, 0, fault);
    message.socket.resetAndDestroy();
    return;
  }
  const reply = answer(simulator, incoming, struck === undefined ? fault : undefined);
  const bytes = send(simulator, incoming, response, reply, struck);
  record(simulator, incoming, startedAt, reply, bytes, fault);
}

function answer(simulator: Simulator, incoming: Incoming, fault: Fault | undefined): Reply {
  const tenant = loginPath.exec(incoming.url.split('?', 1)[0] ?? '')?.[1];
  const plain = { ...incoming, isItem: false, fault };
  if (tenant !== undefined && incoming.method === 'POST') {
    const odd = bodilessReply({ ...plain, body: undefined, segments: [], query: new Map() });
    if (odd !== undefined) return odd;
    if (fault !== undefined && isReplyFault(fault)) {
      const [status, error, text, headers] = describeFault(simulator, fault);
      return { status, headers, body: { error, error_description: text } };
    }
    return simulator.login.answer(tenant, new URLSearchParams(incoming.text), incoming.origin);
  }
  if (incoming.url.startsWith(`${identityPath}?`)) {
    return simulator.login.answerIdentity(incoming, new URL(incoming.url, incoming.origin).searchParams);
  }
  try {
    if (!incoming.url.startsWith('/v1.0/')) throw badRequest("Invalid version: use 'v1.0'.", 'BadRequest');
    return answerGraph(simulator, { ...plain, body: parseBody(incoming.text) });
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    return errorReply(simulator, incoming.headers, error);
  }
}

function control(simulator: Simulator, incoming: Incoming): Reply {
  try {
    const [, ...segments] = parsePath(incoming.url);
    const body = incoming.text === '' ? undefined : parseBody(incoming.text);
    return answerControl(simulator, { method: incoming.method, segments, query: parseQuery(incoming.url), body });
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    return { status: error.status, headers: {}, body: { error: error.message } };
  }
}

function send(
  simulator: Simulator,
  incoming: Incoming,
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
): number {
  const text = typeof reply.body === 'string' || reply.body === undefined ? reply.body : JSON.stringify(reply.body);
  const whole = Buffer.from(text ?? '');
  const requestId = reply.headers['request-id'] ?? randomUUID();
  const standard: Record<string, string> = {
    'Content-Type': jsonType,
    'Cache-Control': 'no-cache',
    'OData-Version': '4.0',
    Date: new Date(simulator.now() + simulator.switches.clockOffsetMs).toUTCString(),
    'request-id': requestId,
    'client-request-id': incoming.headers.get('client-request-id') ?? requestId,
    'x-ms-ags-diagnostic': '{"ServerInfo":{"DataCenter":"Local","Slice":"E","Ring":"0"}}',
  };
  const isCut = fault?.kind === 'truncated' || fault?.kind === 'cut-off';
  const bytes = isCut ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
  const length = fault?.kind === 'cut-off' ? whole.length : bytes.length;
  response.writeHead(reply.status, { ...standard, ...reply.headers, 'Content-Length': String(length) });
  if (fault?.kind === 'cut-off') response.write(bytes, () => response.destroy());
  else response.end(bytes);
  return bytes.length;
}

function record(
  simulator: Simulator,
  incoming: Incoming,
  startedAt: number,
  reply: Reply,
  bytes: number,
  fault: Fault | undefined,
): void {
  simulator.log.add({
    time: new Date(startedAt).toISOString(),
    method: incoming.method,
    path: incoming.url.slice(0, 500),
    status: reply.status,
    bytes,
    durationMs: simulator.now() - startedAt,
    resourceUnits: Number(reply.headers['x-ms-resource-unit'] ?? 0),
    clientRequestId: incoming.headers.get('client-request-id') ?? null,
    fault: fault?.kind ?? null,
    items: reply.items ?? [],
  });
}

async function receive(message: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBodyBytes) throw new Error('The body is too large.');
    chunks.push(bytes);
  }
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers)) headers.set(name, String(value));
  return {
    method: message.method ?? 'GET',
    url: message.url ?? '/',
    headers,
    origin: `http://${headers.get('host') ?? '127.0.0.1'}`,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('Unable to read JSON request payload.', 'BadRequest');
  }
}
