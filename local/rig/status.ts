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
  readonly gate: string;
  readonly inRound: boolean;
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
    gate: asText(asDocument(body.gate).state),
    inRound: asDocuments(body.feeds).some(({ phase }) => phase === 'round'),
  };
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

/** How many wait for the guard, or are parked. */
export function parkedCount(status: ConnectorStatus): number {
  return Object.values(status.parked).reduce((sum, count) => sum + count, 0);
}
