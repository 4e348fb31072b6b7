import { newerRow, unreadableRow } from './row-failures.ts';

/** A row as the SDK delivers it; 64-bit integers arrive as bigint. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Version of the row shapes in this folder, written on every row. It grows with every shape that the release before could not
 * read; rows of all versions from 1 on are read, and a row gets the present version with its next write.
 */
export const SCHEMA_VERSION = 1;

// A string property holds 32 K UTF-16 units; the rest is room for nothing but caution.
const LONGEST_PART = 30_000;
const MOST_PARTS = 40;

/** Milliseconds and counters are sent as 64-bit integers: an untyped number is taken for 32 bits or a float. */
export function integer(value: number): bigint {
  return BigInt(Math.trunc(value));
}

/**
 * JSON text split over `name`, `name1`, `name2` ...; other than ASCII is escaped, so no pair of units is cut in two.
 * @throws ConnectorError `row-unreadable` when it would not fit a row
 */
export function jsonColumns(name: string, value: unknown): Record<string, string> {
  const text = JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const parts = Math.max(1, Math.ceil(text.length / LONGEST_PART));
  if (parts > MOST_PARTS) throw unreadableRow(name, `${text.length} characters of JSON do not fit a row`);
  return Object.fromEntries(
    Array.from({ length: parts }, (_, part) => [
      part === 0 ? name : `${name}${part}`,
      text.slice(part * LONGEST_PART, (part + 1) * LONGEST_PART),
    ]),
  );
}

/** The value `jsonColumns` was given, `undefined` when the row has none. @throws ConnectorError `row-unreadable` */
export function readJson(row: Row, name: string): unknown {
  let text = readOptionalText(row, name);
  if (text === undefined) return undefined;
  for (let part = 1; part < MOST_PARTS; part += 1) {
    const more = readOptionalText(row, `${name}${part}`);
    if (more === undefined) break;
    text += more;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadableRow(keyOf(row), `column ${name} is not JSON`, cause);
  }
}

/** @throws ConnectorError `row-unreadable` when the column is missing or of another type */
export function readText(row: Row, name: string): string {
  const value = readOptionalText(row, name);
  if (value === undefined) throw unreadableRow(keyOf(row), `column ${name} is missing`);
  return value;
}

export function readOptionalText(row: Row, name: string): string | undefined {
  const value = row[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unreadableRow(keyOf(row), `column ${name} is not text`);
  return value;
}

/** @throws ConnectorError `row-unreadable` when the column is missing or of another type */
export function readInteger(row: Row, name: string): number {
  const value = readOptionalInteger(row, name);
  if (value === undefined) throw unreadableRow(keyOf(row), `column ${name} is missing`);
  return value;
}

export function readOptionalInteger(row: Row, name: string): number | undefined {
  const value = row[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'bigint' && typeof value !== 'number') {
    throw unreadableRow(keyOf(row), `column ${name} is not a number`);
  }
  return Number(value);
}

/** @throws ConnectorError `row-unreadable` when the column is missing or of another type */
export function readFlag(row: Row, name: string): boolean {
  const value = row[name];
  if (typeof value !== 'boolean') throw unreadableRow(keyOf(row), `column ${name} is not true or false`);
  return value;
}

/**
 * A row of a later version was written by a newer release; this one must not touch it.
 * @param newest version that the caller knows, like all before it
 * @throws ConnectorError `row-newer`, or `row-unreadable` when the version itself cannot be read
 */
export function requireSchema(row: Row, newest = SCHEMA_VERSION): void {
  const version = readInteger(row, 'schema');
  if (version < 1) throw unreadableRow(keyOf(row), `schema version ${version}: allowed is 1 to ${newest}`);
  if (version > newest) throw newerRow(keyOf(row), version);
}

function keyOf(row: Row): string {
  return `${String(row.partitionKey)} ${String(row.rowKey)}`;
}
