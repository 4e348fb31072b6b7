import type { Ports } from './configuration.ts';
import { asSeen, dryFinding } from './dry-mark.ts';
import { eachPage } from './each-page.ts';
import type { DueEntry } from './ports.ts';

type WakePorts = Pick<Ports, 'records' | 'bus' | 'budget' | 'clock' | 'configuration' | 'events'>;

/** Wakes outstanding in a dry run, which hardly asks the target for anything. */
const DRY_ROOM = 300;

/**
 * Sends a message for each due entry, leavers and on-demand work first; only two minutes' worth of requests is outstanding,
 * so that a leaver never waits behind a first load. A wake without progress is sent again, and at once when it is from before
 * `since`, when another configuration was in force. Returns how many were sent.
 */
export async function sendWakes(ports: WakePorts, ramp: number | undefined, since = 0): Promise<number> {
  const { records, bus, budget, clock, configuration, events } = ports;
  if (configuration.mode === 'paused' || ramp === 0) return 0;
  const now = clock.now();
  const isDry = configuration.mode === 'dry';
  const atOnce = isDry ? DRY_ROOM : 2 * (await budget.allowedPerMinute());
  const room = Math.min(ramp ?? Number.POSITIVE_INFINITY, atOnce);
  const entries = isDry ? await notPreviewed(ports, now) : await records.due(now, Math.max(room * 2, 50));
  const isOutstanding = ({ woken }: DueEntry): boolean =>
    woken > 0 && woken >= since && now - woken < configuration.timings.wakeAgain;
  const outstanding = entries.filter(isOutstanding).length;
  const ready = entries.filter((entry) => !isOutstanding(entry));
  const urgent = ready.filter(({ priority }) => priority === 0);
  const rest = ready.filter(({ priority }) => priority !== 0).slice(0, Math.max(room - outstanding - urgent.length, 0));
  const chosen = ramp === undefined ? [...urgent, ...rest] : [...urgent, ...rest].slice(0, ramp);
  if (chosen.length === 0) return 0;
  await events.span('send-wakes', async (notes) => {
    notes.set({ wakes: chosen.length });
    await bus.send(
      chosen.map((entry) => ({
        kind: 'user' as const,
        objectId: entry.id,
        why: entry.recheck || (entry.priority === 0 ? 'departure' : 'change'),
        urgent: entry.priority === 0,
        trace: events.carrier(entry.id),
      })),
    );
  });
  // Marked after sending: a crash in between costs a double wake, never a lost one.
  await records.markWoken(chosen, now);
  return chosen.length;
}

/**
 * In a dry run each version is shown once under each configuration, and the rows stay due at the head of the order: whoever
 * was never woken goes before those that are woken again.
 */
async function notPreviewed({ records, configuration }: WakePorts, now: number): Promise<readonly DueEntry[]> {
  const found: DueEntry[] = [];
  for await (const { items } of eachPage((cursor) => records.dirty(cursor, 1000))) {
    const due = items.filter((entry) => asSeen(entry, configuration).at <= now);
    found.push(...due.filter((entry) => dryFinding(entry, configuration)?.kind !== 'would-send'));
  }
  return found.sort((a, b) => a.woken - b.woken);
}
