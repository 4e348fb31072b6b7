import type { Clock } from './clock.ts';
import { MessageLine, type StoredMessage } from './message-line.ts';

/** The waiting messages of a queue, one line per session, and the timer that ends their time to live. */
export class WaitingLines<C> {
  readonly #lines = new Map<string, MessageLine<C>>();
  readonly #clock: Clock;
  readonly #onExpired: (message: StoredMessage<C>) => void;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;

  /** `onExpired` receives each message whose time to live has passed; it is no longer in a line by then. */
  constructor(clock: Clock, onExpired: (message: StoredMessage<C>) => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** Number of waiting messages. */
  get size(): number {
    let size = 0;
    for (const line of this.#lines.values()) {
      size += line.size;
    }
    return size;
  }

  /** Puts a message at its place in a line. */
  insert(key: string, message: StoredMessage<C>): void {
    let line = this.#lines.get(key);
    if (line === undefined) {
      line = new MessageLine<C>();
      this.#lines.set(key, line);
    }
    line.insert(message);
    this.#watch(message.expiresAt);
  }

  /** Removes and returns the next message of a line that has not expired. */
  take(key: string): StoredMessage<C> | undefined {
    const line = this.#lines.get(key);
    let message = line?.take();
    while (message !== undefined && message.expiresAt <= this.#clock.now()) {
      this.#onExpired(message);
      message = line?.take();
    }
    if (line?.size === 0) {
      this.#lines.delete(key);
    }
    return message;
  }

  /** The line whose first message has waited longest, among those that `wanted` accepts. */
  oldest(wanted: (key: string) => boolean): string | undefined {
    let found: string | undefined;
    let oldest = Number.POSITIVE_INFINITY;
    for (const [key, line] of this.#lines) {
      const first = line.first()?.sequenceNumber ?? Number.POSITIVE_INFINITY;
      if (first < oldest && wanted(key)) {
        found = key;
        oldest = first;
      }
    }
    return found;
  }

  /** Stops the timer. */
  close(): void {
    this.#timer?.cancel();
  }

  #watch(expiresAt: number): void {
    if (expiresAt < (this.#timer?.at ?? Number.POSITIVE_INFINITY)) {
      this.#timer?.cancel();
      const cancel = this.#clock.setTimer(() => this.#sweep(), expiresAt - this.#clock.now());
      this.#timer = { at: expiresAt, cancel };
    }
  }

  #sweep(): void {
    this.#timer = undefined;
    for (const [key, line] of this.#lines) {
      for (const message of line.takeExpired(this.#clock.now())) {
        this.#onExpired(message);
      }
      if (line.size === 0) {
        this.#lines.delete(key);
      } else {
        this.#watch(line.nextExpiry());
      }
    }
  }
}
