import { guardLimit } from '../domain/guard.ts';
import type { Ports } from './configuration.ts';
import type { SummaryDocument } from './control-documents.ts';
import { countOfDay, raisedHour } from './day-count.ts';
import { Conflict } from './ports.ts';

const TRIES = 8;

type LimitPorts = Pick<Ports, 'control' | 'clock' | 'configuration'>;

/** False when the configured limit of creates in a rolling day is used up; nothing is counted. */
export async function isCreateLeft(ports: LimitPorts): Promise<boolean> {
  const { createLimit, mode } = ports.configuration;
  return createLimit === undefined || mode !== 'live' || (await countOfDay(ports, 'creates')) < createLimit;
}

/**
 * Counts one create against the limit, just before it is sent: a crash overcounts. Gives what takes the count back when
 * the target refuses the account; undefined = the limit is reached. Without a limit nothing is counted.
 */
export async function countCreate(ports: LimitPorts): Promise<(() => Promise<void>) | undefined> {
  if (ports.configuration.createLimit === undefined) return async () => undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const hour = await raisedHour(ports, 'creates', 1);
    if (!(await isCreateLeft(ports))) return undefined;
    if (await isWritten(ports, hour)) return () => takeBack(ports, hour.key);
  }
  return undefined;
}

/** In another hour than that of the count nothing is taken back: too few would be counted when the first one ends. */
async function takeBack(ports: LimitPorts, key: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const hour = await raisedHour(ports, 'creates', -1);
    if (hour.key !== key || (await isWritten(ports, hour))) return;
  }
}

async function isWritten(
  { control }: LimitPorts,
  { key, value, etag }: Awaited<ReturnType<typeof raisedHour>>,
): Promise<boolean> {
  try {
    await control.write(key, value, etag);
    return true;
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    return false;
  }
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
