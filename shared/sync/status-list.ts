import { isHeld } from '../domain/record.ts';
import { asSeen, readDryMark } from './dry-mark.ts';
import type { DueEntry, HeldEntry, Json, Page } from './ports.ts';
import { dueTime, isoTime, type StatusPorts } from './status-answer.ts';

export const LIST_NAMES = ['dirty', 'parked', 'held'] as const;
export type ListName = (typeof LIST_NAMES)[number];

const PAGE = 50;

export function isListName(name: string): name is ListName {
  return (LIST_NAMES as readonly string[]).includes(name);
}

/** One page of the records that need work, wait long, or wait for the guard. A page may be short and have a next one. */
export async function statusList(ports: StatusPorts, list: ListName, cursor: string | undefined): Promise<Json> {
  if (list === 'held') {
    const page = await ports.records.held(cursor, PAGE);
    return pageOf(list, page, await Promise.all(page.items.map((entry) => showHeld(ports, entry))));
  }
  const page = await ports.records.dirty(cursor, PAGE);
  const now = ports.clock.now();
  const seen = page.items.map((entry) => asSeen(entry, ports.configuration));
  const chosen = list === 'dirty' ? seen : seen.filter(({ parked, at }) => parked && at > now);
  return pageOf(
    list,
    page,
    chosen.map((entry) => showDue(entry, ports.configuration.hash)),
  );
}

function pageOf(list: ListName, { next }: Page<unknown>, items: readonly Json[]): Json {
  return { list, items, next: next ?? null };
}

function showDue({ id, priority, at, woken, recheck, parked, reason, previewed }: DueEntry, hash: string): Json {
  return {
    id,
    priority,
    nextAttempt: dueTime(at, 0),
    woken: isoTime(woken),
    parked,
    reason: reason === '' ? null : reason,
    recheck: recheck === '' ? null : recheck,
    wouldSend: showPreview(previewed, hash),
  };
}

/** Null while a dry run has not looked yet, and for who would wait: `parked`, `reason` and `nextAttempt` tell that. */
function showPreview(previewed: string, hash: string): Json {
  const mark = readDryMark(previewed);
  if (mark?.finding.kind !== 'would-send') return null;
  const { verb, attributes } = mark.finding;
  return { verb, attributes, version: mark.version, isCurrent: mark.configuration === hash };
}

async function showHeld({ records }: StatusPorts, { id, plan }: HeldEntry): Promise<Json> {
  const record = (await records.read(id))?.value;
  const departure = record !== undefined && isHeld(record) ? record.want.departure : null;
  return {
    id,
    plan: plan === '' ? null : plan,
    why: departure?.why ?? null,
    since: departure === null ? null : isoTime(departure.since),
    wouldSend: departure?.action ?? null,
  };
}
