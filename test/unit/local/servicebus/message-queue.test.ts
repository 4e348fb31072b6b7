import { grant, put, receiver, testQueue } from './queue-fixture.ts';

const lockLost = expect.objectContaining({ condition: 'com.microsoft:message-lock-lost' });

describe('a queue', () => {
  it('delivers in the order of sending and no further than the credit', () => {
    const { queue } = testQueue();
    put(queue, ['a', 'b', 'c']);
    const reader = receiver(queue, 2);
    expect(reader.texts()).toEqual(['a', 'b']);
    grant(queue, reader, 5);
    expect(reader.texts()).toEqual(['a', 'b', 'c']);
    expect(reader.got.map(({ message }) => message.sequenceNumber)).toEqual([1, 2, 3]);
  });

  it('shares messages among competing receivers', () => {
    const { queue } = testQueue();
    const one = receiver(queue, 10);
    const two = receiver(queue, 10);
    put(queue, ['a', 'b', 'c', 'd']);
    expect([one.got.length, two.got.length]).toEqual([2, 2]);
  });

  it('counts locked messages as part of the queue until they are completed', () => {
    const { queue } = testQueue();
    put(queue, ['a', 'b']);
    const reader = receiver(queue, 1);
    expect([queue.size, queue.lockedSize]).toEqual([2, 1]);
    queue.complete(reader.lastToken());
    expect([queue.size, queue.lockedSize]).toEqual([1, 0]);
  });

  it('returns an abandoned message to its place with a higher delivery count and the changed properties', () => {
    const { queue } = testQueue();
    put(queue, ['a', 'b']);
    const reader = receiver(queue, 1);
    queue.abandon(reader.lastToken(), { tried: 1 });
    grant(queue, reader, 1);
    expect(reader.texts()).toEqual(['a', 'a']);
    expect(reader.got[1]?.message).toMatchObject({ deliveryCount: 1, changedProperties: { tried: 1 } });
  });

  it('delivers again with a higher count when the lock ends, and refuses the late settlement', () => {
    const { queue, clock } = testQueue({ LockDuration: 'PT30S' });
    put(queue, ['a']);
    const reader = receiver(queue, 2);
    const first = reader.lastToken();
    clock.advance(29_999);
    expect(reader.got).toHaveLength(1);
    clock.advance(1);
    expect(reader.got.map(({ message }) => message.content)).toEqual(['a', 'a']);
    expect(reader.got[1]?.message.deliveryCount).toBe(1);
    expect(() => queue.complete(first)).toThrow(lockLost);
    queue.complete(reader.lastToken());
    expect(queue.size).toBe(0);
  });

  it('keeps a message locked for a full duration after each renewal', () => {
    const { queue, clock } = testQueue({ LockDuration: 'PT30S' });
    put(queue, ['a']);
    const reader = receiver(queue, 2);
    clock.advance(20_000);
    expect(queue.renewLock(reader.lastToken())).toBe(clock.now() + 30_000);
    clock.advance(29_999);
    expect(reader.got).toHaveLength(1);
    clock.advance(1);
    expect(reader.got).toHaveLength(2);
  });

  it('refuses to settle or renew a message twice settled', () => {
    const { queue } = testQueue();
    put(queue, ['a']);
    const token = receiver(queue, 1).lastToken();
    queue.complete(token);
    expect(() => queue.abandon(token)).toThrow(lockLost);
    expect(() => queue.renewLock(token)).toThrow(lockLost);
  });

  it('keeps locks when the receiver leaves', () => {
    const { queue } = testQueue();
    put(queue, ['a']);
    const reader = receiver(queue, 1);
    reader.leave();
    const other = receiver(queue, 1);
    expect(other.got).toHaveLength(0);
    queue.complete(reader.lastToken());
    expect(queue.size).toBe(0);
  });

  it('leaves no timer behind when it is closed', () => {
    const { queue, clock } = testQueue({ DefaultMessageTimeToLive: 'PT1H' });
    put(queue, ['a', 'b']);
    receiver(queue, 1);
    expect(clock.pendingTimers).toBeGreaterThan(0);
    queue.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps order over many messages taken and returned', () => {
    const { queue } = testQueue();
    const texts = Array.from({ length: 3000 }, (_, index) => `m${index}`);
    put(queue, texts);
    const reader = receiver(queue, 2500);
    for (const { token } of reader.got.splice(0).reverse()) {
      queue.abandon(token);
    }
    grant(queue, reader, 3000);
    expect(reader.texts()).toEqual(texts);
  });
});
