import type { SafeText } from '../domain/safe-text.ts';
import type { Timings } from '../domain/timings.ts';
import type { Ports } from './configuration.ts';
import { document, type FeedDocument, NEW_FEED, readDocument } from './control-documents.ts';
import type { HeldLease } from './lease.ts';

const HOUR_MS = 3_600_000;

/** A feed with a watermark of its own; everything else that is read follows the records. */
export type FeedName = 'users' | 'assignments';

/** The feeds that are read in a scope; that of another one may stand in the rows still. */
export function feedsInUse(scope: 'assigned' | 'all'): readonly FeedName[] {
  return scope === 'all' ? ['users'] : ['users', 'assignments'];
}

/** True when the feed has failed for a day without one finished round. */
export function isFailingLong({ failingSince }: FeedDocument, now: number, timings: Timings): boolean {
  return failingSince > 0 && now - failingSince >= timings.feedFailing;
}

/** True while a wait stands that the source has named for the feed, whichever instance it was named to. */
export async function mustWait({ control, clock }: Pick<Ports, 'control' | 'clock'>, feed: FeedName): Promise<boolean> {
  const notBefore = (await readDocument(control, 'feed', feed))?.value.notBefore ?? 0;
  return notBefore > clock.now();
}

/** Remembers since when the feed fails and until when it must wait, its watermark unmoved; after a day each failure is an alarm. */
export async function reportFeedFailure(
  { control, clock, configuration, events }: Pick<Ports, 'control' | 'clock' | 'configuration' | 'events'>,
  lease: HeldLease,
  feed: FeedName,
  { code, retryAfterMs = 0 }: { readonly code: SafeText; readonly retryAfterMs?: number | undefined },
): Promise<void> {
  const stored = (await readDocument(control, 'feed', feed))?.value ?? NEW_FEED;
  const now = clock.now();
  if (isFailingLong(stored, now, configuration.timings)) {
    const hours = Math.floor((now - stored.failingSince) / HOUR_MS);
    events.emit('feed-failing-long', { feed, code, hours });
  }
  const failingSince = stored.failingSince === 0 ? now : stored.failingSince;
  const notBefore = retryAfterMs === 0 ? stored.notBefore : Math.max(stored.notBefore, now + retryAfterMs);
  if (failingSince === stored.failingSince && notBefore === stored.notBefore) return;
  await lease.commit(document('feed', { ...stored, failingSince, notBefore }, feed));
}
