import type { EventContext, Receiver } from 'rhea';
import type { BrokerQueue } from './broker.ts';
import { BrokerError, notImplemented, refusalOf } from './broker-error.ts';
import { batchFormat, parseMessage, splitBatch } from './message-codec.ts';
import { replenish } from './request-link.ts';
import { answerAttach } from './rhea-internals.ts';

/** Largest message or batch in bytes, as in the Standard tier. */
export const maxMessageSize = 256 * 1024;

/** Serves a link on which the client sends to a queue. */
export function serveSending(receiver: Receiver, queue: BrokerQueue): void {
  receiver.set_target({ address: receiver.target.address });
  // Without a size the client would build batches without limit.
  answerAttach(receiver, { max_message_size: maxMessageSize });
  receiver.on('message', (context: EventContext) => {
    const { delivery } = context;
    // The wrapper on the session keeps every message undecoded.
    const bytes = context.message as unknown as Buffer;
    const refusal = refusalOf(() => store(queue, bytes, delivery?.format === batchFormat));
    if (refusal === undefined) {
      delivery?.accept();
    } else {
      delivery?.reject({ condition: refusal.condition, description: refusal.message });
    }
    replenish(receiver);
  });
  // In the tick of the attach: the client counts a sender as open only when it has credit.
  replenish(receiver);
}

function store(queue: BrokerQueue, bytes: Buffer, isBatch: boolean): void {
  if (bytes.length > maxMessageSize) {
    throw new BrokerError(
      'amqp:link:message-size-exceeded',
      `The message has ${bytes.length} bytes; the limit is ${maxMessageSize}.`,
    );
  }
  const messages = (isBatch ? splitBatch(bytes) : [bytes]).map(parseMessage);
  if (messages.some(({ content }) => 'x-opt-scheduled-enqueue-time' in content.annotations)) {
    throw notImplemented('scheduled messages');
  }
  queue.send(messages);
}
