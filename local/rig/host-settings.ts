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
}

// Settings of the connector and of Microsoft's sign-in libraries that may come from outside when an end is a real one.
const inherited = /^(ENTRA_|GRAPH_|GENESYS_|AZURE_|IDENTITY_|SERVICE_PRINCIPAL_ID$|DIGEST_KEY$|HOME$|USERPROFILE$)/;

function isLoopback(url: string): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(url).hostname);
}

function graphSettings(options: RigOptions, ends: PlayedEnds, env: Readonly<Record<string, string>>) {
  const address = ends.graph ?? options.graph ?? '';
  const hasCredentials = env.GRAPH_AUTH !== undefined || env.ENTRA_CLIENT_SECRET !== undefined;
  if (ends.graph === undefined && (hasCredentials || !isLoopback(address))) return { GRAPH_URL: address };
  // The application whose assignments the simulator keeps; scope 'all' does not look at it.
  const app = ends.graph === undefined ? {} : { ENTRA_APP_ID: '51e1a4d0-5f4e-4ab4-8b2e-3a3d8f0c6a10' };
  return { ...app, GRAPH_URL: address, GRAPH_AUTH: 'fixed-token', GRAPH_TOKEN: 'rig-token' };
}

function genesysSettings(options: RigOptions, ends: PlayedEnds): Record<string, string> {
  if (ends.genesys === undefined) {
    return { GENESYS_LOGIN_URL: options.genesysLogin ?? '', GENESYS_API_URL: options.genesysApi ?? '' };
  }
  return {
    GENESYS_LOGIN_URL: ends.genesys,
    GENESYS_API_URL: ends.genesys,
    GENESYS_CLIENT_ID: 'genesys-client',
    GENESYS_CLIENT_SECRET: 'genesys-secret',
  };
}

/** The app settings of the host; what the command line sets by name wins over everything. */
export function hostSettings(options: RigOptions, ends: PlayedEnds): Record<string, string> {
  const outer = options.replaced ? Object.entries(process.env).filter(([name]) => inherited.test(name)) : [];
  const env = Object.fromEntries(outer.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const lanes: Record<string, string> = options.workers === undefined ? {} : { LANES: String(options.workers) };
  const mapping: Record<string, string> =
    options.mapping === undefined ? {} : { MAPPING_FILE: resolve(options.mapping) };
  return {
    DIGEST_KEY: 'the-rig-has-no-secrets',
    ...env,
    MODE: options.replaced ? 'dry' : 'live',
    SCOPE: 'all',
    SPEED: String(options.speed),
    QUEUE_NAME: QUEUE,
    SERVICEBUS: ends.servicebus ?? options.servicebus ?? '',
    STORAGE: ends.storage ?? options.storage ?? '',
    ...graphSettings(options, ends, { ...env, ...options.settings }),
    ...genesysSettings(options, ends),
    ...lanes,
    ...mapping,
    ...options.settings,
  };
}
