import { type GenesysSimulator, startGenesysSimulator } from '../../../local/genesys-simulator/start.ts';

export const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The members of a user that tests look into. */
interface UserJson {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  readonly title?: string;
  readonly externalId?: string;
  readonly roles: readonly unknown[];
  readonly phoneNumbers: readonly { readonly type: string; readonly value: string; readonly primary: boolean }[];
  readonly emails: readonly unknown[];
  readonly meta: { readonly version: string };
  readonly [ENTERPRISE]: { readonly [name: string]: unknown };
  readonly [GENESYS]: { readonly externalIds: readonly unknown[] };
}

/** The members of all other answers that tests look into. */
interface ReplyJson extends UserJson {
  readonly access_token: string;
  readonly scimType?: string;
  readonly code: string;
  readonly contextId: string;
  readonly totalResults: number;
  readonly Resources: readonly UserJson[];
  readonly total: number;
  readonly user: UserJson;
  readonly users: readonly { readonly id: string; readonly state: string; readonly version: number }[];
  readonly next: number;
  readonly requests: readonly { readonly [name: string]: unknown }[];
  readonly faults: readonly { readonly name: string; readonly struck: number }[];
  readonly entities: readonly { readonly name: string }[];
}

/** An answer with the body as text and, where it is JSON, parsed. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: ReplyJson;
}

const USERS = '/api/v2/scim/v2/users';

/** Talks to one simulator over real HTTP. */
export class SimulatorClient {
  readonly url: string;
  nowMs = Date.parse('2026-03-01T08:00:00.000Z');
  #simulator: GenesysSimulator | undefined;
  #token = '';

  constructor(url = '') {
    this.url = url;
  }

  /** Starts a simulator with a clock that only the test moves, and logs in. */
  static async start(options: Parameters<typeof startGenesysSimulator>[0] = {}): Promise<SimulatorClient> {
    let client: SimulatorClient | undefined;
    const simulator = await startGenesysSimulator({ now: () => client?.nowMs ?? 0, ...options });
    client = new SimulatorClient(simulator.url);
    client.#simulator = simulator;
    await client.login();
    return client;
  }

  async close(): Promise<void> {
    await this.#simulator?.close();
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const isText = typeof body === 'string';
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/scim+json', Authorization: `Bearer ${this.#token}`, ...headers },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
  }

  async requestToken(clientId = 'genesys-client', clientSecret = 'genesys-secret'): Promise<Reply> {
    return this.call('POST', '/oauth/token', 'grant_type=client_credentials', {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    });
  }

  async login(clientId?: string, clientSecret?: string): Promise<void> {
    this.#token = (await this.requestToken(clientId, clientSecret)).json.access_token;
  }

  post(user: object): Promise<Reply> {
    return this.call('POST', USERS, user);
  }

  get(id: string, query = ''): Promise<Reply> {
    return this.call('GET', `${USERS}/${id}${query}`);
  }

  list(query: Record<string, string>): Promise<Reply> {
    return this.call('GET', `${USERS}?${new URLSearchParams(query)}`);
  }

  patch(id: string, operations: readonly object[], headers: Record<string, string> = {}): Promise<Reply> {
    return this.call('PATCH', `${USERS}/${id}`, { schemas: [PATCH_OP], Operations: operations }, headers);
  }

  remove(id: string): Promise<Reply> {
    return this.call('DELETE', `${USERS}/${id}`);
  }

  control(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.call(method, `/control/${path}`, body);
  }

  switch(switches: object): Promise<Reply> {
    return this.control('POST', 'switches', switches);
  }

  /** Makes a user and gives its id. */
  async made(user: object = {}): Promise<string> {
    const reply = await this.post({ userName: 'ada@example.org', displayName: 'Ada Example', ...user });
    return reply.json.id;
  }
}
