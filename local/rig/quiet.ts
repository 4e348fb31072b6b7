import { setTimeout as sleep } from 'node:timers/promises';
import { DoorFault } from './door.ts';
import type { HostEvents } from './host-events.ts';
import type { Parts } from './parts.ts';
import { type ConnectorStatus, parkedCount, readStatus } from './status.ts';

/** Full rounds without any change that count as quiet. */
const ROUNDS = 2;
const LOOK_MS = 200;

/** Why it is not quiet, or the status when it is. */
async function look(parts: Parts, events: HostEvents, dry: boolean): Promise<ConnectorStatus | string> {
  const status = await readStatus(parts.hostUrl).catch((error: unknown) => {
    // An app whose settings are wrong says so for as long as it runs.
    if (error instanceof DoorFault && error.status === 503) throw error;
    return String(error);
  });
  if (typeof status === 'string') return status;
  if (status === undefined) return 'no run has finished yet';
  const counts = parts.bus?.counts(parts.queue);
  if (counts !== undefined && counts.active > 0) return `${counts.active} messages in the queue`;
  if (status.gate !== 'open') return `the gate is ${status.gate}`;
  // In dry and paused mode everything that would be sent stays due, so only the end of all activity can be waited for.
  if (!dry && status.due > 0) return `${status.due} people due`;
  if (!dry && status.dirty !== parkedCount(status)) return `${status.dirty - parkedCount(status)} people wait`;
  if (status.inRound) return 'a round is under way';
  if (events.quietRounds < ROUNDS) return 'changes were made a moment ago';
  // Whole seconds of age come back, so the counts may seem a second older than they are.
  return status.countedAt + 1000 > events.lastActivity ? status : 'the counts are older than the last change';
}

/**
 * Waits until nothing is due, released or queued and two full rounds brought no change.
 * @throws Error with the last reason after `limitMs`
 */
export async function waitForQuiet(
  parts: Parts,
  events: HostEvents,
  limitMs: number,
  progress: (why: string) => void = () => undefined,
): Promise<ConnectorStatus> {
  const end = Date.now() + limitMs;
  const dry = parts.settings.MODE !== 'live';
  for (;;) {
    const seen = await look(parts, events, dry);
    if (typeof seen !== 'string') return seen;
    if (Date.now() > end) throw new Error(`It did not become quiet within ${Math.round(limitMs / 1000)} s: ${seen}.`);
    progress(seen);
    await sleep(LOOK_MS);
  }
}
