import type { TableClient, TransactionAction } from '@azure/data-tables';
import { slicesOf, TRANSACTION_LIMIT } from './row-access.ts';
import { isMissing } from './row-failures.ts';
import { bucketOf } from './row-keys.ts';

interface MarkedEntry {
  readonly id: string;
  readonly key: string;
}

/** Merges columns into index rows, bucket by bucket; a row that moved meanwhile is left alone. */
export async function markRows(
  client: TableClient,
  entries: readonly MarkedEntry[],
  marks: Readonly<Record<string, unknown>>,
): Promise<void> {
  const distinct = new Map(entries.map((entry) => [entry.key, entry]));
  const buckets = Map.groupBy(distinct.values(), ({ id }) => bucketOf(id));
  for (const bucket of buckets.values()) {
    for (const slice of slicesOf(bucket, TRANSACTION_LIMIT)) await markSlice(client, slice, marks);
  }
}

/** The same for one row. */
export async function markRow(
  client: TableClient,
  { id, key }: MarkedEntry,
  marks: Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    // `*` stands for "any version, but it must exist": an upsert would raise a row from the dead.
    await client.updateEntity({ partitionKey: bucketOf(id), rowKey: key, ...marks }, 'Merge', { etag: '*' });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function markSlice(
  client: TableClient,
  slice: readonly MarkedEntry[],
  marks: Readonly<Record<string, unknown>>,
): Promise<void> {
  const actions = slice.map(
    ({ id, key }): TransactionAction => [
      'update',
      { partitionKey: bucketOf(id), rowKey: key, ...marks },
      'Merge',
      { etag: '*' },
    ],
  );
  try {
    await client.submitTransaction(actions);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // One row that moved fails the transaction for all, so the rest is marked one by one.
    for (const entry of slice) await markRow(client, entry, marks);
  }
}
