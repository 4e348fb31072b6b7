import type { ServiceBusClient, ServiceBusMessage } from '@azure/service-bus';
import type { Bus, WakeMessage } from '../sync/ports.ts';
import { laneOf, URGENT_LANE } from './lane.ts';
import { toWakeBody } from './wake-message.ts';

const BATCH = 100;
const DAY_MS = 24 * 60 * 60_000;

export interface BusSenderOptions {
  /** Number of ordinary lanes. */
  readonly lanes: number;
  readonly uuid: () => string;
}

/** Sends wakes to the session queue. A lost or repeated wake does no harm: rows hold the truth, messages only wake. */
export function createBusSender(
  client: ServiceBusClient,
  queue: string,
  { lanes, uuid }: BusSenderOptions,
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
    };
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
          await sender.sendMessages(wakes.slice(start, start + BATCH).map((wake) => toMessage(wake, sessionId)));
        }
      }
    },
    close: () => sender.close(),
  };
}
