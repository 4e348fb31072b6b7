import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { UserRecord } from '../domain/record.ts';
import { Conflict, type RecordStore, type Stored } from '../sync/ports.ts';
import { readBucketPage, readDue } from './bucket-reading.ts';
import { integer, readOptionalText } from './columns.ts';
import { indexColumns, toDueEntry, toHeldEntry } from './index-columns.ts';
import { markRow, markRows } from './index-marks.ts';
import { type IndexRow, indexRowOf, ROWS, recordKey } from './index-rows.ts';
import { fromColumns, toColumns } from './record-columns.ts';
import { isWrittenBy, readRow, type StoredRow } from './row-access.ts';
import { isMissing, isRefusedByState, type RowReport } from './row-failures.ts';
import { bucketOf } from './row-keys.ts';

const TRIES = 3;

export interface RecordsOptions {
  readonly client: TableClient;
  /** A new id for every write. */
  readonly uuid: () => string;
  /** Told of each row that a list leaves out because it cannot be read. */
  readonly report?: RowReport;
}

/** What a record's ETag says to this store: the row's own, and the index row that was written with it. */
interface Version {
  readonly etag: string;
  readonly indexKey: string;
}

/** Records and their index in Table Storage; a record and its one index row always change in one transaction. */
export function createRecordsTable({ client, uuid, report = () => undefined }: RecordsOptions): RecordStore {
  const readStored = (id: string) => readRow(client, bucketOf(id), recordKey(id));

  async function write(record: UserRecord, etag: string | undefined): Promise<string> {
    const index = indexRowOf(record);
    const writeId = uuid();
    const version = etag === undefined ? undefined : parseVersion(etag);
    let isIndexRowThere = true;
    for (let tried = 0; tried < TRIES; tried += 1) {
      const left = isIndexRowThere && version?.indexKey !== index?.key ? (version?.indexKey ?? '') : '';
      try {
        const actions = writeActions(record, { index, left, etag: version?.etag, writeId });
        const { subResponses } = await client.submitTransaction(actions);
        const written = subResponses[0]?.etag;
        if (written !== undefined) return formatVersion({ etag: written, indexKey: index?.key ?? '' });
      } catch (error) {
        if (!isRefusedByState(error)) throw error;
        isIndexRowThere = !isMissing(error);
      }
      // Three ways to come here: another writer was first; the request was repeated on the way and met its own first
      // try; or the index row named by the record does not stand, which fails the whole transaction.
      const standing = await readStored(record.id);
      if (standing !== undefined && isWrittenBy(standing, writeId)) return versionOf(standing);
      if (standing === undefined || standing.etag !== version?.etag) break;
    }
    throw new Conflict(`record ${record.id} moved`);
  }

  return {
    write,
    async read(id) {
      const standing = await readStored(id);
      return standing === undefined ? undefined : toStored(standing);
    },
    due: (now, limit) => readDue(client, now, limit, report),
    dirty: (cursor, limit) => readBucketPage(client, { prefix: ROWS.due, parse: toDueEntry, cursor, limit, report }),
    held: (cursor, limit) => readBucketPage(client, { prefix: ROWS.held, parse: toHeldEntry, cursor, limit, report }),
    all: (cursor, limit) => readBucketPage(client, { prefix: ROWS.user, parse: toStored, cursor, limit, report }),
    markWoken: (entries, at) => markRows(client, entries, { woken: integer(at) }),
    markPlanned: (entries, plan) => markRows(client, entries, { plan }),
    async markPreviewed(id, mark) {
      const standing = await readStored(id);
      const key = standing === undefined ? '' : indexKeyOf(standing);
      if (key.startsWith(ROWS.due)) await markRow(client, { id, key }, { previewed: mark });
    },
  };
}

interface Change {
  readonly index: IndexRow | undefined;
  /** Key of the index row that must go, '' for none. */
  readonly left: string;
  readonly etag: string | undefined;
  readonly writeId: string;
}

function writeActions(record: UserRecord, { index, left, etag, writeId }: Change): TransactionAction[] {
  const partitionKey = bucketOf(record.id);
  const indexKey = index === undefined ? {} : { index: index.key };
  const row = { partitionKey, rowKey: recordKey(record.id), writeId, ...indexKey, ...toColumns(record) };
  const actions: TransactionAction[] = [etag === undefined ? ['create', row] : ['update', row, 'Replace', { etag }]];
  if (left !== '') actions.push(['delete', { partitionKey, rowKey: left }]);
  if (index !== undefined)
    actions.push(['upsert', { partitionKey, rowKey: index.key, ...indexColumns(index) }, 'Merge']);
  return actions;
}

function toStored(standing: StoredRow): Stored<UserRecord> {
  return { value: fromColumns(standing.row), etag: versionOf(standing) };
}

function indexKeyOf({ row }: StoredRow): string {
  return readOptionalText(row, 'index') ?? '';
}

function versionOf(standing: StoredRow): string {
  return formatVersion({ etag: standing.etag, indexKey: indexKeyOf(standing) });
}

// Carrying the index key in the ETag handed out saves a read before every write. Keys hold no space.
function formatVersion({ etag, indexKey }: Version): string {
  return `${indexKey} ${etag}`;
}

function parseVersion(text: string): Version {
  const space = text.indexOf(' ');
  return { indexKey: text.slice(0, Math.max(space, 0)), etag: text.slice(space + 1) };
}
