import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RegisteredFunction } from './core.ts';
import type { HostLog, HttpCookie, TypedData } from './core-types.ts';
import { failed } from './host-line.ts';
import { compileRoute, type RouteMatch } from './http-route.ts';
import type { Invoke } from './invoke.ts';

interface Route {
  readonly target: RegisteredFunction;
  readonly methods: readonly string[];
  readonly match: RouteMatch;
  readonly openness: number;
}

/** The loopback server that offers the http functions. */
export interface HttpDriver {
  readonly url: string;
  stop(): Promise<void>;
}

// The platform's own ceiling for a request body.
const maxBodyBytes = 100 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > maxBodyBytes) {
      throw new RangeError('The request body is too large.');
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

// The host sends one string per name; repeated names are joined by commas.
function joined(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const known = values[name];
    values[name] = known === undefined ? value : `${known},${value}`;
  }
  return values;
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return joined(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')] as const),
  );
}

function isAllowed(route: Route, request: IncomingMessage, url: URL, functionKey: string | undefined): boolean {
  if (functionKey === undefined || String(route.target.trigger.authLevel).toLowerCase() === 'anonymous') {
    return true;
  }
  const given = Buffer.from(request.headersDistinct['x-functions-key']?.[0] ?? url.searchParams.get('code') ?? '');
  const wanted = Buffer.from(functionKey);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function cookieText(cookie: HttpCookie): string {
  const expires = cookie.expires?.value?.seconds;
  const sameSite = { lax: 'Lax', strict: 'Strict', explicitNone: 'None' }[cookie.sameSite ?? ''];
  const parts = [
    `${cookie.name ?? ''}=${encodeURIComponent(cookie.value ?? '')}`,
    cookie.domain?.value && `Domain=${cookie.domain.value}`,
    cookie.path?.value && `Path=${cookie.path.value}`,
    expires !== undefined && `Expires=${new Date(expires * 1000).toUTCString()}`,
    cookie.maxAge?.value !== undefined && `Max-Age=${cookie.maxAge.value}`,
    cookie.secure?.value === true && 'Secure',
    cookie.httpOnly?.value === true && 'HttpOnly',
    sameSite !== undefined && `SameSite=${sameSite}`,
  ];
  return parts.filter((part) => typeof part === 'string' && part !== '').join('; ');
}

function sendResult(response: ServerResponse, result: TypedData | undefined): void {
  const http = result?.http;
  // A handler that returns nothing sets no response, and the host answers a plain 200.
  response.statusCode = Number(http?.statusCode ?? 200);
  for (const [name, value] of Object.entries(http?.headers ?? {})) {
    response.setHeader(name, value);
  }
  const cookies = (http?.cookies ?? []).map(cookieText);
  if (cookies.length > 0) {
    response.setHeader('set-cookie', cookies);
  }
  const body = http?.body;
  response.end(body?.bytes === undefined ? (body?.string ?? body?.json) : Buffer.from(body.bytes));
}

function toRoute(target: RegisteredFunction, prefix: string): Route {
  const { route, methods } = target.trigger;
  const compiled = compileRoute(prefix, typeof route === 'string' && route !== '' ? route : target.name);
  const list = Array.isArray(methods) ? methods.map((method) => String(method).toUpperCase()) : ['GET', 'POST'];
  return { target, methods: list, ...compiled };
}

/** Serves the given http functions on 127.0.0.1; port 0 takes a free one. Without a key every caller is let in. */
export async function startHttpDriver(options: {
  readonly targets: readonly RegisteredFunction[];
  readonly routePrefix: string;
  readonly port: number;
  readonly functionKey?: string | undefined;
  readonly invoke: Invoke;
  readonly log: HostLog;
}): Promise<HttpDriver> {
  const routes = options.targets
    .map((target) => toRoute(target, options.routePrefix))
    .sort((left, right) => left.openness - right.openness);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    const method = request.method ?? 'GET';
    const route = routes.find((each) => each.methods.includes(method) && each.match(url.pathname) !== undefined);
    if (route === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (!isAllowed(route, request, url, options.functionKey)) {
      response.writeHead(401).end();
      return;
    }
    const bytes = await readBody(request);
    try {
      const http = {
        method,
        url: url.href,
        headers: headersOf(request),
        params: route.match(url.pathname) ?? {},
        query: joined(url.searchParams),
        ...(bytes.length > 0 ? { body: { bytes } } : {}),
      };
      sendResult(response, await options.invoke(route.target, { data: { http } }));
    } catch (error) {
      options.log(failed(route.target.name, error));
      response.writeHead(500).end();
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(error instanceof RangeError ? 413 : 400).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
