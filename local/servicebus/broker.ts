import { BrokerError } from './broker-error.ts';
import type { Clock } from './clock.ts';
import type { MessageSections } from './message-codec.ts';
import { createMessageQueue, type MessageQueue } from './message-queue.ts';
import { type QueueConfig, queueSettings } from './queue-config.ts';

/** A queue holding encoded messages. */
export type BrokerQueue = MessageQueue<MessageSections>;

/** What an address stands for. */
export type BrokerNode =
  | { readonly kind: 'tokens' }
  | { readonly kind: 'queue' | 'management'; readonly queue: BrokerQueue };

const tokenAddress = '$cbs';
const managementSuffix = '/$management';
const deadLetterSuffix = '/$deadletterqueue';

/** The queues of one broker, by address. */
export class Broker {
  readonly #queues = new Map<string, BrokerQueue>();

  /** Throws when a configuration cannot be honoured or two queues share a name. */
  constructor(configs: readonly QueueConfig[], clock: Clock) {
    for (const config of configs) {
      const key = config.Name.toLowerCase();
      if (this.#queues.has(key)) {
        throw new Error(`Queue "${config.Name}" is configured twice.`);
      }
      this.#queues.set(key, createMessageQueue(queueSettings(config), clock));
    }
  }

  /** Finds what an address stands for; letter case does not matter. Throws `amqp:not-found`. */
  resolve(address: unknown): BrokerNode {
    const wanted = typeof address === 'string' ? address.replace(/^\//, '').toLowerCase() : '';
    if (wanted === tokenAddress) {
      return { kind: 'tokens' };
    }
    const isManagement = wanted.endsWith(managementSuffix);
    const path = isManagement ? wanted.slice(0, -managementSuffix.length) : wanted;
    const queue = path.endsWith(deadLetterSuffix)
      ? this.#queues.get(path.slice(0, -deadLetterSuffix.length))?.deadLetters
      : this.#queues.get(path);
    if (queue === undefined) {
      // The client recognises a missing entity by the words around the name, not by the condition.
      throw new BrokerError('amqp:not-found', `The messaging entity '${String(address)}' could not be found.`);
    }
    return { kind: isManagement ? 'management' : 'queue', queue };
  }

  /** The queue of that name. Throws when there is none. */
  queue(name: string): BrokerQueue {
    const queue = this.#queues.get(name.toLowerCase());
    if (queue === undefined) {
      throw new Error(`There is no queue "${name}".`);
    }
    return queue;
  }

  /** Stops all timers. */
  close(): void {
    for (const queue of this.#queues.values()) {
      queue.close();
    }
  }
}
