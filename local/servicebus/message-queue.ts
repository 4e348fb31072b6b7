import { randomUUID } from 'node:crypto';
import { BrokerError } from './broker-error.ts';
import type { Clock } from './clock.ts';
import type { StoredMessage } from './message-line.ts';
import type { QueueSettings } from './queue-config.ts';
import { type SessionLock, SessionLocks } from './session-locks.ts';
import { WaitingLines } from './waiting-lines.ts';

/** A message handed to a receiver under a lock. */
export interface LockedMessage<C> {
  /** A UUID in its usual text form. */
  readonly token: string;
  readonly message: StoredMessage<C>;
  /** Milliseconds since the Unix epoch. */
  readonly lockedUntil: number;
}

/** A receiver; the queue pushes messages while it has credit. */
export interface Consumer<C> {
  /** The session the receiver holds; undefined on a queue without sessions. */
  readonly session: SessionLock | undefined;
  freeCredit(): number;
  deliver(delivery: LockedMessage<C>): void;
}

/** A message about to enter a queue. */
export interface NewMessage<C> {
  readonly content: C;
  readonly sessionId: string | undefined;
  /** Milliseconds; the queue's own time to live is the upper bound. */
  readonly timeToLiveMs: number | undefined;
}

interface Lock<C> {
  readonly message: StoredMessage<C>;
  readonly session: SessionLock | undefined;
  cancelTimer: () => void;
}

type Properties = Readonly<Record<string, unknown>>;

/** A queue, or the dead-letter queue below one: messages, their locks and the receivers, without any protocol. */
export class MessageQueue<C> {
  readonly settings: QueueSettings;
  /** The dead-letter queue; undefined on a dead-letter queue. */
  readonly deadLetters: MessageQueue<C> | undefined;
  /** Undefined on a queue that does not require sessions. */
  readonly sessions: SessionLocks | undefined;
  readonly #clock: Clock;
  readonly #lines: WaitingLines<C>;
  readonly #locks = new Map<string, Lock<C>>();
  #consumers: Consumer<C>[] = [];
  #nextSequenceNumber = 1;

  constructor(settings: QueueSettings, clock: Clock, deadLetters?: MessageQueue<C>) {
    this.settings = settings;
    this.deadLetters = deadLetters;
    this.#clock = clock;
    this.#lines = new WaitingLines(clock, (message) => this.#expire(message));
    this.sessions = settings.requiresSession
      ? new SessionLocks(clock, settings.lockDurationMs, (lock, expired) => this.#endSession(lock, expired))
      : undefined;
  }

  /** Messages in the queue, those under a lock included. */
  get size(): number {
    return this.#lines.size + this.#locks.size;
  }

  /** Messages under a lock. */
  get lockedSize(): number {
    return this.#locks.size;
  }

  /** Adds messages, all or none. Throws `amqp:not-allowed` when one lacks the session id the queue requires. */
  send(messages: readonly NewMessage<C>[]): void {
    if (this.sessions !== undefined && messages.some((message) => message.sessionId === undefined)) {
      throw new BrokerError(
        'amqp:not-allowed',
        `Queue '${this.settings.name}' requires a session id on every message.`,
      );
    }
    const now = this.#clock.now();
    for (const { content, sessionId, timeToLiveMs } of messages) {
      const expiresAt = now + Math.min(timeToLiveMs ?? Number.POSITIVE_INFINITY, this.settings.timeToLiveMs);
      this.#add({ content, sessionId, enqueuedAt: now, expiresAt, deliveryCount: 0, changedProperties: {} });
    }
    this.pump();
  }

  /** Starts pushing messages to a receiver. */
  attach(consumer: Consumer<C>): void {
    this.#consumers.push(consumer);
    this.pump();
  }

  /** Stops pushing. Locks on messages outlive the receiver, unless it held a session: that ends and its messages return. */
  detach(consumer: Consumer<C>): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
    if (consumer.session !== undefined) {
      this.sessions?.release(consumer.session);
    }
  }

  /** Hands out what can be handed out: free sessions to waiting receivers, messages to receivers with credit. */
  pump(): void {
    this.sessions?.grant(() => this.#nextFreeSession());
    for (let served = true; served; ) {
      served = false;
      // One message per receiver and round, so that competing receivers share.
      for (const consumer of this.#consumers) {
        served = (consumer.freeCredit() > 0 && this.#deliverNext(consumer)) || served;
      }
      const [first, ...others] = this.#consumers;
      this.#consumers = first === undefined || !served ? this.#consumers : [...others, first];
    }
  }

  /** Removes a locked message. */
  complete(token: string): void {
    this.#unlock(token);
  }

  /** Returns a locked message to its place; counts as a failed delivery, except in the dead-letter queue. */
  abandon(token: string, changed: Properties = {}): void {
    const { message } = this.#unlock(token);
    this.#change(message, changed);
    this.#putBack(message, true);
    this.pump();
  }

  /** Moves a locked message to the dead-letter queue. Throws `amqp:not-allowed` when it is there already. */
  deadLetter(token: string, changed: Properties = {}): void {
    if (this.deadLetters === undefined) {
      throw new BrokerError('amqp:not-allowed', 'A message in a dead-letter queue cannot be dead-lettered again.');
    }
    this.#bury(this.#unlock(token).message, changed);
  }

  /** Starts a message lock's duration anew and returns its new end in milliseconds since the Unix epoch. */
  renewLock(token: string): number {
    const lock = this.#lockOf(token);
    if (lock.session !== undefined) {
      throw new BrokerError('amqp:not-allowed', 'Messages of a session are locked with it; renew the session instead.');
    }
    this.#startTimer(token, lock);
    return this.#clock.now() + this.settings.lockDurationMs;
  }

  /** Stops all timers; the queue must not be used afterwards. */
  close(): void {
    this.#consumers = [];
    this.#lines.close();
    for (const lock of this.#locks.values()) {
      lock.cancelTimer();
    }
    this.sessions?.close();
    this.deadLetters?.close();
  }

  #add(message: Omit<StoredMessage<C>, 'sequenceNumber' | 'originalSequenceNumber'>, originalNumber?: number): void {
    const sequenceNumber = this.#nextSequenceNumber++;
    this.#store({ ...message, sequenceNumber, originalSequenceNumber: originalNumber ?? sequenceNumber });
  }

  #store(message: StoredMessage<C>): void {
    this.#lines.insert(this.sessions === undefined ? '' : (message.sessionId ?? ''), message);
  }

  #deliverNext(consumer: Consumer<C>): boolean {
    const { session } = consumer;
    if (session !== undefined && this.sessions?.isInForce(session) !== true) {
      return false;
    }
    const message = this.#lines.take(session?.sessionId ?? '');
    if (message === undefined) {
      return false;
    }
    const token = randomUUID();
    const lock: Lock<C> = { message, session, cancelTimer: () => {} };
    this.#locks.set(token, lock);
    if (session === undefined) {
      this.#startTimer(token, lock);
    }
    const lockedUntil = session?.lockedUntil ?? this.#clock.now() + this.settings.lockDurationMs;
    consumer.deliver({ token, message, lockedUntil });
    return true;
  }

  #startTimer(token: string, lock: Lock<C>): void {
    lock.cancelTimer();
    lock.cancelTimer = this.#clock.setTimer(() => {
      this.#locks.delete(token);
      this.#putBack(lock.message, true);
      this.pump();
    }, this.settings.lockDurationMs);
  }

  #lockOf(token: string): Lock<C> {
    const lock = this.#locks.get(token);
    if (lock === undefined) {
      throw this.sessions === undefined
        ? new BrokerError(
            'com.microsoft:message-lock-lost',
            'The lock on the message has expired or was already settled.',
          )
        : new BrokerError('com.microsoft:session-lock-lost', 'The lock on the session of this message has ended.');
    }
    return lock;
  }

  #unlock(token: string): Lock<C> {
    const lock = this.#lockOf(token);
    lock.cancelTimer();
    this.#locks.delete(token);
    return lock;
  }

  #endSession(session: SessionLock, expired: boolean): void {
    for (const [token, lock] of this.#locks) {
      if (lock.session === session) {
        this.#locks.delete(token);
        this.#putBack(lock.message, expired);
      }
    }
    this.pump();
  }

  #putBack(message: StoredMessage<C>, failed: boolean): void {
    // Neither abandoning nor losing a lock counts in the dead-letter queue.
    if (failed && this.deadLetters !== undefined) {
      message.deliveryCount += 1;
    }
    if (message.expiresAt <= this.#clock.now()) {
      this.#expire(message);
    } else if (this.deadLetters !== undefined && message.deliveryCount >= this.settings.maxDeliveryCount) {
      this.#bury(message, {
        DeadLetterReason: 'MaxDeliveryCountExceeded',
        DeadLetterErrorDescription: `The message was delivered ${this.settings.maxDeliveryCount} times without being settled.`,
      });
    } else {
      this.#store(message);
    }
  }

  #expire(message: StoredMessage<C>): void {
    if (this.settings.deadLetterExpired) {
      this.#bury(message, {
        DeadLetterReason: 'TTLExpiredException',
        DeadLetterErrorDescription: 'The time to live of the message passed before it was settled.',
      });
    }
  }

  #bury(message: StoredMessage<C>, changed: Properties): void {
    this.#change(message, changed);
    const { deadLetters } = this;
    if (deadLetters !== undefined) {
      deadLetters.#add({ ...message, expiresAt: Number.POSITIVE_INFINITY }, message.sequenceNumber);
      deadLetters.pump();
    }
  }

  #change(message: StoredMessage<C>, changed: Properties): void {
    message.changedProperties = { ...message.changedProperties, ...changed };
  }

  #nextFreeSession(): string | undefined {
    return this.#lines.oldest((sessionId) => this.sessions?.isHeld(sessionId) === false);
  }
}

/** Builds a queue together with its dead-letter queue, which never wants sessions and never expires messages. */
export function createMessageQueue<C>(settings: QueueSettings, clock: Clock): MessageQueue<C> {
  const deadLetters = new MessageQueue<C>(
    {
      ...settings,
      name: `${settings.name}/$DeadLetterQueue`,
      requiresSession: false,
      timeToLiveMs: Number.POSITIVE_INFINITY,
      deadLetterExpired: false,
    },
    clock,
  );
  return new MessageQueue<C>(settings, clock, deadLetters);
}
