import { serveAmqp } from './amqp-server.ts';
import { Broker } from './broker.ts';
import { type Clock, systemClock } from './clock.ts';
import type { QueueConfig } from './queue-config.ts';

export type { Clock } from './clock.ts';
export type { QueueConfig } from './queue-config.ts';

/** What to serve. */
export interface ServiceBusEmulatorOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly queues: readonly QueueConfig[];
  /** Times locks and expiry; the machine's clock when absent. The client keeps its own time. */
  readonly clock?: Clock;
}

/** The messages of one queue at this moment. */
export interface QueueCounts {
  /** In the queue itself, those under a lock included. */
  readonly active: number;
  /** In its dead-letter queue. */
  readonly deadLettered: number;
  /** In the queue itself and under a lock. */
  readonly locked: number;
}

/** A running broker. */
export interface ServiceBusEmulator {
  readonly port: number;
  readonly connectionString: string;
  /** Throws when there is no queue of that name. */
  counts(queue: string): QueueCounts;
  /** Ends every connection at once, as a network failure would; the broker goes on listening. */
  cutConnections(): void;
  close(): Promise<void>;
}

/**
 * Starts a Service Bus broker on 127.0.0.1 that the vendor's client can use unchanged; resolves once it listens.
 * Rejects when the port is taken or a queue asks for something the broker does not have.
 */
export async function startServiceBusEmulator(options: ServiceBusEmulatorOptions): Promise<ServiceBusEmulator> {
  const clock = options.clock ?? systemClock;
  const broker = new Broker(options.queues, clock);
  const server = await serveAmqp(broker, clock, options.port ?? 0);
  const { port } = server;
  return {
    port,
    connectionString: `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true`,
    counts(name) {
      const queue = broker.queue(name);
      return { active: queue.size, deadLettered: queue.deadLetters?.size ?? 0, locked: queue.lockedSize };
    },
    cutConnections: () => server.cutConnections(),
    async close() {
      await server.close();
      broker.close();
    },
  };
}
