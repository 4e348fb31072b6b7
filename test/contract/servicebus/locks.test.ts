import { receiveMany, receiveOne, startBroker, type TestBroker } from './broker-fixture.ts';

const lockLost = expect.objectContaining({ code: 'MessageLockLost' });

describe('message locks with the vendor client', () => {
  let broker: TestBroker;
  beforeEach(async () => {
    broker = await startBroker([{ Name: 'expiring', Properties: { DeadLetteringOnMessageExpiration: true } }]);
    await broker.client.createSender('plain').sendMessages({ body: 'a', applicationProperties: { kept: 'yes' } });
  });
  afterEach(() => broker.close());

  it('redelivers an abandoned message with a higher count and the changed properties', async () => {
    const receiver = broker.client.createReceiver('plain');
    await receiver.abandonMessage(await receiveOne(receiver), { tried: 'once' });
    const again = await receiveOne(receiver);
    expect(again).toMatchObject({ deliveryCount: 1, applicationProperties: { kept: 'yes', tried: 'once' } });
  });

  it('redelivers a message when its lock ends, and refuses the late settlement', async () => {
    const receiver = broker.client.createReceiver('plain');
    const first = await receiveOne(receiver);
    broker.clock.advance(30_000);
    const second = await receiveOne(receiver);
    expect([first.deliveryCount, second.deliveryCount]).toEqual([0, 1]);
    await expect(receiver.completeMessage(first)).rejects.toEqual(lockLost);
    await receiver.completeMessage(second);
    expect(broker.emulator.counts('plain').active).toBe(0);
  });

  it('keeps the lock of a renewed message and says until when', async () => {
    const receiver = broker.client.createReceiver('plain');
    const message = await receiveOne(receiver);
    expect(message.lockedUntilUtc).toEqual(new Date(broker.clock.now() + 30_000));
    broker.clock.advance(20_000);
    expect(await receiver.renewMessageLock(message)).toEqual(new Date(broker.clock.now() + 30_000));
    broker.clock.advance(20_000);
    await receiver.completeMessage(message);
    expect(broker.emulator.counts('plain').active).toBe(0);
  });

  it('refuses to renew a lock that has ended', async () => {
    const receiver = broker.client.createReceiver('plain');
    const message = await receiveOne(receiver);
    broker.clock.advance(30_000);
    await expect(receiver.renewMessageLock(message)).rejects.toEqual(lockLost);
  });

  it('dead-letters after the allowed deliveries, each with its count', async () => {
    const receiver = broker.client.createReceiver('plain');
    for (const expected of [0, 1, 2]) {
      const message = await receiveOne(receiver);
      expect(message.deliveryCount).toBe(expected);
      await receiver.abandonMessage(message);
    }
    expect(broker.emulator.counts('plain')).toEqual({ active: 0, deadLettered: 1, locked: 0 });
    const dead = await receiveOne(broker.client.createReceiver('plain', { subQueueType: 'deadLetter' }));
    expect(dead.deadLetterReason).toBe('MaxDeliveryCountExceeded');
  });

  it('dead-letters with reason, description and further properties', async () => {
    const receiver = broker.client.createReceiver('plain');
    const details = { deadLetterReason: 'unusable', deadLetterErrorDescription: 'no such person', extra: 'x' };
    await receiver.deadLetterMessage(await receiveOne(receiver), details);
    const dead = await receiveOne(broker.client.createReceiver('plain', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({
      body: 'a',
      deadLetterReason: 'unusable',
      deadLetterErrorDescription: 'no such person',
      applicationProperties: { kept: 'yes', extra: 'x' },
    });
  });

  it('lets dead letters be abandoned uncounted and completed, but not dead-lettered again', async () => {
    const receiver = broker.client.createReceiver('plain');
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const deadLetters = broker.client.createReceiver('plain', { subQueueType: 'deadLetter' });
    await deadLetters.abandonMessage(await receiveOne(deadLetters));
    const dead = await receiveOne(deadLetters);
    expect(dead.deliveryCount).toBe(0);
    await expect(deadLetters.deadLetterMessage(dead)).rejects.toMatchObject({ code: 'GeneralError' });
    // The refusal settled the delivery on the client's side; the message returns when its lock ends.
    broker.clock.advance(30_000);
    await deadLetters.completeMessage(await receiveOne(deadLetters));
    expect(broker.emulator.counts('plain').deadLettered).toBe(0);
  });

  it('moves expired messages to the dead-letter queue where the queue is set so', async () => {
    const sender = broker.client.createSender('expiring');
    await sender.sendMessages([{ body: 'short', timeToLive: 1000 }, { body: 'long' }]);
    await broker.client.createSender('plain').sendMessages({ body: 'gone', timeToLive: 1000 });
    broker.clock.advance(1000);
    expect(broker.emulator.counts('expiring')).toEqual({ active: 1, deadLettered: 1, locked: 0 });
    expect(broker.emulator.counts('plain')).toEqual({ active: 1, deadLettered: 0, locked: 0 });
    const dead = await receiveOne(broker.client.createReceiver('expiring', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ body: 'short', deadLetterReason: 'TTLExpiredException' });
  });

  it('settles and renews in every way after the receiving link is closed', async () => {
    await broker.client.createSender('plain').sendMessages([{ body: 'b' }, { body: 'c' }]);
    const receiver = broker.client.createReceiver('plain');
    const [a, b, c] = await receiveMany(receiver, 3);
    if (a === undefined || b === undefined || c === undefined) {
      throw new Error('three messages were expected');
    }
    await receiver.close();
    const other = broker.client.createReceiver('plain');
    await other.renewMessageLock(a);
    await other.completeMessage(a);
    await other.abandonMessage(b, { via: 'management' });
    await other.deadLetterMessage(c, { deadLetterReason: 'late', deadLetterErrorDescription: 'too late' });
    expect(broker.emulator.counts('plain')).toEqual({ active: 1, deadLettered: 1, locked: 0 });
    const again = await receiveOne(other);
    expect(again).toMatchObject({ body: 'b', deliveryCount: 1, applicationProperties: { via: 'management' } });
  });
});
