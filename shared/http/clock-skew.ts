import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Clock } from '../sync/ports.ts';
import { safeOrigin } from './origin.ts';
import { createTransport } from './transport.ts';

const REQUEST_MS = 20_000;
const MAX_BYTES = 1_048_576;
/** An HTTP date is cut to whole seconds, which is half a second on average. */
const CUT_MS = 500;

/** Milliseconds by which the local clock is ahead, in the middle of a request, of what its Date header says; undefined without one. */
export function aheadOf(began: number, ended: number, date: string | undefined): number | undefined {
  const told = Date.parse(date ?? '');
  return Number.isNaN(told) ? undefined : (began + ended) / 2 - told;
}

/** Where a service tells its time. */
export interface ServerClock {
  /** Milliseconds by which the local clock is ahead, negative when it is behind; undefined when the answer names no time. */
  skewMs(): Promise<number | undefined>;
}

/**
 * Reads a service's time from the Date header of an answer. The request carries no token, so it works while signing in fails, which a
 * wrong clock can be the cause of; whatever the answer is, a refusal most likely, it has the header.
 * @throws RangeError when the address is not safe; the call throws TransportFailure
 */
export function createServerClock(options: {
  readonly baseUrl: string;
  readonly path: string;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly httpClient?: HttpClient;
}): ServerClock {
  const { clock } = options;
  const url = `${safeOrigin(options.baseUrl)}${options.path}`;
  const send = createTransport({ ...options, address: options.baseUrl, maxBytes: MAX_BYTES });
  return {
    async skewMs() {
      const began = clock.now();
      const answer = await send({ method: 'GET', url, deadline: began + REQUEST_MS });
      const ahead = aheadOf(began, clock.now(), answer.header('date'));
      return ahead === undefined ? undefined : ahead - CUT_MS;
    },
  };
}
