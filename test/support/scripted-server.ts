import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../shared/sync/ports.ts';

/** What the server does with the next request: an answer, or a handler for everything that is no proper answer. */
export type Step =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | ((request: IncomingMessage, response: ServerResponse) => void);

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on the loopback address that answers request after request as told and keeps what it saw. */
export interface ScriptedServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  script(...steps: readonly Step[]): void;
  close(): Promise<void>;
}

/** Starts one; a request without a step is answered 599. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  let steps: Step[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    const step = steps.shift() ?? { status: 599 };
    if (typeof step === 'function') return step(request, response);
    response.writeHead(step.status, { 'Content-Type': 'application/json', ...step.headers });
    response.end(typeof step.body === 'string' ? step.body : step.body === undefined ? '' : JSON.stringify(step.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A test that fails before it closes its server must not keep the process.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    script(...next) {
      steps = [...next];
      seen.length = 0;
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Faults of the connection, by what the client sees. */
export const CUT = {
  reset: (request: IncomingMessage) => void request.socket.resetAndDestroy(),
  halfBody: (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
    response.write('{"value":[', () => response.destroy());
  },
} as const;

/** The real time, with waits that do not hold the process up. */
export const realClock: Clock = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
};

/** The error a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It was not rejected');
    },
    (error: unknown) => error,
  );
}
