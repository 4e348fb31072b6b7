import {
  createMessageQueue,
  type LockedMessage,
  type MessageQueue,
} from '../../../../local/servicebus/message-queue.ts';
import { type QueueProperties, queueSettings } from '../../../../local/servicebus/queue-config.ts';
import type { SessionLock } from '../../../../local/servicebus/session-locks.ts';
import { ManualClock } from './manual-clock.ts';

/** A receiver that notes what it is given. */
export interface TestReceiver {
  credit: number;
  readonly got: LockedMessage<string>[];
  /** What the messages said, in order of delivery. */
  texts(): string[];
  /** The token of the latest delivery. */
  lastToken(): string;
  leave(): void;
}

/** A queue of plain strings on a clock that stands still. */
export function testQueue(properties: QueueProperties = {}): { queue: MessageQueue<string>; clock: ManualClock } {
  const clock = new ManualClock(1_000_000);
  return { queue: createMessageQueue<string>(queueSettings({ Name: 'q', Properties: properties }), clock), clock };
}

/** Sends strings, each without a session or all to the given one. */
export function put(
  queue: MessageQueue<string>,
  texts: readonly string[],
  sessionId?: string,
  timeToLiveMs?: number,
): void {
  queue.send(texts.map((content) => ({ content, sessionId, timeToLiveMs })));
}

/** Attaches a receiver to a queue. */
export function receiver(queue: MessageQueue<string>, credit: number, session?: SessionLock): TestReceiver {
  const got: LockedMessage<string>[] = [];
  const consumer = {
    session,
    freeCredit: () => state.credit,
    deliver: (delivery: LockedMessage<string>) => {
      state.credit -= 1;
      got.push(delivery);
    },
  };
  const state: TestReceiver = {
    credit,
    got,
    texts: () => got.map(({ message }) => message.content),
    lastToken: () => got.at(-1)?.token ?? 'nothing was delivered',
    leave: () => queue.detach(consumer),
  };
  queue.attach(consumer);
  return state;
}

/** Grants more credit. */
export function grant(queue: MessageQueue<string>, to: TestReceiver, credit: number): void {
  to.credit += credit;
  queue.pump();
}
