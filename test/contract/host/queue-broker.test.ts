import { ServiceBusClient } from '@azure/service-bus';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../../../local/servicebus/start.ts';
import { openTiny, type TinyHost } from '../../support/tiny-app/open.ts';

describe('driving a session queue of a broker', () => {
  let broker: ServiceBusEmulator;
  let tiny: TinyHost;

  beforeAll(async () => {
    const Properties = { RequiresSession: true, MaxDeliveryCount: 3, LockDuration: 'PT5S' };
    broker = await startServiceBusEmulator({ queues: [{ Name: 'wakes', Properties }] });
    tiny = await openTiny({ runQueues: true, env: { Bus: broker.connectionString } });
  });

  afterAll(async () => {
    await tiny.host.stop();
    await broker.close();
  });

  const send = async (...messages: { body: unknown; sessionId: string; messageId: string }[]): Promise<void> => {
    const client = new ServiceBusClient(broker.connectionString);
    await client.createSender('wakes').sendMessages(messages);
    await client.close();
  };

  const called = (count: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let calls = 0;
    tiny.seen.queue.length = 0;
    tiny.seen.onQueue = async () => {
      calls += 1;
      if (calls === count) {
        resolve();
      }
    };
    return promise;
  };

  it('calls the function once per message, in order within a session, and leaves the queue empty', async () => {
    const all = called(6);
    const ids = ['a1', 'b1', 'c1', 'a2', 'b2', 'c2'];
    await send(...ids.map((id) => ({ body: { v: 1 }, sessionId: id.slice(0, 1), messageId: id })));
    await all;

    const order = tiny.seen.queue.map(({ metadata }) => String(metadata.messageId));
    expect(['a', 'b', 'c'].map((name) => order.filter((id) => id.startsWith(name)))).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2'],
      ['c1', 'c2'],
    ]);
    expect(tiny.seen.queue[0]?.body).toEqual({ v: 1 });
  });

  it('redelivers at once when the function throws, until the broker dead-letters the message', async () => {
    const third = called(3);
    const count = tiny.seen.onQueue;
    tiny.seen.onQueue = (body, context) => {
      count(body, context);
      throw new Error('never works');
    };
    await send({ body: {}, sessionId: 'poison', messageId: 'p' });
    await third;
    const after = called(1);
    await send({ body: {}, sessionId: 'poison', messageId: 'next' });
    await after;

    expect(tiny.seen.queue.map(({ metadata }) => metadata.messageId)).toEqual(['next']);
    expect(broker.counts('wakes').deadLettered).toBe(1);
  });

  it('goes on after the connection was cut', async () => {
    broker.cutConnections();
    const all = called(1);
    await send({ body: {}, sessionId: 'a', messageId: 'after' });
    await all;

    expect(tiny.seen.queue.map(({ metadata }) => metadata.messageId)).toEqual(['after']);
  });
});
