import type { Timings } from '../domain/timings.ts';
import type { Ports } from './configuration.ts';
import { document, type FeedDocument, NEW_FEED, readDocument } from './control-documents.ts';
import type { HeldLease } from './lease.ts';

const HOUR_MS = 3_600_000;

/** A feed with a watermark of its own; everything else that is read follows the records. */
export type FeedName = 'users' | 'assignments';

/** True when the feed has failed for a day without one finished round. */
export function isFailingLong({ failingSince }: FeedDocument, now: number, timings: Timings): boolean {
  return failingSince > 0 && now - failingSince >= timings.feedFailing;
}

/** Remembers since when the feed fails, its watermark unmoved; after a day each failure is an alarm. */
export async function reportFeedFailure(
  { control, clock, configuration, events }: Pick<Ports, 'control' | 'clock' | 'configuration' | 'events'>,
  lease: HeldLease,
  feed: FeedName,
  code: string,
): Promise<void> {
  const stored = (await readDocument(control, 'feed', feed))?.value ?? NEW_FEED;
  const now = clock.now();
  if (isFailingLong(stored, now, configuration.timings)) {
    const hours = Math.floor((now - stored.failingSince) / HOUR_MS);
    events.emit('feed-failing-long', { feed, code, hours });
  }
  if (stored.failingSince === 0) await lease.commit(document('feed', { ...stored, failingSince: now }, feed));
}
