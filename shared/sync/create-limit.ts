import { guardLimit } from '../domain/guard.ts';
import type { Ports } from './configuration.ts';
import type { SummaryDocument } from './control-documents.ts';
import { countOfDay, raisedHour } from './day-count.ts';
import { Conflict } from './ports.ts';

const TRIES = 8;

/**
 * Counts one create against the configured limit of a rolling day, before it is sent: a crash overcounts. False = the
 * limit is reached. Without a limit nothing is counted.
 */
export async function mayCreate(ports: Pick<Ports, 'control' | 'clock' | 'configuration'>): Promise<boolean> {
  const { createLimit } = ports.configuration;
  if (createLimit === undefined) return true;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { key, value, etag } = await raisedHour(ports, 'creates', 1);
    if ((await countOfDay(ports, 'creates')) >= createLimit) return false;
    try {
      await ports.control.write(key, value, etag);
      return true;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
  return false;
}

/** Unusually many people without an account are reported once, when their number passes what is expected. */
export function reportCreates(
  { configuration, events }: Pick<Ports, 'configuration' | 'events'>,
  before: Pick<SummaryDocument, 'creates' | 'inScope'> | undefined,
  counts: Pick<SummaryDocument, 'creates'>,
): void {
  const expected = guardLimit(before?.inScope ?? 0, configuration.createLimit);
  if (counts.creates > expected && (before?.creates ?? 0) <= expected) {
    events.emit('creates-above-expectation', { count: counts.creates, expected });
  }
}
