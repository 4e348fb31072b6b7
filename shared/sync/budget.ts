import * as z from 'zod';
import { ConnectorError } from '../domain/connector-error.ts';
import { type Budget, type Chance, type Clock, Conflict, type ControlStore, type RateLimits } from './ports.ts';

const rowSchema = z.object({
  /** End of the window in the server's time, epoch milliseconds. */
  windowEnd: z.number(),
  allowed: z.number(),
  granted: z.number(),
  /** The end is our own guess, since no answer has told it yet. */
  guessed: z.boolean().default(false),
  /** The target has named a wait that ends then, in its own time; 0 = none. */
  notBefore: z.number().default(0),
});
type Row = z.infer<typeof rowSchema>;

const KEY = 'budget';
const WINDOW_MS = 60_000;
/** Requests before the target has named its own limit. */
const UNKNOWN_ALLOWED = 5;
const NEAR_END_MS = 5000;
/** Ends that differ by less are those of one window: the target names them in whole seconds. */
const SAME_WINDOW_MS = 5000;
/** The target's clock is read in whole seconds. */
const ROUNDING_MS = 1000;
const TRIES = 20;
/** What is left of a grant is void after this: the row may say meanwhile that the target wants to be left alone. */
const POOL_MS = 5000;
const NO_ROW: Row = { windowEnd: 0, allowed: 0, granted: 0, guessed: true, notBefore: 0 };

/** Passes on the wait that an answer of the target named; our own refusals carry no status. */
export async function obeyNamedWait(budget: Budget, { retryAfterMs, status }: ConnectorError): Promise<void> {
  if (retryAfterMs !== undefined && status !== undefined) await budget.holdOff(retryAfterMs);
}

/** The request budget that all instances share: one row, small grants, the target's own headers as the truth. */
export function createBudget(deps: {
  control: ControlStore;
  clock: Clock;
  chance: Chance;
  lanes: number;
  /** Told of every request that had to wait, milliseconds. */
  onWait?: (outcome: 'waited' | 'refused', ms: number) => void;
}): Budget {
  const { control, clock, chance, lanes, onWait } = deps;
  let row: { value: Row; etag: string | undefined } | undefined;
  let pool = { windowEnd: 0, until: 0, left: 0 };
  let heldUntil = 0;
  let heard: { count: number; allowed: number; windowEnd: number; at: number } | undefined;
  let skewMs = 0;
  const serverNow = (): number => clock.now() + skewMs;

  async function load(): Promise<{ value: Row; etag: string | undefined }> {
    const stored = await control.read(KEY);
    row =
      stored === undefined
        ? { value: NO_ROW, etag: undefined }
        : { value: rowSchema.parse(stored.value), etag: stored.etag };
    return row;
  }

  /** The row as it stands now: a finished window is void, and the target's own count wins when it is larger. */
  function current(value: Row): Row {
    const now = serverNow();
    const base = value.windowEnd > now ? value : { ...value, windowEnd: now + WINDOW_MS, granted: 0, guessed: true };
    if (heard === undefined) return base;
    const later = heard.windowEnd - base.windowEnd;
    // Another process may have heard of the next window in the last second of this one; a guess is no news.
    const isOver = heard.windowEnd <= now + (later < -SAME_WINDOW_MS && !base.guessed ? ROUNDING_MS : 0);
    if (isOver) return base;
    // Grants of a window that is about to end are void with the news of the next one. While it still has time, the news means that
    // its end was misjudged (a slow first answer), and what was granted in it counts in the window that is told.
    const isNext = later > SAME_WINDOW_MS && base.windowEnd - now <= NEAR_END_MS;
    const granted = isNext ? heard.count : Math.max(base.granted, heard.count);
    return { ...base, windowEnd: heard.windowEnd, allowed: heard.allowed, granted, guessed: false };
  }

  async function take(urgent: boolean): Promise<number> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const { value, etag } = row ?? (await load());
      const now = serverNow();
      const base = current(value);
      const held = Math.max(base.notBefore, heldUntil) - now;
      if (held > 0) {
        row = undefined;
        return held;
      }
      const allowed = base.allowed === 0 ? UNKNOWN_ALLOWED : base.allowed;
      const nearEnd = base.windowEnd - now <= NEAR_END_MS;
      const reserve = urgent || nearEnd || base.allowed === 0 ? 0 : Math.min(lanes, Math.floor(allowed / 2));
      const wanted = nearEnd ? 1 : Math.max(1, Math.floor(allowed / 100));
      const size = Math.min(wanted, allowed - reserve - base.granted);
      if (size < 1) {
        row = undefined;
        return base.windowEnd - now;
      }
      try {
        const next = { ...base, granted: base.granted + size };
        row = { value: next, etag: await control.write(KEY, next, etag) };
        pool = { windowEnd: next.windowEnd, until: clock.now() + POOL_MS, left: size };
        return 0;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        row = undefined;
        await clock.sleep(chance.fraction() * 20);
      }
    }
    return 1000;
  }

  return {
    async grant({ urgent, maxWaitMs }) {
      let waited = 0;
      for (;;) {
        if (pool.left > 0 && pool.windowEnd > serverNow() && pool.until > clock.now()) {
          pool.left -= 1;
          if (waited > 0) onWait?.('waited', waited);
          return;
        }
        const wait = await take(urgent);
        if (wait === 0) continue;
        waited += wait;
        if (waited > maxWaitMs) {
          onWait?.('refused', wait);
          throw new ConnectorError('budget-wait', 'the request budget of this window is used up', {
            kind: 'throttled',
            retryAfterMs: wait,
          });
        }
        await clock.sleep(wait);
      }
    },
    observe(limits: RateLimits) {
      const windowEnd = limits.serverNow + limits.resetSeconds * 1000;
      // An answer that was overtaken may speak of a window that is over.
      if (heard !== undefined && limits.serverNow < heard.at - ROUNDING_MS) return;
      skewMs = limits.serverNow - clock.now();
      heard = { count: limits.count, allowed: limits.allowed, windowEnd, at: limits.serverNow };
      if (limits.count >= limits.allowed) pool.left = 0;
    },
    async holdOff(waitMs) {
      const until = serverNow() + waitMs;
      heldUntil = Math.max(heldUntil, until);
      pool.left = 0;
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const { value, etag } = await load();
        if (value.notBefore >= until) return;
        try {
          const next = { ...value, notBefore: until };
          row = { value: next, etag: await control.write(KEY, next, etag) };
          return;
        } catch (error) {
          if (!(error instanceof Conflict)) throw error;
          await clock.sleep(chance.fraction() * 20);
        }
      }
    },
    async allowedPerMinute() {
      if (heard !== undefined) return heard.allowed;
      const { value } = await load();
      return value.allowed === 0 ? UNKNOWN_ALLOWED : value.allowed;
    },
  };
}
