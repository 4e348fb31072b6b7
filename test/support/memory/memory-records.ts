import type { UserRecord } from '../../../shared/domain/record.ts';
import {
  Conflict,
  type DueEntry,
  type HeldEntry,
  type RecordStore,
  type Stored,
  UnknownCursor,
} from '../../../shared/sync/ports.ts';
import { type IndexRow, indexRowOf } from '../../../shared/tables/index-rows.ts';
import { checkRecords } from './check-records.ts';
import {
  byText,
  createEtags,
  createSteps,
  frozenCopy,
  type MemoryHooks,
  type Operation,
  pageOf,
} from './memory-steps.ts';

export interface MarkedRow {
  readonly row: IndexRow;
  readonly woken: number;
  readonly previewed: string;
  readonly plan: string;
}

export interface RecordRow {
  readonly record: UserRecord;
  readonly etag: string;
  /** Key of the index row written with the record, '' when it has none. */
  readonly indexKey: string;
}

export interface MemoryRecords extends RecordStore {
  readonly ops: Operation[];
  /** What breaks "dirty exactly when one due or one held row stands", one sentence each. */
  check(): readonly string[];
  /** All records at this moment, without a hook. */
  peek(): readonly UserRecord[];
  peekDue(): readonly DueEntry[];
  peekHeld(): readonly HeldEntry[];
}

/** The records table in memory, as strict as the service: every write names the ETag it read. */
export function createMemoryRecords(hooks?: MemoryHooks): MemoryRecords {
  const { ops, step } = createSteps(hooks);
  const nextEtag = createEtags('record');
  const rows = new Map<string, RecordRow>();
  const index = new Map<string, MarkedRow>();

  function put(record: UserRecord, etag: string | undefined): string {
    const old = rows.get(record.id);
    if (old?.etag !== etag) throw new Conflict(`record ${record.id} moved`);
    const row = indexRowOf(record);
    if (old !== undefined && old.indexKey !== '' && old.indexKey !== row?.key && !index.delete(old.indexKey)) {
      throw new Error(`index row ${old.indexKey} is missing`);
    }
    if (row !== undefined) {
      const marks = index.get(row.key) ?? { woken: 0, previewed: '', plan: '' };
      index.set(row.key, frozenCopy({ ...marks, row }));
    }
    const written = nextEtag();
    rows.set(record.id, { record: frozenCopy(record), etag: written, indexKey: row?.key ?? '' });
    return written;
  }

  function mark(key: string, marks: Partial<Omit<MarkedRow, 'row'>>): void {
    const found = index.get(key);
    if (found !== undefined) index.set(key, Object.freeze({ ...found, ...marks }));
  }

  const dueEntries = () => [...index.values()].flatMap(toDue);
  const heldEntries = () => [...index.values()].flatMap(toHeld);
  const stored = ({ record, etag }: RecordRow): Stored<UserRecord> => ({ value: record, etag });

  return {
    ops,
    check: () => checkRecords(rows, index),
    peek: () => [...rows.values()].map(({ record }) => record),
    peekDue: () => dueEntries().sort(byDue),
    peekHeld: heldEntries,
    read: (id) =>
      step('records.read', id, () => {
        const row = rows.get(id);
        return row === undefined ? undefined : stored(row);
      }),
    write: (record, etag) => step('records.write', record.id, () => put(record, etag)),
    due: (now, limit) =>
      step('records.due', undefined, () => {
        const due = dueEntries().filter(({ at }) => at <= now);
        return [0, 1, 2].flatMap((wanted) =>
          due
            .filter(({ priority }) => priority === wanted)
            .sort(byDue)
            .slice(0, limit),
        );
      }),
    dirty: (cursor, limit) =>
      step('records.dirty', undefined, () =>
        pageOf(dueEntries().sort(byText(keyOf)), keyOf, known(cursor, 'due|'), limit),
      ),
    held: (cursor, limit) =>
      step('records.held', undefined, () =>
        pageOf(heldEntries().sort(byText(keyOf)), keyOf, known(cursor, 'held|'), limit),
      ),
    all: (cursor, limit) =>
      step('records.all', undefined, () => {
        const ordered = [...rows.values()].map(stored).sort(byText(idOf));
        return pageOf(ordered, idOf, cursor, limit);
      }),
    markWoken: (entries, at) =>
      step('records.markWoken', undefined, () => {
        for (const { key } of entries) mark(key, { woken: at });
      }),
    markPreviewed: (id, previewed) =>
      step('records.markPreviewed', id, () => {
        const key = rows.get(id)?.indexKey ?? '';
        if (index.get(key)?.row.type === 'due') mark(key, { previewed });
      }),
    markPlanned: (entries, plan) =>
      step('records.markPlanned', undefined, () => {
        for (const { key } of entries) mark(key, { plan });
      }),
  };
}

const keyOf = ({ key }: { readonly key: string }): string => key;
const idOf = ({ value }: Stored<UserRecord>): string => value.id;

function toDue({ row, woken, previewed }: MarkedRow): DueEntry[] {
  return row.type === 'due' ? [{ ...row.columns, woken, previewed, key: row.key }] : [];
}

function toHeld({ row, plan }: MarkedRow): HeldEntry[] {
  return row.type === 'held' ? [{ ...row.columns, plan, key: row.key }] : [];
}

function byDue(a: DueEntry, b: DueEntry): number {
  return a.priority - b.priority || a.at - b.at || (a.id < b.id ? -1 : 1);
}

function known(cursor: string | undefined, prefix: string): string | undefined {
  if (cursor !== undefined && !cursor.startsWith(prefix)) throw new UnknownCursor(cursor);
  return cursor;
}
