import { asDocument, asDocuments, asText, callDoor, type Document } from './door.ts';

/** The counts of the connector's own status that quiet is judged by. */
export interface ConnectorStatus {
  readonly mode: string;
  readonly records: number;
  readonly inScope: number;
  readonly due: number;
  readonly dirty: number;
  readonly held: number;
  readonly parked: Readonly<Record<string, number>>;
  /** When the counts were taken, milliseconds; they are renewed now and then only. */
  readonly countedAt: number;
  /** `open`, `ramp`, or `closed` with the reason. */
  readonly gate: string;
  readonly inRound: boolean;
  readonly refreshing: boolean;
}

function numbersOf(value: unknown): Record<string, number> {
  return Object.fromEntries(Object.entries(asDocument(value)).map(([name, count]) => [name, Number(count)]));
}

/** Asks the connector for its status; undefined while there are no counts yet. @throws Error when it does not answer 200 */
export async function readStatus(hostUrl: string): Promise<ConnectorStatus | undefined> {
  const body = await callDoor(`${hostUrl}/api/status`);
  if (body.counts === null || body.counts === undefined) return undefined;
  const counts = asDocument(body.counts);
  return {
    mode: asText(body.mode),
    records: Number(counts.records),
    inScope: Number(counts.inScope),
    due: Number(counts.due),
    dirty: Number(counts.dirty),
    held: Number(counts.held),
    parked: numbersOf(counts.parked),
    countedAt: Date.now() - Number(counts.secondsOld) * 1000,
    gate: gateOf(asDocument(body.gate)),
    inRound: asDocuments(body.feeds).some(({ phase }) => phase === 'round'),
    refreshing: asDocument(body.refresh).state === 'running',
  };
}

function gateOf({ state, reason, nextProbe }: Document): string {
  if (state !== 'closed') return asText(state);
  return `closed (${asText(reason)}, next probe ${asText(nextProbe)})`;
}

/** All items of one of the connector's lists. */
export async function readList(hostUrl: string, list: 'held' | 'dirty' | 'parked'): Promise<readonly Document[]> {
  const items: Document[] = [];
  let page = '';
  do {
    const next = page === '' ? '' : `&page=${encodeURIComponent(page)}`;
    const body = await callDoor(`${hostUrl}/api/status?list=${list}${next}`);
    items.push(...asDocuments(body.items));
    page = asText(body.next);
  } while (page !== '');
  return items;
}

/** What the rows say at this moment, unlike the counts of the status. */
export interface Work {
  /** To be attempted now. */
  readonly due: number;
  /** Of those, not yet looked at by a dry run. */
  readonly notPreviewed: number;
  /** To be attempted later without being parked, and when the first of them is. */
  readonly waiting: number;
  readonly next: string;
  /** Parked people by reason. */
  readonly parked: Readonly<Record<string, number>>;
  readonly held: number;
}

/** Reads the lists of dirty and held records; `appTime` is what the app's clock shows, epoch milliseconds. */
export async function readWork(hostUrl: string, appTime: number): Promise<Work> {
  const [dirty, held] = await Promise.all([readList(hostUrl, 'dirty'), readList(hostUrl, 'held')]);
  const isDue = ({ nextAttempt }: Document) => nextAttempt === 'now' || Date.parse(asText(nextAttempt)) <= appTime;
  const due = dirty.filter(isDue);
  const later = dirty.filter((item) => !isDue(item));
  const parked: Record<string, number> = {};
  for (const item of later.filter((each) => each.parked === true)) {
    const reason = asText(item.reason) || 'unknown';
    parked[reason] = (parked[reason] ?? 0) + 1;
  }
  const waiting = later.filter((item) => item.parked !== true);
  const [next = ''] = waiting.map(({ nextAttempt }) => asText(nextAttempt)).sort();
  const notPreviewed = due.filter(({ wouldSend }) => asDocument(wouldSend).isCurrent !== true).length;
  return { due: due.length, notPreviewed, waiting: waiting.length, next, parked, held: held.length };
}

/** How many people the record of parked ones names. */
export function countOf(parked: Readonly<Record<string, number>>): number {
  return Object.values(parked).reduce((sum, count) => sum + count, 0);
}
