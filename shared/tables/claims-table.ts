import type { TableClient } from '@azure/data-tables';
import { type Claim, type ClaimStore, Conflict } from '../sync/ports.ts';
import { integer, readText, requireSchema, SCHEMA_VERSION } from './columns.ts';
import { readRow, type StoredRow, writeRow } from './row-access.ts';
import { isRefusedByState, unreadableRow } from './row-failures.ts';
import { encodeKey } from './row-keys.ts';

const ROW = 'claim';

export interface ClaimsOptions {
  readonly client: TableClient;
  /** A new id for every write. */
  readonly uuid: () => string;
}

/** Which record owns a target id: one partition with one row for each. */
export function createClaimsTable({ client, uuid }: ClaimsOptions): ClaimStore {
  const toRow = (targetId: string, { owner, how }: Claim) => ({
    partitionKey: encodeKey(targetId),
    rowKey: ROW,
    schema: integer(SCHEMA_VERSION),
    writeId: uuid(),
    owner,
    how,
  });

  return {
    async read(targetId) {
      const standing = await readRow(client, encodeKey(targetId), ROW);
      return standing === undefined ? undefined : { value: toClaim(standing), etag: standing.etag };
    },
    async insert(targetId, claim) {
      await writeRow(client, toRow(targetId, claim), undefined);
    },
    async replace(targetId, claim, etag) {
      await writeRow(client, toRow(targetId, claim), etag);
    },
    async remove(targetId, etag) {
      try {
        await client.deleteEntity(encodeKey(targetId), ROW, { etag });
      } catch (error) {
        if (!isRefusedByState(error)) throw error;
        // Also after a removal that was repeated on the way: the caller reads again and finds no claim.
        throw new Conflict(`claim on ${targetId} moved`);
      }
    },
  };
}

function toClaim({ row }: StoredRow): Claim {
  requireSchema(row);
  const how = readText(row, 'how');
  if (how !== 'created' && how !== 'adopted') throw unreadableRow(String(row.partitionKey), `how ${how} is not known`);
  return { owner: readText(row, 'owner'), how };
}
