import type { Ports } from './configuration.ts';
import { listDocuments, NEW_FEED, OPEN_GATE, readDocument } from './control-documents.ts';
import { isRefused } from './source-refusal.ts';

type ReportPorts = Pick<Ports, 'control' | 'clock' | 'configuration' | 'events'>;

/** Says with every run how the connector stands. Alerts are judged by it, so that one ends by itself as well. */
export async function reportState({ control, clock, configuration, events }: ReportPorts): Promise<void> {
  const gate = (await readDocument(control, 'gate'))?.value ?? OPEN_GATE;
  const refusal = (await readDocument(control, 'refusal'))?.value;
  const feeds = await listDocuments(control, 'feed');
  const plans = (await listDocuments(control, 'plan')).filter(({ value }) => value.count > 0);
  const summary = (await readDocument(control, 'summary'))?.value;
  const now = clock.now();
  /** Seconds since the earliest of some times, of which 0 = never. */
  const secondsSince = (...times: readonly number[]): number => {
    const known = times.filter((at) => at > 0);
    return known.length === 0 ? 0 : Math.max(Math.round((now - Math.min(...known)) / 1000), 0);
  };
  const users = feeds.find(({ name }) => name === 'users')?.value ?? NEW_FEED;
  events.emit('state-reported', {
    mode: configuration.mode,
    // A first round has no watermark that could age.
    watermarkAgeSeconds: secondsSince(users.finishedStart),
    lagSeconds: secondsSince(summary?.oldestChange ?? 0),
    due: summary?.due ?? 0,
    held: summary?.held ?? 0,
    parked: Object.values(summary?.parked ?? {}).reduce((sum, count) => sum + count, 0),
    plans: plans.length,
    planAgeSeconds: secondsSince(...plans.map(({ value }) => value.at)),
    quarantined: gate.closed,
    quarantineSeconds: gate.closed ? secondsSince(gate.since) : 0,
    feedFailingSeconds: secondsSince(...feeds.map(({ value }) => value.failingSince)),
    sourceRefused: refusal !== undefined && isRefused(refusal, now, configuration.timings),
  });
}
