import * as z from 'zod';
import type { Clock, Journal, JournalEntry } from '../sync/ports.ts';
import {
  integer,
  jsonColumns,
  readInteger,
  readJson,
  readOptionalInteger,
  readText,
  requireSchema,
  SCHEMA_VERSION,
} from './columns.ts';
import { readRange, readRow, type StoredRow } from './row-access.ts';
import { isRefusedByState, isTableMissing } from './row-failures.ts';
import { encodeKey, newestFirstKey } from './row-keys.ts';
import type { Tables } from './table-clients.ts';

const START = 'journal';
const HIGHEST_COUNT = 999_999_999;
/** Another instance's clock may be ahead; the month it may already be in is looked at too. */
const CLOCK_SKEW_MS = 10 * 60_000;

const NAMES = z.array(z.string());

export interface JournalOptions {
  readonly tables: Tables;
  readonly clock: Pick<Clock, 'now'>;
  readonly uuid: () => string;
  /** Months kept beside the present one; older tables are not read. @default 3 */
  readonly monthsKept?: number;
}

export interface JournalTable extends Journal {
  /** Drops the tables of months that are no longer kept; returns their names. */
  dropOld(): Promise<readonly string[]>;
}

/** The provisioning log: a table for each month, so that what is past its time goes in one request. */
export function createJournalTable({ tables, clock, uuid, monthsKept = 3 }: JournalOptions): JournalTable {
  let written = 0;

  async function append(id: string, entry: JournalEntry): Promise<void> {
    written += 1;
    // The count keeps entries of one millisecond in order, the id keeps instances apart.
    const order = String(HIGHEST_COUNT - (written % HIGHEST_COUNT)).padStart(9, '0');
    const rowKey = `${newestFirstKey(entry.at)}|${order}|${uuid()}`;
    const row = { partitionKey: encodeKey(id), rowKey, ...toColumns(entry) };
    const name = tableOf(entry.at);
    const client = tables.client(name);
    try {
      await client.createEntity(row);
    } catch (error) {
      if (isTableMissing(error)) {
        await tables.ensure([name]);
        await client.createEntity(row);
        return;
      }
      // The request was repeated on the way and met its own first try: the key holds an id nobody else has.
      if (!isRefusedByState(error) || (await readRow(client, row.partitionKey, rowKey)) === undefined) throw error;
    }
  }

  async function last(id: string, count: number): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (const name of keptTables()) {
      if (entries.length >= count) break;
      try {
        const range = { partition: encodeKey(id), from: '0', below: '~' };
        const rows = await readRange(tables.client(name), range, count - entries.length);
        entries.push(...rows.map(toEntry));
      } catch (error) {
        if (!isTableMissing(error)) throw error;
      }
    }
    return entries;
  }

  function keptTables(): readonly string[] {
    const present = new Date(clock.now());
    const months = Array.from({ length: monthsKept + 1 }, (_, back) =>
      tableOf(Date.UTC(present.getUTCFullYear(), present.getUTCMonth() - back, 1)),
    );
    return [...new Set([tableOf(clock.now() + CLOCK_SKEW_MS), ...months])];
  }

  return {
    append,
    last,
    async dropOld() {
      const oldest = keptTables().at(-1) ?? START;
      const names = await tables.names(START);
      const old = names.filter((name) => /^journal\d{6}$/.test(name) && name < oldest);
      for (const name of old) await tables.drop(name);
      return old;
    },
  };
}

function tableOf(at: number): string {
  const time = new Date(at);
  return `${START}${time.getUTCFullYear()}${String(time.getUTCMonth() + 1).padStart(2, '0')}`;
}

function toColumns({ at, attempt, verb, attributes, outcome, status }: JournalEntry): Record<string, unknown> {
  const answer = status === null ? {} : { status: integer(status) };
  const columns = { schema: integer(SCHEMA_VERSION), at: integer(at), attempt, verb, outcome, ...answer };
  return { ...columns, ...jsonColumns('attributes', attributes) };
}

function toEntry({ row }: StoredRow): JournalEntry {
  requireSchema(row);
  return {
    at: readInteger(row, 'at'),
    attempt: readText(row, 'attempt'),
    verb: readText(row, 'verb'),
    attributes: NAMES.parse(readJson(row, 'attributes')),
    outcome: readText(row, 'outcome'),
    status: readOptionalInteger(row, 'status') ?? null,
  };
}
