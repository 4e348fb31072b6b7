import { indexEntry, isReleased, type UserRecord } from '../domain/record.ts';
import { encodeKey, timeKey } from './row-keys.ts';

/** What a due row repeats of its record, so that waking needs no second read. */
export interface DueColumns {
  readonly id: string;
  readonly priority: 0 | 1 | 2;
  readonly at: number;
  readonly doubted: boolean;
  readonly recheck: string;
  readonly releasedUntil: number;
  readonly parked: boolean;
  readonly version: number;
  readonly reason: string;
}

/** The one index row a record must have. */
export type IndexRow =
  | { readonly type: 'due'; readonly key: string; readonly columns: DueColumns }
  | {
      readonly type: 'held';
      readonly key: string;
      readonly columns: { readonly id: string; readonly doubted: boolean };
    };

/** Key prefixes of the three sorts of rows in a bucket. */
export const ROWS = { user: 'u|', due: 'due|', held: 'held|' } as const;

/** Row key of a record. */
export function recordKey(id: string): string {
  return `${ROWS.user}${encodeKey(id)}`;
}

/** Row that must stand beside the record; undefined when it needs none. */
export function indexRowOf(record: UserRecord): IndexRow | undefined {
  const entry = indexEntry(record);
  if (entry === null) return undefined;
  const { id, want, have } = record;
  if (entry.type === 'held') {
    // The departure's number is part of the key: a plan that froze one departure never covers the next one.
    const number = String(want.departure?.number ?? 0).padStart(8, '0');
    return {
      type: 'held',
      key: `${ROWS.held}u|${encodeKey(id)}|${number}`,
      columns: { id, doubted: want.doubtUntil !== null },
    };
  }
  const time = timeKey(entry.at);
  return {
    type: 'due',
    key: `${ROWS.due}${entry.priority}|${time}|u|${encodeKey(id)}`,
    columns: {
      id,
      priority: entry.priority,
      at: Number(time),
      doubted: want.doubtUntil !== null,
      recheck: want.doubtUntil === null ? (have.recheck?.reason ?? '') : 'source-doubt',
      releasedUntil: isReleased(record) ? (want.release?.until ?? 0) : 0,
      parked: have.parked,
      version: want.version,
      reason: have.reason ?? '',
    },
  };
}
