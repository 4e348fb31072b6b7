import { BrokerError } from './broker-error.ts';
import type { Clock } from './clock.ts';

/** One receiver's exclusive hold on one session. */
export interface SessionLock {
  readonly sessionId: string;
  /** Milliseconds since the Unix epoch. */
  lockedUntil: number;
}

interface Held {
  readonly lock: SessionLock;
  readonly onLost: () => void;
  cancelTimer: () => void;
}

/** A receiver waiting for any session that has messages and no holder. */
export interface SessionWaiter {
  /** Called once, when a session has been locked for this receiver. */
  readonly onGranted: (lock: SessionLock) => void;
  /** Called when the lock granted later ends without the receiver's doing. */
  readonly onLost: () => void;
}

/** Who holds which session, who waits for one, and when a hold ends. */
export class SessionLocks {
  readonly #held = new Map<string, Held>();
  readonly #waiters = new Set<SessionWaiter>();
  readonly #clock: Clock;
  readonly #durationMs: number;
  readonly #onEnd: (lock: SessionLock, expired: boolean) => void;

  /** `onEnd` runs after a lock has ended, by expiry or by release, before the holder's `onLost`. */
  constructor(clock: Clock, durationMs: number, onEnd: (lock: SessionLock, expired: boolean) => void) {
    this.#clock = clock;
    this.#durationMs = durationMs;
    this.#onEnd = onEnd;
  }

  /** Locks a session, whether or not it has messages. Throws `session-cannot-be-locked` when somebody holds it. */
  acquire(sessionId: string, onLost: () => void): SessionLock {
    if (this.#held.has(sessionId)) {
      throw new BrokerError(
        'com.microsoft:session-cannot-be-locked',
        `The requested session '${sessionId}' cannot be accepted: another receiver holds its lock.`,
      );
    }
    const lock: SessionLock = { sessionId, lockedUntil: 0 };
    const held: Held = { lock, onLost, cancelTimer: () => {} };
    this.#held.set(sessionId, held);
    this.#prolong(held);
    return lock;
  }

  /** Queues a receiver for the next free session; the returned function takes it out again. */
  wait(waiter: SessionWaiter): () => void {
    this.#waiters.add(waiter);
    return () => {
      this.#waiters.delete(waiter);
    };
  }

  /** Grants free sessions to waiting receivers, first come first served. `nextFree` names a session with messages. */
  grant(nextFree: () => string | undefined): void {
    for (const waiter of this.#waiters) {
      const sessionId = nextFree();
      if (sessionId === undefined) {
        return;
      }
      this.#waiters.delete(waiter);
      waiter.onGranted(this.acquire(sessionId, waiter.onLost));
    }
  }

  /** True when a receiver holds the session. */
  isHeld(sessionId: string): boolean {
    return this.#held.has(sessionId);
  }

  /** True while this very lock, not a later one on the same session, is in force. */
  isInForce(lock: SessionLock): boolean {
    return this.#held.get(lock.sessionId)?.lock === lock;
  }

  /** Starts the lock's duration anew and returns its new end. Throws `session-lock-lost` when nobody holds it. */
  renew(sessionId: string): number {
    const held = this.#held.get(sessionId);
    if (held === undefined) {
      throw new BrokerError('com.microsoft:session-lock-lost', `The lock on session '${sessionId}' has expired.`);
    }
    return this.#prolong(held);
  }

  /** Gives the session back; does nothing when the lock is no longer in force. */
  release(lock: SessionLock): void {
    if (this.isInForce(lock)) {
      this.#end(lock, false);
    }
  }

  /** Stops all timers and forgets all waiting receivers. */
  close(): void {
    for (const held of this.#held.values()) {
      held.cancelTimer();
    }
    this.#waiters.clear();
  }

  #prolong(held: Held): number {
    held.cancelTimer();
    held.lock.lockedUntil = this.#clock.now() + this.#durationMs;
    held.cancelTimer = this.#clock.setTimer(() => {
      this.#end(held.lock, true);
      held.onLost();
    }, this.#durationMs);
    return held.lock.lockedUntil;
  }

  #end(lock: SessionLock, expired: boolean): void {
    this.#held.get(lock.sessionId)?.cancelTimer();
    this.#held.delete(lock.sessionId);
    this.#onEnd(lock, expired);
  }
}
