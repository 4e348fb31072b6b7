import type { MessageQueue } from '../../../../local/servicebus/message-queue.ts';
import type { SessionLock, SessionLocks } from '../../../../local/servicebus/session-locks.ts';
import { put, receiver, testQueue } from './queue-fixture.ts';

const properties = { RequiresSession: true, LockDuration: 'PT30S' };
const sessionLost = expect.objectContaining({ condition: 'com.microsoft:session-lock-lost' });

function sessionsOf(queue: MessageQueue<string>): SessionLocks {
  if (queue.sessions === undefined) {
    throw new Error('the queue has no sessions');
  }
  return queue.sessions;
}

function waitNext(queue: MessageQueue<string>): { readonly granted: SessionLock[]; leave(): void } {
  const granted: SessionLock[] = [];
  const leave = sessionsOf(queue).wait({ onGranted: (lock) => granted.push(lock), onLost: () => {} });
  queue.pump();
  return { granted, leave };
}

describe('a queue with sessions', () => {
  it('refuses messages without a session id, all or none', () => {
    const { queue } = testQueue(properties);
    const mixed = [
      { content: 'a', sessionId: 's', timeToLiveMs: undefined },
      { content: 'b', sessionId: undefined, timeToLiveMs: undefined },
    ];
    expect(() => queue.send(mixed)).toThrow(expect.objectContaining({ condition: 'amqp:not-allowed' }));
    expect(queue.size).toBe(0);
  });

  it('gives a receiver the messages of its own session only, in order', () => {
    const { queue } = testQueue(properties);
    put(queue, ['a1', 'a2'], 'a');
    put(queue, ['b1'], 'b');
    put(queue, ['a3'], 'a');
    const reader = receiver(
      queue,
      10,
      sessionsOf(queue).acquire('a', () => {}),
    );
    expect(reader.texts()).toEqual(['a1', 'a2', 'a3']);
  });

  it('locks an empty session, and a session only once', () => {
    const { queue } = testQueue(properties);
    const lock = sessionsOf(queue).acquire('empty', () => {});
    expect(() => sessionsOf(queue).acquire('empty', () => {})).toThrow(
      expect.objectContaining({ condition: 'com.microsoft:session-cannot-be-locked' }),
    );
    sessionsOf(queue).release(lock);
    expect(sessionsOf(queue).acquire('empty', () => {}).sessionId).toBe('empty');
  });

  it('grants the session that has waited longest to the receiver that has waited longest', () => {
    const { queue } = testQueue(properties);
    const first = waitNext(queue);
    const second = waitNext(queue);
    put(queue, ['x'], 'x');
    expect([first.granted.length, second.granted.length]).toEqual([1, 0]);
    put(queue, ['y'], 'y');
    expect(second.granted[0]?.sessionId).toBe('y');
  });

  it('grants nothing to a receiver that stopped waiting', () => {
    const { queue } = testQueue(properties);
    const waiter = waitNext(queue);
    waiter.leave();
    put(queue, ['x'], 'x');
    expect(waiter.granted).toHaveLength(0);
    expect(sessionsOf(queue).isHeld('x')).toBe(false);
  });

  it('returns unsettled messages uncounted when the receiver closes the session', () => {
    const { queue } = testQueue(properties);
    put(queue, ['a1', 'a2'], 'a');
    const reader = receiver(
      queue,
      10,
      sessionsOf(queue).acquire('a', () => {}),
    );
    const waiter = waitNext(queue);
    reader.leave();
    expect(waiter.granted[0]?.sessionId).toBe('a');
    const next = receiver(queue, 10, waiter.granted[0]);
    expect(next.texts()).toEqual(['a1', 'a2']);
    expect(next.got.map(({ message }) => message.deliveryCount)).toEqual([0, 0]);
    expect(() => queue.complete(reader.lastToken())).toThrow(sessionLost);
  });

  it('counts a delivery when the session lock expires, and tells the receiver', () => {
    const { queue, clock } = testQueue(properties);
    put(queue, ['a1'], 'a');
    const lost = jest.fn();
    const reader = receiver(queue, 10, sessionsOf(queue).acquire('a', lost));
    clock.advance(30_000);
    expect(lost).toHaveBeenCalledTimes(1);
    expect(() => queue.complete(reader.lastToken())).toThrow(sessionLost);
    expect(() => sessionsOf(queue).renew('a')).toThrow(sessionLost);
    const next = receiver(
      queue,
      10,
      sessionsOf(queue).acquire('a', () => {}),
    );
    expect(next.got[0]?.message.deliveryCount).toBe(1);
    expect(reader.got).toHaveLength(1);
  });

  it('keeps the session and its messages locked for a full duration after each renewal', () => {
    const { queue, clock } = testQueue(properties);
    put(queue, ['a1'], 'a');
    const lost = jest.fn();
    const reader = receiver(queue, 10, sessionsOf(queue).acquire('a', lost));
    clock.advance(20_000);
    expect(sessionsOf(queue).renew('a')).toBe(clock.now() + 30_000);
    clock.advance(29_999);
    expect(lost).not.toHaveBeenCalled();
    queue.complete(reader.lastToken());
    expect(queue.size).toBe(0);
  });

  it('does not renew single messages of a session', () => {
    const { queue } = testQueue(properties);
    put(queue, ['a1'], 'a');
    const reader = receiver(
      queue,
      1,
      sessionsOf(queue).acquire('a', () => {}),
    );
    expect(() => queue.renewLock(reader.lastToken())).toThrow(
      expect.objectContaining({ condition: 'amqp:not-allowed' }),
    );
  });

  it('holds dead letters of all sessions in one queue that needs no session', () => {
    const { queue } = testQueue(properties);
    put(queue, ['a1'], 'a');
    const reader = receiver(
      queue,
      1,
      sessionsOf(queue).acquire('a', () => {}),
    );
    queue.deadLetter(reader.lastToken());
    expect(queue.deadLetters && receiver(queue.deadLetters, 1).texts()).toEqual(['a1']);
  });
});
