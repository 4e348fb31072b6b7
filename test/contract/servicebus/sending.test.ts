import { receiveMany, receiveOne, startBroker, type TestBroker } from './broker-fixture.ts';

describe('sending with the vendor client', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startBroker([{ Name: 'Mixed.Case' }]);
  });
  afterAll(() => broker.close());

  it('delivers one message with all its properties', async () => {
    const sent = {
      body: { action: 'wake', list: [1, 2] },
      messageId: 'id-1',
      correlationId: 'c-1',
      subject: 'subject',
      contentType: 'application/json',
      applicationProperties: { text: 'x', number: 7, yes: true },
    };
    await broker.client.createSender('plain').sendMessages(sent);
    const receiver = broker.client.createReceiver('plain');
    const message = await receiveOne(receiver);
    expect(message).toMatchObject({ ...sent, deliveryCount: 0, state: 'active' });
    expect(message.enqueuedTimeUtc).toEqual(new Date(broker.clock.now()));
    await receiver.completeMessage(message);
    expect(broker.emulator.counts('plain')).toEqual({ active: 0, deadLettered: 0, locked: 0 });
  });

  it('carries bytes and messages larger than one frame unchanged', async () => {
    const body = Buffer.alloc(200 * 1024, 'abcdefg');
    await broker.client.createSender('plain').sendMessages({ body });
    const receiver = broker.client.createReceiver('plain');
    const message = await receiveOne(receiver);
    expect(body.equals(message.body)).toBe(true);
    await receiver.completeMessage(message);
  });

  it('splits arrays and batches into their messages, in order', async () => {
    const sender = broker.client.createSender('plain');
    await sender.sendMessages([{ body: 0 }, { body: 1 }]);
    const batch = await sender.createMessageBatch();
    expect(batch.tryAddMessage({ body: 2 }) && batch.tryAddMessage({ body: 3 })).toBe(true);
    await sender.sendMessages(batch);
    const receiver = broker.client.createReceiver('plain');
    const messages = await receiveMany(receiver, 4);
    expect(messages.map(({ body }) => body)).toEqual([0, 1, 2, 3]);
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));
  });

  it('announces the size limit, so that a full batch says so', async () => {
    const batch = await broker.client.createSender('plain').createMessageBatch();
    expect(batch.maxSizeInBytes).toBe(256 * 1024);
    expect(batch.tryAddMessage({ body: Buffer.alloc(257 * 1024) })).toBe(false);
  });

  it('refuses a message above the size limit', async () => {
    const oversize = broker.client.createSender('plain').sendMessages({ body: Buffer.alloc(257 * 1024) });
    await expect(oversize).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
    expect(broker.emulator.counts('plain').active).toBe(0);
  });

  it('gives a message without an id one, so that a subscription settles every message', async () => {
    await broker.client.createSender('plain').sendMessages(Array.from({ length: 50 }, (_, body) => ({ body })));
    const receiver = broker.client.createReceiver('plain');
    const ids = new Set<unknown>();
    await new Promise<void>((resolve, reject) => {
      receiver.subscribe(
        {
          processMessage: async ({ messageId }) => {
            ids.add(messageId);
            if (ids.size === 50) {
              resolve();
            }
          },
          processError: async ({ error }) => reject(error),
        },
        { maxConcurrentCalls: 5 },
      );
    });
    await receiver.close();
    expect(ids.has(undefined)).toBe(false);
    expect(broker.emulator.counts('plain')).toEqual({ active: 0, deadLettered: 0, locked: 0 });
  });

  it('finds a queue in any letter case', async () => {
    await broker.client.createSender('mixed.CASE').sendMessages({ body: 1 });
    expect(broker.emulator.counts('MIXED.case').active).toBe(1);
  });

  it('reports an unknown queue as missing, for sending and for receiving', async () => {
    const missing = expect.objectContaining({ code: 'MessagingEntityNotFound' });
    await expect(broker.client.createSender('nowhere').sendMessages({ body: 1 })).rejects.toEqual(missing);
    await expect(broker.client.createReceiver('nowhere').receiveMessages(1)).rejects.toEqual(missing);
  });

  it('refuses a message without a session id where sessions are required', async () => {
    const sender = broker.client.createSender('sessions');
    await expect(sender.sendMessages([{ body: 1, sessionId: 's' }, { body: 2 }])).rejects.toMatchObject({
      name: 'ServiceBusError',
      message: expect.stringContaining('session id'),
    });
    expect(broker.emulator.counts('sessions').active).toBe(0);
  });
});
