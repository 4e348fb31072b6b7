import type { Ports } from './configuration.ts';
import { listDocuments, NEW_FEED, OPEN_GATE, readDocument } from './control-documents.ts';
import { feedsInUse } from './feed-failure.ts';
import { isRefused } from './source-refusal.ts';

type ReportPorts = Pick<Ports, 'control' | 'clock' | 'configuration' | 'events'>;

/**
 * Says with every run how the connector stands; `since` is when the configuration in force began. Alerts are judged by it, so that
 * one ends by itself as well.
 */
export async function reportState(
  { control, clock, configuration, events }: ReportPorts,
  since: number,
): Promise<void> {
  const gate = (await readDocument(control, 'gate'))?.value ?? OPEN_GATE;
  const refusal = (await readDocument(control, 'refusal'))?.value;
  const stored = await listDocuments(control, 'feed');
  const feeds = feedsInUse(configuration.scope).map(
    (name) => stored.find((feed) => feed.name === name)?.value ?? NEW_FEED,
  );
  const plans = (await listDocuments(control, 'plan')).filter(({ value }) => value.count > 0);
  const summary = (await readDocument(control, 'summary'))?.value;
  const now = clock.now();
  /** Seconds since the earliest of some times, of which 0 = never. */
  const secondsSince = (...times: readonly number[]): number => {
    const known = times.filter((at) => at > 0);
    return known.length === 0 ? 0 : Math.max(Math.round((now - Math.min(...known)) / 1000), 0);
  };
  // A feed that has not been read to its end yet is as old as the configuration that wants it.
  const read = feeds.map(({ finishedStart }) => (finishedStart === 0 ? since : finishedStart));
  events.emit('state-reported', {
    mode: configuration.mode,
    watermarkAgeSeconds: secondsSince(...read),
    lagSeconds: secondsSince(summary?.oldestChange ?? 0),
    due: summary?.due ?? 0,
    held: summary?.held ?? 0,
    parked: Object.values(summary?.parked ?? {}).reduce((sum, count) => sum + count, 0),
    plans: plans.length,
    planAgeSeconds: secondsSince(...plans.map(({ value }) => value.at)),
    quarantined: gate.closed,
    quarantineSeconds: gate.closed ? secondsSince(gate.since) : 0,
    feedFailingSeconds: secondsSince(...feeds.map(({ failingSince }) => failingSince)),
    sourceRefused: refusal !== undefined && isRefused(refusal, now, configuration.timings),
  });
}
