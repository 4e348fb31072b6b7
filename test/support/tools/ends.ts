import { type Azurite, startAzurite } from '../../../local/azurite/start.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../../local/genesys-simulator/start.ts';
import { type GraphSimulator, startGraphSimulator } from '../../../local/graph-simulator/start.ts';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../../../local/servicebus/start.ts';

const APP = '51e1a4d0-5f4e-4ab4-8b2e-3a3d8f0c6a10';

type Settings = Readonly<Record<string, string>>;

/** Every end of the app on loopback; both clouds are new for each test. */
export interface Ends {
  readonly graph: GraphSimulator;
  readonly genesys: GenesysSimulator;
  /** Where the ends are, the token of the local Graph, and the client at Genesys without its secret. */
  addresses(): Record<string, string>;
  /** Settings that lead to these ends, with a token that shows the permissions of this moment. */
  settings(changes?: Settings): Promise<Record<string, string>>;
  /** Starts both clouds anew. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** Starts them, storage and queue once; `windowMs` is the window of the request limit at Genesys. */
export async function openEnds(genesysOptions: { readonly windowMs?: number } = {}): Promise<Ends> {
  const azurite: Azurite = await startAzurite();
  const queues = [{ Name: 'wakes', Properties: { RequiresSession: true } }];
  const bus: ServiceBusEmulator = await startServiceBusEmulator({ queues });
  let graph = await startGraphSimulator();
  let genesys = await startGenesysSimulator(genesysOptions);
  const addresses = () => ({
    GRAPH_URL: graph.url,
    GRAPH_TOKEN: 'rig-token',
    GENESYS_LOGIN_URL: genesys.url,
    GENESYS_API_URL: genesys.url,
    GENESYS_CLIENT_ID: 'genesys-client',
    SERVICEBUS: bus.connectionString,
    STORAGE: azurite.connectionString,
  });
  return {
    get graph() {
      return graph;
    },
    get genesys() {
      return genesys;
    },
    addresses,
    async settings(changes = {}) {
      return {
        ...addresses(),
        MODE: 'live',
        SCOPE: 'assigned',
        ENTRA_APP_ID: APP,
        GRAPH_AUTH: 'fixed-token',
        GRAPH_TOKEN: changes.GRAPH_TOKEN ?? (await tokenOf(graph)),
        GENESYS_CLIENT_SECRET: 'genesys-secret',
        DIGEST_KEY: 'the-digest-key-0123456789',
        ...changes,
      };
    },
    async renew() {
      await Promise.all([graph.close(), genesys.close()]);
      graph = await startGraphSimulator();
      genesys = await startGenesysSimulator(genesysOptions);
    },
    async close() {
      await Promise.all([graph.close(), genesys.close(), bus.close(), azurite.close()]);
    },
  };
}

/** Calls the control door of a simulator. */
export async function control(end: { url: string }, path: string, body: unknown): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${end.url}/control/${path}`, init);
  if (!answer.ok) throw new Error(await answer.text());
}

/** A token as Entra gives it to an application. */
async function tokenOf(graph: GraphSimulator): Promise<string> {
  const scope = 'https://graph.microsoft.com/.default';
  const form = { grant_type: 'client_credentials', client_id: 'c', client_secret: 's', scope };
  const url = `${graph.url}/tenant/oauth2/v2.0/token`;
  const body = await (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json();
  return (body as { access_token: string }).access_token;
}
