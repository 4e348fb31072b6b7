import { aheadOf } from '../http/clock-skew.ts';
import type { Clock } from '../sync/ports.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** Tokens and signatures bear some minutes; further apart than this, somebody should set a clock. */
export const MOST_SKEW_MS = 120_000;
const EVERY_MS = 3_600_000;

/** Told of an answer: when its request began, epoch milliseconds, and its Date header. */
type LookAtDate = (began: number, date: string | undefined) => void;

/** Compares the local clock with the one of a service: `clock-skewed` with the seconds it is ahead, at most hourly. */
export function watchClock(
  events: Pick<Telemetry, 'emit'>,
  service: 'graph' | 'genesys',
  clock: Pick<Clock, 'now'>,
): LookAtDate {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (began, date) => {
    const now = clock.now();
    const aheadMs = aheadOf(began, now, date);
    if (aheadMs === undefined || Math.abs(aheadMs) <= MOST_SKEW_MS || now - toldAt < EVERY_MS) return;
    toldAt = now;
    events.emit('clock-skewed', { service, seconds: Math.round(aheadMs / 1000) });
  };
}
