import type { Clock } from '../../../../local/servicebus/clock.ts';

/** A clock that stands still until it is told to move on. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  /** `start` in milliseconds since the Unix epoch. */
  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Number of timers that have neither run nor been cancelled. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Moves on, running each due timer at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#takeDue(end); next !== undefined; next = this.#takeDue(end)) {
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }

  #takeDue(end: number): { readonly at: number; readonly callback: () => void } | undefined {
    const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
    this.#timers = this.#timers.filter((timer) => timer !== due);
    return due;
  }
}
