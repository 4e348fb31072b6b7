import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A secret as the vault has it; `exp` in epoch seconds. */
export interface StoredSecret {
  readonly value: string;
  readonly exp?: number;
  readonly enabled?: boolean;
}

/** A vault and the identity endpoint of an app (App Service, api-version 2019-08-01), each on a loopback port. */
export interface VaultSimulator {
  readonly url: string;
  /** App settings that lead a managed identity here. */
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Map<string, StoredSecret>;
  /** `true` while the identity has the role Key Vault Secrets User. */
  hasRole: boolean;
  /** What the vault was asked for, `name status`. */
  readonly asked: string[];
  /** Refuses connections to the vault until `open`; the identity endpoint goes on. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const RESOURCE = 'https://vault.azure.net';
const CLIENT_ID = '11111111-2222-4333-8444-555555555555';
const LIFE_SECONDS = 3600;

function failure(status: number, code: string, message: string, inner?: string): Reply {
  const error = { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) };
  return { status, body: { error } };
}

/** Starts one; it is strict about the token, its audience and the version of the API. */
export async function startVaultSimulator(): Promise<VaultSimulator> {
  const header = randomUUID();
  const tokens = new Map<string, { readonly resource: string; readonly endsAt: number }>();
  const secrets = new Map<string, StoredSecret>();
  const asked: string[] = [];
  function identity(request: IncomingMessage, query: URLSearchParams): Reply {
    const wanted = query.get('client_id') ?? CLIENT_ID;
    const resource = query.get('resource') ?? '';
    if (request.headers['x-identity-header'] !== header || query.get('api-version') !== '2019-08-01') {
      return { status: 400, body: { statusCode: 400, message: 'Header or version is not right.' } };
    }
    if (wanted !== CLIENT_ID) return { status: 400, body: { statusCode: 400, message: 'No such identity.' } };
    const token = randomUUID();
    const endsAt = Math.floor(Date.now() / 1000) + LIFE_SECONDS;
    tokens.set(token, { resource, endsAt });
    const body = { access_token: token, expires_on: String(endsAt), resource, token_type: 'Bearer', client_id: wanted };
    return { status: 200, body };
  }

  function challenge(description: string): Reply {
    const authorization = 'https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000';
    const refused = failure(401, 'Unauthorized', description);
    const value = `Bearer authorization="${authorization}", resource="${RESOURCE}"`;
    return { ...refused, headers: { 'WWW-Authenticate': value } };
  }

  function secret(request: IncomingMessage, name: string, query: URLSearchParams): Reply {
    const granted = tokens.get(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (granted === undefined) return challenge('AKV10000: Request is missing a Bearer or PoP token.');
    if (granted.resource !== RESOURCE) return challenge('AKV10022: Invalid audience.');
    if (granted.endsAt * 1000 <= Date.now()) return challenge('AKV10001: The token has expired.');
    if (request.method !== 'GET') return failure(405, 'MethodNotAllowed', 'Only GET is played.');
    if (query.get('api-version') !== '7.4') return failure(400, 'BadParameter', 'api-version is not right.');
    if (!simulator.hasRole) {
      return failure(403, 'Forbidden', 'Caller is not authorized to perform action on resource.', 'ForbiddenByRbac');
    }
    const stored = secrets.get(name);
    if (stored === undefined) return failure(404, 'SecretNotFound', `A secret with (name/id) ${name} was not found.`);
    if (stored.enabled === false) {
      return failure(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled');
    }
    const attributes = { enabled: true, recoveryLevel: 'Recoverable', ...(stored.exp ? { exp: stored.exp } : {}) };
    return { status: 200, body: { value: stored.value, id: `${RESOURCE}/secrets/${name}/1`, attributes } };
  }

  function route(request: IncomingMessage): Reply {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const name = /^\/secrets\/([\w-]+)$/.exec(url.pathname)?.[1];
    if (name === undefined) return failure(404, 'NotFound', 'There is no such path.');
    const reply = secret(request, name, url.searchParams);
    asked.push(`${name} ${reply.status}`);
    return reply;
  }

  let server = await listen(route, 0);
  const port = portOf(server);
  const identityServer = await listen(
    (request) => identity(request, new URL(request.url ?? '/', 'http://127.0.0.1').searchParams),
    0,
  );
  const url = `http://127.0.0.1:${port}`;
  const simulator: VaultSimulator = {
    url,
    settings: {
      KEY_VAULT_URI: `${url}/`,
      KEY_VAULT_CLIENT_ID: CLIENT_ID,
      IDENTITY_ENDPOINT: `http://127.0.0.1:${portOf(identityServer)}/msi/token`,
      IDENTITY_HEADER: header,
      GENESYS_CLIENT_SECRET: '',
      DIGEST_KEY: '',
    },
    secrets,
    hasRole: true,
    asked,
    shut: () => end(server),
    async open() {
      server = await listen(route, port);
    },
    async close() {
      await Promise.all([end(server), end(identityServer)]);
    },
  };
  return simulator;
}

async function listen(route: (request: IncomingMessage) => Reply, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const { status, body, headers } = route(request);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function end(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
