import * as z from 'zod';
import type { Have, UserRecord, Want } from '../domain/record.ts';
import {
  integer,
  jsonColumns,
  type Row,
  readFlag,
  readJson,
  readOptionalInteger,
  readOptionalText,
  readText,
  requireSchema,
  SCHEMA_VERSION,
} from './columns.ts';
import { unreadableRow } from './row-failures.ts';

type Kind = 'text' | 'integer' | 'flag' | 'json';

// Column names are the record's own names; the two halves share none. A null is a column that is not there.
const WANT_KINDS = {
  source: 'text',
  entitledBy: 'json',
  filter: 'text',
  sourceDigest: 'text',
  version: 'integer',
  grownAt: 'integer',
  departure: 'json',
  departures: 'integer',
  release: 'json',
  absentSince: 'integer',
  doubtUntil: 'integer',
  configuration: 'text',
  epoch: 'integer',
  urgency: 'integer',
} as const satisfies Record<keyof Want, Kind>;

const HAVE_KINDS = {
  accountId: 'text',
  state: 'text',
  sent: 'json',
  echo: 'json',
  targetVersion: 'text',
  confirmedVersion: 'integer',
  confirmedDeparture: 'integer',
  forcedVersion: 'integer',
  suspect: 'flag',
  intent: 'json',
  searchAfter: 'integer',
  searchPage: 'integer',
  missingSince: 'integer',
  readAgainAt: 'integer',
  recheck: 'json',
  nameWantedBy: 'json',
  waitsFor: 'text',
  attempts: 'integer',
  attemptsOf: 'integer',
  attemptsOfDeparture: 'integer',
  reason: 'text',
  nextAttempt: 'integer',
  parked: 'flag',
} as const satisfies Record<keyof Have, Kind>;

const count = z.int().nonnegative();
const digests = z.record(z.string(), z.string());

const WANT = z.strictObject({
  source: z.enum(['present', 'disabled', 'softDeleted', 'absent', 'purged']),
  entitledBy: z.array(z.string()),
  filter: z
    .enum(['pass', 'fail', 'unknown'])
    .nullable()
    .transform((verdict) => verdict ?? 'unknown'),
  sourceDigest: z.string(),
  version: count,
  grownAt: z.int().nullable(),
  departure: z
    .strictObject({
      number: count,
      since: z.int(),
      why: z.enum(['disabled', 'softDeleted', 'absent', 'purged', 'unassigned', 'filtered']),
      action: z.enum(['disable', 'delete', 'keep']),
    })
    .nullable(),
  departures: count,
  release: z.strictObject({ departure: count, until: z.int() }).nullable(),
  absentSince: z.int().nullable(),
  doubtUntil: z.int().nullable(),
  configuration: z.string(),
  epoch: count,
  urgency: z.union([z.literal(1), z.literal(2)]),
}) satisfies z.ZodType<Want>;

const HAVE = z.strictObject({
  accountId: z.string().nullable(),
  state: z.enum(['none', 'active', 'inactive', 'deleted']),
  sent: digests,
  echo: digests,
  targetVersion: z.string().nullable(),
  confirmedVersion: count,
  confirmedDeparture: count,
  forcedVersion: count.nullable(),
  suspect: z.boolean(),
  intent: z
    .strictObject({
      id: z.string(),
      verb: z.enum(['create', 'adopt', 'update', 'enable', 'disable', 'delete']),
      targetId: z.string().nullable(),
      expiry: z.int(),
    })
    .nullable(),
  searchAfter: z.int().nullable(),
  searchPage: count.nullable(),
  missingSince: z.int().nullable(),
  readAgainAt: z.int().nullable(),
  recheck: z
    .strictObject({
      reason: z.enum(['source-ahead', 'source-doubt', 'name-wanted', 'name-freed', 'on-demand']),
      looks: count,
    })
    .nullable(),
  nameWantedBy: z.array(z.string()),
  waitsFor: z.string().nullable(),
  attempts: count,
  attemptsOf: count,
  attemptsOfDeparture: count,
  reason: z.string().nullable(),
  nextAttempt: z.int(),
  parked: z.boolean(),
}) satisfies z.ZodType<Have>;

/** Columns of a record, without keys. */
export function toColumns({ id, want, have }: UserRecord): Record<string, unknown> {
  return { schema: integer(SCHEMA_VERSION), id, ...halfColumns(want, WANT_KINDS), ...halfColumns(have, HAVE_KINDS) };
}

/** The record a row holds. @throws ConnectorError `row-unreadable` naming the row and the columns that are wrong */
export function fromColumns(row: Row): UserRecord {
  requireSchema(row);
  const id = readText(row, 'id');
  const want = WANT.safeParse(readHalf(row, WANT_KINDS));
  const have = HAVE.safeParse(readHalf(row, HAVE_KINDS));
  if (want.success && have.success) return { id, want: want.data, have: have.data };
  const columns = [...(want.error?.issues ?? []), ...(have.error?.issues ?? [])].map(({ path }) => path.join('.'));
  throw unreadableRow(id, `columns ${columns.join(', ')} hold what this version does not know`);
}

function halfColumns(half: object, kinds: Readonly<Record<string, Kind>>): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(half)) {
    if (value === null) continue;
    if (kinds[name] === 'json') Object.assign(columns, jsonColumns(name, value));
    else columns[name] = typeof value === 'number' ? integer(value) : value;
  }
  return columns;
}

function readHalf(row: Row, kinds: Readonly<Record<string, Kind>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, readColumn(row, name, kind)]));
}

function readColumn(row: Row, name: string, kind: Kind): unknown {
  if (kind === 'flag') return readFlag(row, name);
  if (kind === 'integer') return readOptionalInteger(row, name) ?? null;
  if (kind === 'json') return readJson(row, name) ?? null;
  return readOptionalText(row, name) ?? null;
}
