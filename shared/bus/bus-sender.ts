import type { ServiceBusClient, ServiceBusClientOptions, ServiceBusMessage } from '@azure/service-bus';
import { ConnectorError } from '../domain/connector-error.ts';
import type { Bus, WakeMessage } from '../sync/ports.ts';
import { laneOf, URGENT_LANE } from './lane.ts';
import { toWakeBody } from './wake-message.ts';

const BATCH = 100;
const DAY_MS = 24 * 60 * 60_000;
const ATTEMPTS = 2;
const ATTEMPT_MS = 8_000;

/**
 * How the connector opens its client. With the SDK's own values an operation that lost its connection waits 60 s for an answer
 * and 30 s more before it is repeated; here every repetition belongs to the caller.
 */
export const BUS_CLIENT_OPTIONS: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 0, timeoutInMs: 2 * ATTEMPT_MS },
};

export interface BusSenderOptions {
  /** Number of ordinary lanes. */
  readonly lanes: number;
  readonly uuid: () => string;
  /** Longest wait for the answer to one attempt, milliseconds. @default 8000 */
  readonly attemptMs?: number;
}

/**
 * Sends wakes to the session queue. A lost or repeated wake does no harm: rows hold the truth, messages only wake. A send is
 * tried twice and then rejects with a ConnectorError `queue-unreachable`, so a broken connection costs two attempts at most.
 */
export function createBusSender(
  client: ServiceBusClient,
  queue: string,
  { lanes, uuid, attemptMs = ATTEMPT_MS }: BusSenderOptions,
): Bus & { close(): Promise<void> } {
  if (!Number.isInteger(lanes) || lanes < 1) throw new RangeError('lanes must be a whole number from 1');
  const sender = client.createSender(queue);

  function toMessage(wake: WakeMessage, sessionId: string): ServiceBusMessage {
    return {
      body: toWakeBody(wake),
      contentType: 'application/json',
      sessionId,
      // Random on purpose: a second wake for the same record is legitimate and must not pass for a duplicate.
      messageId: uuid(),
      timeToLive: DAY_MS,
      // The host's extension reads this name and files its own record of the call under that trace.
      ...(wake.trace === undefined ? {} : { applicationProperties: { 'Diagnostic-Id': wake.trace } }),
    };
  }

  // The SDK never hears that the connection broke under a message it has sent, so the attempt ends by its own clock. The
  // next one finds the link gone and opens another.
  async function deliver(batch: ServiceBusMessage[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await sender.sendMessages(batch, { abortSignal: AbortSignal.timeout(attemptMs) });
        return;
      } catch (error) {
        if (attempt < ATTEMPTS) continue;
        throw new ConnectorError('queue-unreachable', 'wakes could not be sent', { kind: 'unavailable', cause: error });
      }
    }
  }

  return {
    async send(messages) {
      // The envelope of a batch takes its session from the first message, so a batch never mixes sessions.
      const lanesUsed = Map.groupBy(messages, ({ objectId, urgent }) =>
        urgent ? URGENT_LANE : laneOf(objectId, lanes),
      );
      const ordered = [...lanesUsed].sort(([a], [b]) => Number(b === URGENT_LANE) - Number(a === URGENT_LANE));
      for (const [sessionId, wakes] of ordered) {
        for (let start = 0; start < wakes.length; start += BATCH) {
          await deliver(wakes.slice(start, start + BATCH).map((wake) => toMessage(wake, sessionId)));
        }
      }
    },
    close: () => sender.close(),
  };
}
