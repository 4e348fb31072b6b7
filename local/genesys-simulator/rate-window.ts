import { tooManyRequests } from './refusal.ts';
import type { Switches } from './switches.ts';
import type { Caller } from './token-desk.ts';

interface Window {
  readonly endsMs: number;
  used: number;
}

/** The outcome of counting one request. */
export interface Counted {
  readonly headers: Readonly<Record<string, string>>;
  /** Set when the window was already used up. */
  readonly refuse?: () => never;
}

/** Counts requests in fixed windows, one per token (or per OAuth client, by switch). */
export class RateWindows {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;
  readonly #switches: Switches;
  #maxUsed = 0;

  constructor(now: () => number, switches: Switches) {
    this.#now = now;
    this.#switches = switches;
  }

  /** The most requests that any window has seen, refused ones included. */
  get maxUsed(): number {
    return this.#maxUsed;
  }

  /** Starts all windows and the maximum afresh. */
  reset(): void {
    this.#windows.clear();
    this.#maxUsed = 0;
  }

  /** Counts one request and gives the headers that every answer carries; `reset` is in seconds. */
  count(caller: Caller): Counted {
    const now = this.#now();
    const key = this.#switches.rateScope === 'client' ? caller.clientId : caller.tokenHash;
    for (const [other, held] of this.#windows) if (held.endsMs <= now) this.#windows.delete(other);
    const window = this.#windows.get(key) ?? { endsMs: now + this.#switches.windowMs, used: 0 };
    this.#windows.set(key, window);
    window.used += 1;
    this.#maxUsed = Math.max(this.#maxUsed, window.used);
    const allowed = this.#switches.allowedPerWindow;
    const seconds = Math.max(1, Math.ceil((window.endsMs - now) / 1000));
    const headers = {
      'inin-ratelimit-count': String(Math.min(window.used, allowed)),
      'inin-ratelimit-allowed': String(allowed),
      'inin-ratelimit-reset': String(seconds),
    };
    if (window.used <= allowed) return { headers };
    return {
      headers,
      refuse: () => {
        throw tooManyRequests(seconds);
      },
    };
  }
}
