import { resolve } from 'node:path';
import type { RigOptions } from './options.ts';

/** The queue of wakes. */
export const QUEUE = 'wakes';

/** The addresses of the ends that the rig plays. */
export interface PlayedEnds {
  readonly graph: string | undefined;
  readonly genesys: string | undefined;
  readonly servicebus: string | undefined;
  readonly storage: string | undefined;
  readonly telemetry?: string | undefined;
}

// What may come from outside for an end that is not played here: credentials, and how this machine reaches the internet.
const GRAPH = /^(ENTRA_|GRAPH_|AZURE_|IDENTITY_|SERVICE_PRINCIPAL_ID$|HOME$|USERPROFILE$)/;
const GENESYS = /^GENESYS_/;
const BUS_OR_TABLES = /^(AZURE_|IDENTITY_|HOME$|USERPROFILE$)/;
const ALWAYS = /^(DIGEST_KEY|NODE_EXTRA_CA_CERTS|HTTPS_PROXY|NO_PROXY)$/i;

type Named = Readonly<Record<string, string>>;

function isLoopback(url: string): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(url).hostname);
}

function inherited(options: RigOptions): Named {
  if (!options.replaced) return {};
  const wanted = [
    ALWAYS,
    ...(options.graph === undefined ? [] : [GRAPH]),
    ...(options.genesysApi === undefined ? [] : [GENESYS]),
    ...(options.servicebus === undefined && options.storage === undefined ? [] : [BUS_OR_TABLES]),
  ];
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && wanted.some((pattern) => pattern.test(name)) ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** `given` is what the environment and the command line say by name. */
function graphSettings(options: RigOptions, ends: PlayedEnds, given: Named): Named {
  if (ends.graph !== undefined) {
    // The application whose assignments the simulator keeps; scope 'all' does not look at it.
    const app = { ENTRA_APP_ID: '51e1a4d0-5f4e-4ab4-8b2e-3a3d8f0c6a10' };
    return { ...app, GRAPH_URL: ends.graph, GRAPH_AUTH: 'fixed-token', GRAPH_TOKEN: 'rig-token' };
  }
  const address = { GRAPH_URL: options.graph ?? '' };
  if (given.GRAPH_AUTH !== undefined) return address;
  if (given.ENTRA_CLIENT_SECRET !== undefined) return { ...address, GRAPH_AUTH: 'client-secret' };
  if (!isLoopback(address.GRAPH_URL)) return { ...address, GRAPH_AUTH: 'developer' };
  return { ...address, GRAPH_AUTH: 'fixed-token', GRAPH_TOKEN: given.GRAPH_TOKEN ?? 'rig-token' };
}

const OWN_CLIENT = { GENESYS_CLIENT_ID: 'genesys-client', GENESYS_CLIENT_SECRET: 'genesys-secret' };

function genesysSettings(options: RigOptions, ends: PlayedEnds, given: Named): Named {
  if (ends.genesys !== undefined) {
    return { GENESYS_LOGIN_URL: ends.genesys, GENESYS_API_URL: ends.genesys, ...OWN_CLIENT };
  }
  const login = options.genesysLogin ?? '';
  const addresses = { GENESYS_LOGIN_URL: login, GENESYS_API_URL: options.genesysApi ?? '' };
  // Half a pair of credentials stays one, so that the connector can name what is missing.
  const hasClient = given.GENESYS_CLIENT_ID !== undefined || given.GENESYS_CLIENT_SECRET !== undefined;
  return !hasClient && isLoopback(login) ? { ...OWN_CLIENT, ...addresses } : addresses;
}

/** As many sessions as lanes, and one for leavers. */
function workerSettings(workers: number | undefined): Named {
  if (workers === undefined) return {};
  const sessions = 'AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentSessions';
  return { LANES: String(workers), [sessions]: String(workers + 1) };
}

/** The rig itself follows the events in the log. */
function telemetrySettings(connectionString: string | undefined): Named {
  if (connectionString === undefined) return {};
  return { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString, EVENT_LINES: 'always', TRACE_PERCENT: '100' };
}

/** The app settings of the host; what the command line sets by name wins over everything. */
export function hostSettings(options: RigOptions, ends: PlayedEnds): Record<string, string> {
  const env = inherited(options);
  const given = { ...env, ...options.settings };
  const mapping: Named = options.mapping === undefined ? {} : { MAPPING_FILE: resolve(options.mapping) };
  return {
    DIGEST_KEY: 'the-rig-has-no-secrets',
    ...env,
    MODE: options.replaced ? 'dry' : 'live',
    SCOPE: 'all',
    SPEED: String(options.speed),
    QUEUE_NAME: QUEUE,
    SERVICEBUS: ends.servicebus ?? options.servicebus ?? '',
    STORAGE: ends.storage ?? options.storage ?? '',
    ...graphSettings(options, ends, given),
    ...genesysSettings(options, ends, given),
    ...telemetrySettings(ends.telemetry),
    ...workerSettings(options.workers),
    ...mapping,
    ...options.settings,
  };
}
