import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  proxyPolicy,
} from '@azure/core-rest-pipeline';
import { asConnectorError } from '../domain/connector-error.ts';
import type { Clock } from '../sync/ports.ts';
import { bearerPolicy } from './bearer-policy.ts';
import { readBoundedText } from './bounded-body.ts';
import type { Credential } from './credential.ts';
import { abortAt } from './deadline.ts';
import { idleAgentPolicy } from './idle-agent.ts';
import { isLoopback, safeOrigin } from './origin.ts';
import { asTransportFailure, TransportFailure } from './transport-failure.ts';

/** One request. */
export interface Call {
  readonly method: HttpMethods;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What the request is for, one of a few words; never an address, which may hold a name. */
  readonly operation?: Operation;
  /** It does not begin after this time and is aborted at it, epoch milliseconds. */
  readonly deadline: number;
}

/** A complete answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  header(name: string): string | undefined;
}

export interface TransportOptions {
  /** An address of the only origin that requests go to. */
  readonly address: string;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly maxBytes: number;
  readonly credential?: Credential;
  /** Called right before every send; what it throws is what the caller gets. */
  readonly beforeSend?: (call: Call) => void;
  readonly httpClient?: HttpClient;
  /** Frames every call of the transport. */
  readonly watch?: WatchRequest;
}

/** Purposes of requests, for traces and metrics. */
export type Operation =
  | 'token'
  | 'users-delta'
  | 'users-batch'
  | 'user'
  | 'assignments'
  | 'service-principal'
  | 'create'
  | 'update'
  | 'remove'
  | 'read'
  | 'search'
  | 'other';

/** Carries out one request and may tell how it went: how long it took, its status, whether it threw. */
export type WatchRequest = (
  request: { readonly operation: Operation; readonly method: HttpMethods },
  send: () => Promise<Answer>,
) => Promise<Answer>;

export type Transport = (call: Call) => Promise<Answer>;

/**
 * The way to one origin over the SDK's pipeline, without its retry and redirect policies: one call is one send, apart from the repetition after
 * a token renewal. Compression is left out, because a cut connection does not end the SDK's decompressed stream.
 * @throws RangeError when the address is not safe; calls throw TransportFailure, or the ConnectorError of credential and `beforeSend`
 */
export function createTransport(options: TransportOptions): Transport {
  const origin = safeOrigin(options.address);
  const loopback = isLoopback(new URL(origin));
  const client = options.httpClient ?? createDefaultHttpClient();
  const pipeline = createEmptyPipeline();
  if (!loopback) pipeline.addPolicy(proxyPolicy());
  pipeline.addPolicy(idleAgentPolicy());
  if (options.credential !== undefined) pipeline.addPolicy(bearerPolicy(options.credential, origin));
  const { watch = (_request, send) => send() } = options;
  const once = async (call: Call): Promise<Answer> => {
    const lastLook: HttpClient = {
      sendRequest(request) {
        // Waiting for a token takes time, and modes change meanwhile.
        if (options.clock.now() >= call.deadline) throw new TransportFailure('deadline', false);
        options.beforeSend?.(call);
        return client.sendRequest(request);
      },
    };
    const controller = new AbortController();
    const release = abortAt(controller, call.deadline, options.clock);
    try {
      const answer = await pipeline.sendRequest(
        lastLook,
        createPipelineRequest({
          url: call.url,
          method: call.method,
          headers: createHttpHeaders({ ...call.headers, 'User-Agent': options.userAgent }),
          ...(call.body === undefined ? {} : { body: call.body }),
          abortSignal: controller.signal,
          allowInsecureConnection: loopback,
          streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
        }),
      );
      const text = answer.bodyAsText ?? (await readBoundedText(answer.readableStreamBody, options.maxBytes));
      return { status: answer.status, text, header: (name) => answer.headers.get(name) };
    } catch (error) {
      if (error instanceof TransportFailure || asConnectorError(error) !== undefined) throw error;
      throw controller.signal.aborted ? new TransportFailure('deadline', true) : asTransportFailure(error);
    } finally {
      release();
    }
  };
  return (call) => watch({ operation: call.operation ?? 'other', method: call.method }, () => once(call));
}
