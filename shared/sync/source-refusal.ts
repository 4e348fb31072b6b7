import type { ConnectorError } from '../domain/connector-error.ts';
import type { Timings } from '../domain/timings.ts';
import type { Ports } from './configuration.ts';
import { document, documentKey, readDocument } from './control-documents.ts';
import { Conflict } from './ports.ts';

/**
 * The source refuses the connector itself (its token, a permission), which no record can help. All records wait by one clock, the
 * longer it lasts the longer, and nothing is counted against them. Returns the wait of this one, milliseconds.
 */
export async function waitForSource(
  ports: Pick<Ports, 'control' | 'clock' | 'configuration' | 'events'>,
  { code, retryAfterMs = 0 }: ConnectorError,
): Promise<number> {
  const { control, clock, configuration, events } = ports;
  const { probeLadder, lookAgain } = configuration.timings;
  const now = clock.now();
  const stored = await readDocument(control, 'refusal');
  const isSame = stored !== undefined && isRefused(stored.value, now, configuration.timings);
  const since = isSame ? stored.value.since : now;
  if (!isSame) events.emit('source-refused', { code });
  if (!isSame || now - stored.value.at >= lookAgain) {
    try {
      await control.write(
        documentKey('refusal'),
        document('refusal', { since, at: now }).refusal ?? null,
        stored?.etag,
      );
    } catch (error) {
      // Another worker has just written the same.
      if (!(error instanceof Conflict)) throw error;
    }
  }
  return Math.max(stepAfter(probeLadder, now - since), retryAfterMs);
}

/** Nobody says that it is over; what was refused longer ago than the longest wait was another time. */
export function isRefused(last: { readonly at: number }, now: number, { probeLadder, lookAgain }: Timings): boolean {
  return now - last.at <= Math.max(...probeLadder) + lookAgain;
}

/** The step of the ladder that one is on when it began `passed` milliseconds ago. */
function stepAfter(ladder: readonly number[], passed: number): number {
  let begun = 0;
  for (const step of ladder) {
    begun += step;
    if (passed < begun) return step;
  }
  return ladder.at(-1) ?? 0;
}
