import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import { type QueueConfig, type ServiceBusEmulator, startServiceBusEmulator } from '../../../local/servicebus/start.ts';
import { ManualClock } from '../../unit/local/servicebus/manual-clock.ts';

/** A broker on a clock that stands still, and an unmodified client connected to it. */
export interface TestBroker {
  readonly emulator: ServiceBusEmulator;
  readonly client: ServiceBusClient;
  /** The broker's time only; the client keeps the machine's. */
  readonly clock: ManualClock;
  /** A further client with its own connection. */
  connect(timeoutInMs?: number): ServiceBusClient;
  close(): Promise<void>;
}

/** Starts a broker with a queue `plain` (3 deliveries, lock 30 s) and a queue `sessions`. */
export async function startBroker(more: readonly QueueConfig[] = []): Promise<TestBroker> {
  const clock = new ManualClock(Date.now());
  const emulator = await startServiceBusEmulator({
    clock,
    queues: [
      { Name: 'plain', Properties: { LockDuration: 'PT30S', MaxDeliveryCount: 3 } },
      { Name: 'sessions', Properties: { LockDuration: 'PT30S', RequiresSession: true } },
      ...more,
    ],
  });
  const clients: ServiceBusClient[] = [];
  const connect = (timeoutInMs = 10_000): ServiceBusClient => {
    const retryOptions = { timeoutInMs, maxRetries: 0 };
    const client = new ServiceBusClient(emulator.connectionString, { retryOptions });
    clients.push(client);
    return client;
  };
  return {
    emulator,
    client: connect(),
    clock,
    connect,
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await emulator.close();
    },
  };
}

/** Receives one message; fails when none comes. */
export async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 });
  if (message === undefined) {
    throw new Error('no message came');
  }
  return message;
}

/** Receives until `count` messages are there; fails when they do not come. */
export async function receiveMany(receiver: ServiceBusReceiver, count: number): Promise<ServiceBusReceivedMessage[]> {
  const messages: ServiceBusReceivedMessage[] = [];
  while (messages.length < count) {
    const more = await receiver.receiveMessages(count - messages.length, { maxWaitTimeInMs: 5000 });
    if (more.length === 0) {
      throw new Error(`only ${messages.length} of ${count} messages came`);
    }
    messages.push(...more);
  }
  return messages;
}
