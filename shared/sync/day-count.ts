import type { Ports } from './configuration.ts';
import { document, documentKey, listDocuments, readDocument } from './control-documents.ts';
import type { Json } from './ports.ts';

type CountPorts = Pick<Ports, 'control' | 'clock' | 'configuration'>;
/** What is counted over a rolling day: released departures, and creates. */
type Counted = 'hour' | 'creates';

/** One more than a day has, so that the slot being overwritten is never one that still counts. */
const SLOTS = 26;

/** How many were counted within the last 24 hours. */
export async function countOfDay({ control, clock, configuration }: CountPorts, kind: Counted): Promise<number> {
  const hours = await listDocuments(control, kind);
  const since = clock.now() - configuration.timings.guardDay;
  return hours.filter(({ value }) => value.at > since).reduce((sum, { value }) => sum + value.count, 0);
}

/** The row of the present hour with `count` added: its key, its new value and the ETag of what was read. */
export async function raisedHour(
  { control, clock, configuration }: CountPorts,
  kind: Counted,
  count: number,
): Promise<{ readonly key: string; readonly value: Json; readonly etag: string | undefined }> {
  const now = clock.now();
  const length = configuration.timings.guardDay / 24;
  const hour = Math.floor(now / length);
  const name = String(hour % SLOTS);
  const stored = await readDocument(control, kind, name);
  const isSame = stored !== undefined && Math.floor(stored.value.at / length) === hour;
  const raised = document(kind, { count: (isSame ? stored.value.count : 0) + count, at: now }, name);
  const key = documentKey(kind, name);
  return { key, value: raised[key] ?? null, etag: stored?.etag };
}
