import type { HttpClient } from '@azure/core-rest-pipeline';
import { parseJsonObject } from '../http/bounded-body.ts';
import type { Credential } from '../http/credential.ts';
import { safeOrigin } from '../http/origin.ts';
import { createTransport, type Operation, type WatchRequest } from '../http/transport.ts';
import { TransportFailure } from '../http/transport-failure.ts';
import type { Clock } from '../sync/ports.ts';
import { graphError, graphErrorOfAnswer, graphErrorOfFailure, tokenIn } from './graph-errors.ts';
import { createNamedWaits, type NamedWaits } from './named-waits.ts';

const REQUEST_MS = 60_000;
/** A page's size is the service's choice; some hundred users with every property stay far below. */
const MAX_BYTES = 33_554_432;

export interface GraphChannelOptions {
  /** Graph root of the cloud, without a version. */
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly userAgent?: string;
  readonly httpClient?: HttpClient;
  readonly watch?: WatchRequest;
  /** Shared by all channels of a process; without it the channel has its own. */
  readonly waits?: NamedWaits;
}

/** JSON requests to one Graph root. */
export interface GraphChannel {
  readonly origin: string;
  /** Version root, without a slash at its end. */
  readonly root: string;
  readonly waits: NamedWaits;
  /**
   * The JSON object of a 2xx answer. @throws ConnectorError for everything else, and without a request while a wait stands that the
   * service has named
   */
  get(url: string): Promise<Readonly<Record<string, unknown>>>;
  post(url: string, body: unknown): Promise<Readonly<Record<string, unknown>>>;
}

const OPERATIONS: readonly (readonly [string, Operation])[] = [
  ['/users/delta', 'users-delta'],
  ['/$batch', 'users-batch'],
  ['/appRoleAssignedTo', 'assignments'],
  ['/servicePrincipals', 'service-principal'],
  ['/users', 'user'],
];

function operationOf(path: string): Operation {
  return OPERATIONS.find(([part]) => path.includes(part))?.[1] ?? 'other';
}

/** Opens the way to a Graph root. @throws RangeError when the address is not safe */
export function openGraphChannel(options: GraphChannelOptions): GraphChannel {
  const { clock } = options;
  const waits = options.waits ?? createNamedWaits(clock);
  const origin = safeOrigin(options.baseUrl);
  const userAgent = options.userAgent ?? 'entra-genesys-provisioning';
  const send = createTransport({ ...options, userAgent, address: options.baseUrl, maxBytes: MAX_BYTES });
  const ask = async (method: 'GET' | 'POST', url: string, body?: string) => {
    const standing = waits.standing(url);
    if (standing !== undefined) throw standing;
    const answer = await send({
      operation: operationOf(new URL(url).pathname),
      method,
      url,
      // The service echoes the id, which makes a request findable for its support (Graph: errors).
      headers: {
        Accept: 'application/json',
        'client-request-id': options.uuid(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      deadline: clock.now() + REQUEST_MS,
    }).catch((error: unknown) => {
      throw error instanceof TransportFailure ? graphErrorOfFailure(error) : error;
    });
    if (answer.status < 200 || answer.status > 299) {
      const error = graphErrorOfAnswer(answer, tokenIn(url), clock.now());
      waits.note(url, error);
      throw error;
    }
    const json = parseJsonObject(answer.text);
    if (json === undefined) throw graphError('contract', `Graph answered ${answer.status} with no JSON object`);
    return json;
  };
  return {
    origin,
    waits,
    root: `${origin}/v1.0`,
    get: (url) => ask('GET', url),
    post: (url, body) => ask('POST', url, JSON.stringify(body)),
  };
}
