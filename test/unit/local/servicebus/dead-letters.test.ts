import { grant, put, receiver, testQueue } from './queue-fixture.ts';

function deadLettersOf({ queue }: ReturnType<typeof testQueue>) {
  if (queue.deadLetters === undefined) {
    throw new Error('the queue has no dead-letter queue');
  }
  return queue.deadLetters;
}

describe('dead-lettering', () => {
  it('moves a message after the allowed number of deliveries, with the reason', () => {
    const test = testQueue({ MaxDeliveryCount: 3 });
    put(test.queue, ['a']);
    const reader = receiver(test.queue, 10);
    for (const expected of [0, 1, 2]) {
      expect(reader.got.at(-1)?.message.deliveryCount).toBe(expected);
      test.queue.abandon(reader.lastToken());
    }
    expect(reader.got).toHaveLength(3);
    expect(test.queue.size).toBe(0);
    expect(receiver(deadLettersOf(test), 1).got[0]?.message).toMatchObject({
      content: 'a',
      deliveryCount: 3,
      changedProperties: { DeadLetterReason: 'MaxDeliveryCountExceeded' },
    });
  });

  it('counts lost locks towards the allowed deliveries', () => {
    const test = testQueue({ MaxDeliveryCount: 2, LockDuration: 'PT10S' });
    put(test.queue, ['a']);
    receiver(test.queue, 10);
    test.clock.advance(20_000);
    expect([test.queue.size, deadLettersOf(test).size]).toEqual([0, 1]);
  });

  it('keeps the delivery count and the original number of a message that the receiver gives up on', () => {
    const test = testQueue();
    put(test.queue, ['a', 'b']);
    const reader = receiver(test.queue, 2);
    test.queue.abandon(reader.lastToken());
    grant(test.queue, reader, 1);
    test.queue.deadLetter(reader.lastToken(), { DeadLetterReason: 'why' });
    expect(receiver(deadLettersOf(test), 1).got[0]?.message).toMatchObject({
      content: 'b',
      deliveryCount: 1,
      sequenceNumber: 1,
      originalSequenceNumber: 2,
      changedProperties: { DeadLetterReason: 'why' },
    });
  });

  it('raises no count in the dead-letter queue, by abandoning or by a lost lock', () => {
    const test = testQueue({ MaxDeliveryCount: 1, LockDuration: 'PT10S' });
    put(test.queue, ['a']);
    test.queue.deadLetter(receiver(test.queue, 1).lastToken());
    const deadLetters = deadLettersOf(test);
    const reader = receiver(deadLetters, 10);
    deadLetters.abandon(reader.lastToken());
    test.clock.advance(10_000);
    expect(reader.got.map(({ message }) => message.deliveryCount)).toEqual([0, 0, 0]);
    expect(deadLetters.size).toBe(1);
  });

  it('is refused for a message that is dead-lettered already', () => {
    const test = testQueue();
    put(test.queue, ['a']);
    test.queue.deadLetter(receiver(test.queue, 1).lastToken());
    const deadLetters = deadLettersOf(test);
    const token = receiver(deadLetters, 1).lastToken();
    expect(() => deadLetters.deadLetter(token)).toThrow(expect.objectContaining({ condition: 'amqp:not-allowed' }));
    deadLetters.complete(token);
    expect(deadLetters.size).toBe(0);
  });
});

describe('time to live', () => {
  it('makes a waiting message vanish when the queue does not keep expired messages', () => {
    const test = testQueue();
    put(test.queue, ['short'], undefined, 1000);
    put(test.queue, ['long'], undefined, 5000);
    test.clock.advance(1000);
    expect(test.queue.size).toBe(1);
    test.clock.advance(4000);
    expect([test.queue.size, deadLettersOf(test).size]).toEqual([0, 0]);
  });

  it('moves a waiting message to the dead-letter queue when the queue keeps expired messages', () => {
    const test = testQueue({ DeadLetteringOnMessageExpiration: true, DefaultMessageTimeToLive: 'PT1M' });
    put(test.queue, ['a'], undefined, 3_600_000);
    test.clock.advance(60_000);
    const reader = receiver(deadLettersOf(test), 1);
    expect(reader.got[0]?.message.changedProperties).toMatchObject({ DeadLetterReason: 'TTLExpiredException' });
    test.clock.advance(86_400_000);
    expect(deadLettersOf(test).size).toBe(1);
  });

  it('lets a locked message be settled after its time, but does not deliver it again', () => {
    const test = testQueue({ LockDuration: 'PT1M' });
    put(test.queue, ['a', 'b'], undefined, 1000);
    const reader = receiver(test.queue, 2);
    test.clock.advance(2000);
    const [a, b] = reader.got.map(({ token }) => token);
    test.queue.complete(a ?? '');
    test.queue.abandon(b ?? '');
    grant(test.queue, reader, 5);
    expect(reader.got).toHaveLength(2);
    expect(test.queue.size).toBe(0);
  });
});
