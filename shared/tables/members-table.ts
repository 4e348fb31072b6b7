import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { MemberStore } from '../sync/ports.ts';
import { integer, requireSchema, SCHEMA_VERSION } from './columns.ts';
import { readRange, readRow, slicesOf } from './row-access.ts';
import { isMissing, isRefusedByState } from './row-failures.ts';
import { decodeKey, encodeKey, endOf } from './row-keys.ts';

const MEMBERS = 'm|';
const PENDING = 'p|';
/** Two rows for each user must fit one transaction, with room to spare. */
const MOST_USERS = 40;
const TRIES = 3;
const AT_ONCE = 8;
const SCHEMA = integer(SCHEMA_VERSION);

/** Who is wanted in a group, and which changes have not reached the users' records yet; one partition for each group. */
export function createMembersTable(client: TableClient): MemberStore {
  async function setWanted(group: string, users: readonly string[], wanted: boolean): Promise<void> {
    const keys = [...new Set(users)].map(encodeKey);
    if (keys.length > MOST_USERS) throw new RangeError(`at most ${MOST_USERS} users a call`);
    if (keys.length === 0) return;
    const partitionKey = encodeKey(group);
    let changed = keys;
    for (let tried = 1; ; tried += 1) {
      const members = changed.map((user): TransactionAction => {
        const rowKey = MEMBERS + user;
        return wanted
          ? ['upsert', { partitionKey, rowKey, schema: SCHEMA }, 'Replace']
          : ['delete', { partitionKey, rowKey }];
      });
      const pending = keys.map(
        (user): TransactionAction => [
          'upsert',
          { partitionKey, rowKey: PENDING + user, schema: SCHEMA, wanted },
          'Replace',
        ],
      );
      try {
        await client.submitTransaction([...members, ...pending]);
        return;
      } catch (error) {
        if (!isMissing(error) || tried === TRIES) throw error;
        // Somebody on the list is no member: the delete of a missing row fails the transaction for all.
        changed = await standingMembers(partitionKey, keys);
      }
    }
  }

  async function standingMembers(partition: string, users: readonly string[]): Promise<string[]> {
    const standing: string[] = [];
    for (const slice of slicesOf(users, AT_ONCE)) {
      const rows = await Promise.all(slice.map((user) => readRow(client, partition, MEMBERS + user)));
      standing.push(...slice.filter((_, position) => rows[position] !== undefined));
    }
    return standing;
  }

  return {
    setWanted,
    async wanted(group, cursor, limit) {
      const range = { partition: encodeKey(group), from: MEMBERS, below: endOf(MEMBERS), after: cursor };
      const rows = await readRange(client, range, limit);
      const items = rows.map(({ row, rowKey }) => {
        requireSchema(row);
        return decodeKey(rowKey.slice(MEMBERS.length));
      });
      const last = rows.at(-1);
      return rows.length < limit || last === undefined ? { items } : { items, next: last.rowKey };
    },
    async isWanted(group, user) {
      return (await readRow(client, encodeKey(group), MEMBERS + encodeKey(user))) !== undefined;
    },
    async pending(group, limit) {
      const range = { partition: encodeKey(group), from: PENDING, below: endOf(PENDING) };
      const rows = await readRange(client, range, limit);
      return rows.map(({ row, rowKey, etag }) => {
        requireSchema(row);
        // What stands here is checked against the list, which also mends a flag that is damaged.
        return { user: decodeKey(rowKey.slice(PENDING.length)), wanted: row.wanted === true, etag };
      });
    },
    async clearPending(group, rows) {
      for (const slice of slicesOf(rows, AT_ONCE)) {
        await Promise.all(slice.map(({ user, etag }) => deleteUnmoved(client, encodeKey(group), user, etag)));
      }
    },
  };
}

// One by one: a transaction of the SDK deletes whatever stands there.
async function deleteUnmoved(client: TableClient, partition: string, user: string, etag: string): Promise<void> {
  try {
    await client.deleteEntity(partition, PENDING + encodeKey(user), { etag });
  } catch (error) {
    if (!isRefusedByState(error)) throw error;
  }
}
