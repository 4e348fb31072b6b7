import { setTimeout as sleep } from 'node:timers/promises';
import { asDocuments, asText, DoorFault } from './door.ts';
import type { HostEvents } from './host-events.ts';
import type { Parts } from './parts.ts';
import { type Patience, whyGiveUp } from './patience.ts';
import { type ConnectorStatus, countOf, readStatus, readWork, type Work } from './status.ts';

/** Full rounds without any change that count as quiet. */
const ROUNDS = 2;
const LOOK_MS = 200;
/** The lists are as long as what is left to do, so they are not read at every look. */
const LIST_MS = 2000;

/** The settings are refused; the message has a line for each fault. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused';
}

/** What stood in the rows when everything was quiet. */
export interface Quiet {
  readonly status: ConnectorStatus;
  readonly work: Work;
}

/** Why it is not quiet as far as the status and the events tell, or the status. */
async function lookAtStatus(parts: Parts, events: HostEvents): Promise<ConnectorStatus | string> {
  const status = await readStatus(parts.hostUrl).catch(whyNoStatus);
  if (typeof status === 'string') return status;
  const [failing] = events.failing;
  if (failing !== undefined) return failing.join(': ');
  if (status === undefined) return events.runFault ?? 'no run has finished yet';
  const counts = parts.bus?.counts(parts.queue);
  if (counts !== undefined && counts.active > 0) return `${counts.active} messages in the queue`;
  if (status.gate !== 'open') return `the gate is ${status.gate}`;
  if (events.runFault !== undefined) return events.runFault;
  if (status.refreshing) return 'a refresh is under way';
  if (status.inRound) return 'a round is under way';
  return events.quietRounds < ROUNDS ? 'changes were made a moment ago' : status;
}

/** @throws SettingsRefused when the app says that it will never work as it is */
function whyNoStatus(error: unknown): string {
  if (!(error instanceof DoorFault)) return 'the functions host does not answer';
  const { faults, error: said, detail } = error.document();
  if (!Array.isArray(faults)) return `${asText(said) || error.message} ${asText(detail)}`.trim();
  const lines = asDocuments(faults).map(
    ({ key, value, allowed, message }) => `${key} ${message}: given ${value}, allowed: ${allowed}`,
  );
  throw new SettingsRefused(['The settings are refused.', ...lines].join('\n  '));
}

/** Why the rows are not quiet, if they are not. */
function whyBusy(work: Work, mode: string): string | undefined {
  if (mode === 'dry' && work.notPreviewed > 0) return `${work.notPreviewed} people without a preview`;
  // In dry and paused mode everything that would be sent stays due.
  if (mode !== 'live') return undefined;
  if (work.due > 0) return `${work.due} people due`;
  return work.waiting > 0
    ? `${work.waiting} people wait, the first until ${new Date(work.next).toLocaleTimeString('en-GB')}`
    : undefined;
}

/**
 * Waits until nothing is due, released or queued and two full rounds brought no change; in dry mode until everybody is previewed or waits.
 * @throws Error with the last reason when patience ends, SettingsRefused at once
 */
export async function waitForQuiet(
  parts: Parts,
  events: HostEvents,
  patience: Patience,
  say: (why: string) => void = () => undefined,
): Promise<Quiet> {
  const began = Date.now();
  let records = 0;
  for (;;) {
    const seen = await lookAtStatus(parts, events);
    let why = typeof seen === 'string' ? seen : undefined;
    if (typeof seen !== 'string') {
      records = seen.records;
      const at = events.lastActivity;
      const work = await readWork(parts.hostUrl, events.appTime).catch((error: unknown) => String(error));
      why = typeof work === 'string' ? work : whyBusy(work, seen.mode);
      if (events.lastActivity !== at) why ??= 'changes were made a moment ago';
      if (typeof work !== 'string' && why === undefined) return { status: seen, work };
      await sleep(LIST_MS - LOOK_MS);
    }
    const reason = why ?? 'nothing';
    const end = whyGiveUp(patience, { began, lastProgress: events.lastProgress, records, failing: events.failing });
    if (end !== undefined) throw new Error(`${end}: ${reason}.`);
    say(reason);
    await sleep(LOOK_MS);
  }
}

/** Everything that waits for a person, in words; empty when nobody does. */
export function leftOver({ parked, held }: Pick<Work, 'parked' | 'held'>): string {
  const reasons = Object.entries(parked).map(([reason, count]) => `${reason} ${count}`);
  const parts = [
    ...(reasons.length === 0 ? [] : [`${countOf(parked)} parked (${reasons.join(', ')})`]),
    ...(held === 0 ? [] : [`${held} held by the guard`]),
  ];
  return parts.join(' and ');
}
