/** A message as the engine keeps it. `C` is what the front end stored with it; the engine never looks inside. */
export interface StoredMessage<C> {
  readonly content: C;
  readonly sessionId: string | undefined;
  readonly sequenceNumber: number;
  /** The number the message had when it first entered the queue; differs only in the dead-letter queue. */
  readonly originalSequenceNumber: number;
  /** Milliseconds since the Unix epoch. */
  readonly enqueuedAt: number;
  /** Milliseconds since the Unix epoch; infinite when the message never expires. */
  readonly expiresAt: number;
  /** Deliveries that ended without settlement; 0 on the first delivery. */
  deliveryCount: number;
  /** Application properties added or replaced by settlements. */
  changedProperties: Readonly<Record<string, unknown>>;
}

/** Messages waiting for delivery, always in the order of their sequence numbers. */
export class MessageLine<C> {
  // Taking moves `head` on; the front is cut off in blocks so that long queues do not pay for each take.
  #messages: StoredMessage<C>[] = [];
  #head = 0;

  /** Number of waiting messages. */
  get size(): number {
    return this.#messages.length - this.#head;
  }

  /** The next message, left in place. */
  first(): StoredMessage<C> | undefined {
    return this.#messages[this.#head];
  }

  /** Removes and returns the next message. */
  take(): StoredMessage<C> | undefined {
    const message = this.#messages[this.#head];
    if (message !== undefined) {
      this.#head += 1;
      if (this.#head > 1024 && this.#head * 2 > this.#messages.length) {
        this.#cutFront();
      }
    }
    return message;
  }

  /** Puts a message at its place: new ones go to the end, returned ones back to where they were. */
  insert(message: StoredMessage<C>): void {
    let low = this.#head;
    let high = this.#messages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#messages[middle];
      if (other !== undefined && other.sequenceNumber < message.sequenceNumber) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    this.#messages.splice(low, 0, message);
  }

  /** Removes and returns the messages whose time to live has passed at `now`. */
  takeExpired(now: number): StoredMessage<C>[] {
    this.#cutFront();
    const expired = this.#messages.filter((message) => message.expiresAt <= now);
    if (expired.length > 0) {
      this.#messages = this.#messages.filter((message) => message.expiresAt > now);
    }
    return expired;
  }

  /** The earliest expiry among the waiting messages; infinite when none expires. */
  nextExpiry(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = this.#head; index < this.#messages.length; index += 1) {
      earliest = Math.min(earliest, this.#messages[index]?.expiresAt ?? earliest);
    }
    return earliest;
  }

  #cutFront(): void {
    this.#messages = this.#messages.slice(this.#head);
    this.#head = 0;
  }
}
