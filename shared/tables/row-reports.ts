import type { Clock } from '../sync/ports.ts';
import type { RowReport } from './row-failures.ts';

const AGAIN_MS = 3_600_000;
const MOST_REMEMBERED = 1000;

/** Passes each damaged row on once an hour, since every run lists it several times. */
export function createRowReports(clock: Pick<Clock, 'now'>, tell: RowReport): RowReport {
  const told = new Map<string, number>();
  return (row, error) => {
    const now = clock.now();
    const before = told.get(row);
    if (before !== undefined && now - before < AGAIN_MS) return;
    if (told.size >= MOST_REMEMBERED) told.clear();
    told.set(row, now);
    tell(row, error);
  };
}
