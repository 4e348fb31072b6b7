import type { TableClient, TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import { Conflict, type ControlStore, type Json, type Lease } from '../sync/ports.ts';
import { integer, jsonColumns, readInteger, readJson, readText, requireSchema, SCHEMA_VERSION } from './columns.ts';
import { isWrittenBy, readRange, readRow, type StoredRow, TRANSACTION_LIMIT, writeRow } from './row-access.ts';
import { isRefusedByState } from './row-failures.ts';
import { decodeKey, encodeKey } from './row-keys.ts';

const PARTITION = 'control';
const LEASE = 'lease';
const DOCUMENTS = 'doc|';
const MOST_LISTED = 10_000;

const JSON_VALUE: z.ZodType<Json> = z.json();

export interface ControlOptions {
  readonly client: TableClient;
  /** A new id for every write. */
  readonly uuid: () => string;
}

/** Lease and documents in one partition, so that a watermark moves only together with the lease's own version. */
export function createControlTable({ client, uuid }: ControlOptions): ControlStore {
  async function commit(lease: Lease, expiry: number, documents: Readonly<Record<string, Json>>): Promise<Lease> {
    const entries = Object.entries(documents);
    if (entries.length >= TRANSACTION_LIMIT) {
      throw new RangeError(`a transaction holds at most ${TRANSACTION_LIMIT - 1} documents beside the lease`);
    }
    const writeId = uuid();
    const renewal = { partitionKey: PARTITION, rowKey: LEASE, expiry: integer(expiry), writeId };
    const actions: TransactionAction[] = [['update', renewal, 'Merge', { etag: lease.etag }]];
    for (const [key, value] of entries) actions.push(['upsert', documentRow(key, value, writeId), 'Replace']);
    try {
      const { subResponses } = await client.submitTransaction(actions);
      const etag = subResponses[0]?.etag;
      if (etag !== undefined) return { owner: lease.owner, epoch: lease.epoch, expiry, etag };
    } catch (error) {
      if (!isRefusedByState(error)) throw error;
    }
    // A commit repeated on the way meets its own first try; the id tells the two cases apart.
    const standing = await readRow(client, PARTITION, LEASE);
    if (standing !== undefined && isWrittenBy(standing, writeId)) return toLease(standing);
    throw new Conflict('lease moved');
  }

  return {
    commit,
    async readLease() {
      const standing = await readRow(client, PARTITION, LEASE);
      return standing === undefined ? undefined : toLease(standing);
    },
    async writeLease({ owner, epoch, expiry }, etag) {
      const row = {
        partitionKey: PARTITION,
        rowKey: LEASE,
        schema: integer(SCHEMA_VERSION),
        writeId: uuid(),
        owner,
        epoch: integer(epoch),
        expiry: integer(expiry),
      };
      return { owner, epoch, expiry, etag: await writeRow(client, row, etag) };
    },
    async read(key) {
      const standing = await readRow(client, PARTITION, documentKey(key));
      return standing === undefined ? undefined : { value: toValue(standing), etag: standing.etag };
    },
    async list(prefix) {
      const from = documentKey(prefix);
      const range = { partition: PARTITION, from, below: `${from}~` };
      const rows = await readRange(client, range, MOST_LISTED);
      return rows.map((row) => ({ key: decodeKey(row.rowKey.slice(DOCUMENTS.length)), value: toValue(row) }));
    },
    write: (key, value, etag) => writeRow(client, documentRow(key, value, uuid()), etag),
  };
}

function documentKey(key: string): string {
  return `${DOCUMENTS}${encodeKey(key)}`;
}

function documentRow(key: string, value: Json, writeId: string) {
  return {
    partitionKey: PARTITION,
    rowKey: documentKey(key),
    schema: integer(SCHEMA_VERSION),
    writeId,
    ...jsonColumns('value', value),
  };
}

function toValue({ row }: StoredRow): Json {
  requireSchema(row);
  return JSON_VALUE.parse(readJson(row, 'value'));
}

function toLease({ row, etag }: StoredRow): Lease {
  requireSchema(row);
  return { owner: readText(row, 'owner'), epoch: readInteger(row, 'epoch'), expiry: readInteger(row, 'expiry'), etag };
}
