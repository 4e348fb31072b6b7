import type { TableClient } from '@azure/data-tables';
import { type DueEntry, type Page, UnknownCursor } from '../sync/ports.ts';
import { byDueOrder, toDueEntry } from './index-columns.ts';
import { ROWS } from './index-rows.ts';
import { readRange, type StoredRow, slicesOf } from './row-access.ts';
import { parsedRow, type RowReport } from './row-failures.ts';
import { BUCKET_NAMES, endOf, timeKey } from './row-keys.ts';

const BUCKETS_AT_ONCE = 8;
const PRIORITIES = [0, 1, 2] as const;

export interface BucketPage<T> {
  /** Start of the row keys wanted, ending with `|`. */
  readonly prefix: string;
  readonly parse: (row: StoredRow) => T;
  readonly cursor: string | undefined;
  /** Rows looked at, readable or not. */
  readonly limit: number;
  readonly report: RowReport;
}

/**
 * One page over all buckets in key order. The cursor names the last row looked at, so rows that come and go move nothing; a row
 * that cannot be read is reported and left out.
 */
export async function readBucketPage<T>(client: TableClient, page: BucketPage<T>): Promise<Page<T>> {
  const { prefix, parse, cursor, limit, report } = page;
  const [from, after] = cursor === undefined ? [BUCKET_NAMES[0] ?? '', undefined] : splitCursor(cursor, prefix);
  const items: T[] = [];
  let looked = 0;
  for (const partition of BUCKET_NAMES) {
    if (partition < from) continue;
    const range = { partition, from: prefix, below: endOf(prefix), after: partition === from ? after : undefined };
    const rows = await readRange(client, range, limit - looked);
    looked += rows.length;
    for (const row of rows) {
      const item = parsedRow(parse, row, report);
      if (item !== undefined) items.push(item);
    }
    const last = rows.at(-1);
    if (looked >= limit && last !== undefined) return { items, next: `${partition} ${last.rowKey}` };
  }
  return { items };
}

/**
 * Due entries with `at <= now`, by priority then time, at most `limit` of one priority. At no time are more than
 * nine times `limit` rows in memory.
 */
export async function readDue(
  client: TableClient,
  now: number,
  limit: number,
  report: RowReport,
): Promise<readonly DueEntry[]> {
  const due: DueEntry[] = [];
  for (const priority of PRIORITIES) {
    const prefix = `${ROWS.due}${priority}|`;
    let earliest: DueEntry[] = [];
    for (const partitions of slicesOf(BUCKET_NAMES, BUCKETS_AT_ONCE)) {
      // Once the list is full, only what is earlier than its end is worth reading.
      const end = earliest.length < limit ? now : Math.min(now, earliest.at(-1)?.at ?? now);
      const below = `${prefix}${timeKey(Math.floor(end) + 1)}|`;
      const found = await Promise.all(
        partitions.map((partition) => readRange(client, { partition, from: prefix, below }, limit)),
      );
      const entries = found.flat().flatMap((row) => parsedRow(toDueEntry, row, report) ?? []);
      earliest = [...earliest, ...entries].sort(byDueOrder).slice(0, limit);
    }
    due.push(...earliest);
  }
  return due;
}

function splitCursor(cursor: string, prefix: string): readonly [string, string] {
  const space = cursor.indexOf(' ');
  const [bucket, key] = [cursor.slice(0, Math.max(space, 0)), cursor.slice(space + 1)];
  if (!BUCKET_NAMES.includes(bucket) || !key.startsWith(prefix)) throw new UnknownCursor('no place in this list');
  return [bucket, key];
}
