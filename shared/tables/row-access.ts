import { odata, type TableClient, type TableEntity } from '@azure/data-tables';
import { Conflict } from '../sync/ports.ts';
import { type Row, readOptionalText } from './columns.ts';
import { isMissing, isRefusedByState } from './row-failures.ts';

/** Most operations one transaction may hold (Azure Tables: entity group transactions). */
export const TRANSACTION_LIMIT = 100;
const PAGE_LIMIT = 1000;

export interface StoredRow {
  readonly row: Row;
  readonly rowKey: string;
  readonly etag: string;
}

export interface RowRange {
  readonly partition: string;
  /** Smallest row key. */
  readonly from: string;
  /** First row key that no longer belongs to the range. */
  readonly below: string;
  /** Row keys up to this one are left out. */
  readonly after?: string | undefined;
}

/** The row, undefined when it does not exist. */
export async function readRow(client: TableClient, partition: string, rowKey: string): Promise<StoredRow | undefined> {
  try {
    const row = await client.getEntity<Record<string, unknown>>(partition, rowKey);
    return { row, rowKey, etag: row.etag };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Rows of a range in key order, at most `limit`. */
export async function readRange(client: TableClient, range: RowRange, limit: number): Promise<readonly StoredRow[]> {
  const { partition, from, below, after } = range;
  const start = after === undefined || after < from ? odata`RowKey ge ${from}` : odata`RowKey gt ${after}`;
  const filter = `${odata`PartitionKey eq ${partition}`} and ${start} and ${odata`RowKey lt ${below}`}`;
  const rows: StoredRow[] = [];
  if (limit <= 0) return rows;
  const pages = client
    .listEntities<Record<string, unknown>>({ queryOptions: { filter } })
    .byPage({ maxPageSize: Math.min(limit, PAGE_LIMIT) });
  for await (const page of pages) {
    for (const row of page) {
      rows.push({ row, rowKey: String(row.rowKey), etag: row.etag });
      if (rows.length === limit) return rows;
    }
  }
  return rows;
}

/**
 * Creates the row (`etag` undefined) or replaces exactly the version named by `etag`; returns the new ETag. The row must
 * carry a `writeId` of its own, by which a repeated request recognises what its first try has already written.
 * @throws Conflict when the row exists, moved or went
 */
export async function writeRow(client: TableClient, row: TableEntity, etag: string | undefined): Promise<string> {
  try {
    const answer =
      etag === undefined ? await client.createEntity(row) : await client.updateEntity(row, 'Replace', { etag });
    if (answer.etag !== undefined) return answer.etag;
  } catch (error) {
    if (!isRefusedByState(error)) throw error;
  }
  const standing = await readRow(client, row.partitionKey, row.rowKey);
  if (standing !== undefined && isWrittenBy(standing, row.writeId)) return standing.etag;
  throw new Conflict(`row ${row.partitionKey} ${row.rowKey} moved`);
}

/** True when the row still is what the write with this id left. */
export function isWrittenBy({ row }: StoredRow, writeId: unknown): boolean {
  return typeof writeId === 'string' && readOptionalText(row, 'writeId') === writeId;
}

/** The list in pieces of at most `size`. */
export function slicesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, slice) =>
    items.slice(slice * size, (slice + 1) * size),
  );
}
