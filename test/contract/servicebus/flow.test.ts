import { setTimeout as after } from 'node:timers/promises';
import { ServiceBusClient } from '@azure/service-bus';
import { startServiceBusEmulator } from '../../../local/servicebus/start.ts';
import { receiveMany, receiveOne, startBroker, type TestBroker } from './broker-fixture.ts';

describe('credit and flow with the vendor client', () => {
  let broker: TestBroker;
  beforeEach(async () => {
    broker = await startBroker();
  });
  afterEach(() => broker.close());

  const fill = (count: number): Promise<void> =>
    broker.client.createSender('plain').sendMessages(Array.from({ length: count }, (_, body) => ({ body })));

  it('locks no more messages than the client asked for', async () => {
    await fill(20);
    const receiver = broker.client.createReceiver('plain');
    await receiver.receiveMessages(3);
    expect(broker.emulator.counts('plain')).toEqual({ active: 20, deadLettered: 0, locked: 3 });
  });

  it('answers the end of a short receive at once', async () => {
    const receiver = broker.client.createReceiver('plain');
    const start = performance.now();
    for (let round = 0; round < 10; round += 1) {
      expect(await receiver.receiveMessages(5, { maxWaitTimeInMs: 10 })).toEqual([]);
    }
    // Without an answer the client waits another 200 ms each time.
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('answers the end of a receive also when the last message used up the credit', async () => {
    const receiver = broker.client.createReceiver('plain');
    for (let round = 0; round < 20; round += 1) {
      const receiving = receiver.receiveMessages(1, { maxWaitTimeInMs: 10 });
      await fill(1);
      const got = await receiving;
      await receiver.completeMessage(got[0] ?? (await receiveOne(receiver)));
    }
    expect(broker.emulator.counts('plain')).toEqual({ active: 0, deadLettered: 0, locked: 0 });
  });

  it('runs as many handlers at once as the subscription allows', async () => {
    await fill(6);
    const receiver = broker.client.createReceiver('plain');
    const handled: (() => void)[] = [];
    let done = 0;
    await new Promise<void>((resolve, reject) => {
      receiver.subscribe(
        {
          processMessage: async () => {
            await new Promise<void>((next) => {
              handled.push(next);
              if (handled.length === 3) {
                expect(broker.emulator.counts('plain').locked).toBe(3);
                for (const release of handled.splice(0)) {
                  release();
                }
              }
            });
            done += 1;
            if (done === 6) {
              resolve();
            }
          },
          processError: async ({ error }) => reject(error),
        },
        { maxConcurrentCalls: 3 },
      );
    });
    await receiver.close();
    expect(broker.emulator.counts('plain').active).toBe(0);
  });

  it('abandons the message of a handler that throws', async () => {
    await fill(1);
    const receiver = broker.client.createReceiver('plain');
    const counts: unknown[] = [];
    await new Promise<void>((resolve) => {
      receiver.subscribe({
        processMessage: async ({ deliveryCount }) => {
          counts.push(deliveryCount);
          if (deliveryCount === 0) {
            throw new Error('not this time');
          }
          resolve();
        },
        processError: async () => {},
      });
    });
    await receiver.close();
    expect(counts).toEqual([0, 1]);
  });

  it('passes more messages over one link than a session buffer holds', async () => {
    const total = 9000;
    for (let sent = 0; sent < total; sent += 1000) {
      await fill(1000);
    }
    const receiver = broker.client.createReceiver('plain');
    for (let received = 0; received < total; received += 500) {
      const messages = await receiveMany(receiver, 500);
      await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    }
    expect(broker.emulator.counts('plain')).toEqual({ active: 0, deadLettered: 0, locked: 0 });
  }, 30_000);

  it('lets two competing clients share 2,000 messages, each delivered once', async () => {
    const seen: unknown[] = [];
    const total = 2000;
    const receivers = [broker.client, broker.connect()].map((client) => client.createReceiver('plain'));
    const perReceiver = [0, 0];
    const finished = new Promise<void>((resolve, reject) => {
      for (const [index, receiver] of receivers.entries()) {
        receiver.subscribe(
          {
            processMessage: async ({ body }) => {
              seen.push(body);
              perReceiver[index] = (perReceiver[index] ?? 0) + 1;
              if (seen.length === total) {
                resolve();
              }
            },
            processError: async ({ error }) => reject(error),
          },
          { maxConcurrentCalls: 20 },
        );
      }
    });
    await fill(total);
    await finished;
    await Promise.all(receivers.map((receiver) => receiver.close()));
    expect(new Set(seen).size).toBe(total);
    expect(Math.min(...perReceiver)).toBeGreaterThan(0);
    expect(broker.emulator.counts('plain')).toEqual({ active: 0, deadLettered: 0, locked: 0 });
  }, 30_000);
});

describe('automatic renewal by the vendor client', () => {
  it('keeps message and session while a handler works for more than two lock durations', async () => {
    const lock = { LockDuration: 'PT1.5S' };
    const emulator = await startServiceBusEmulator({
      queues: [
        { Name: 'plain', Properties: lock },
        { Name: 'sessions', Properties: { ...lock, RequiresSession: true } },
      ],
    });
    const client = new ServiceBusClient(emulator.connectionString);
    try {
      await client.createSender('plain').sendMessages({ body: 1 });
      await client.createSender('sessions').sendMessages({ body: 2, sessionId: 's' });
      const receivers = [client.createReceiver('plain'), await client.acceptSession('sessions', 's')];
      const handled: unknown[] = [];
      const workOf = async (receiver: (typeof receivers)[number]): Promise<void> => {
        await new Promise<void>((resolve, reject) => {
          receiver.subscribe(
            {
              processMessage: async (message) => {
                handled.push(message.body);
                await after(3900);
                await receiver.completeMessage(message);
                resolve();
              },
              processError: async ({ error }) => reject(error),
            },
            { autoCompleteMessages: false },
          );
        });
        await receiver.close();
      };
      await Promise.all(receivers.map(workOf));
      expect(handled.sort()).toEqual([1, 2]);
      expect([emulator.counts('plain').active, emulator.counts('sessions').active]).toEqual([0, 0]);
    } finally {
      await client.close();
      await emulator.close();
    }
  }, 20_000);
});
