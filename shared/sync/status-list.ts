import { isHeld } from '../domain/record.ts';
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
  const chosen = list === 'dirty' ? page.items : page.items.filter(({ parked, at }) => parked && at > now);
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

/** What a dry run noted: `version:configuration:verb:attribute,attribute`; attribute names hold colons themselves. */
function showPreview(mark: string, hash: string): Json {
  const [, version, configuration, verb, attributes] = /^(\d+):([^:]*):([^:]*):(.*)$/s.exec(mark) ?? [];
  if (version === undefined || verb === undefined || attributes === undefined) return null;
  return {
    verb,
    attributes: attributes === '' ? [] : attributes.split(','),
    version: Number(version),
    isCurrent: configuration === hash,
  };
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
