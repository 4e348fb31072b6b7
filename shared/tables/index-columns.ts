import type { DueEntry, HeldEntry } from '../sync/ports.ts';
import {
  integer,
  type Row,
  readFlag,
  readInteger,
  readOptionalInteger,
  readOptionalText,
  readText,
  requireSchema,
  SCHEMA_VERSION,
} from './columns.ts';
import type { IndexRow } from './index-rows.ts';
import type { StoredRow } from './row-access.ts';
import { unreadableRow } from './row-failures.ts';

/**
 * Columns of an index row, merged into a row that stands already: its marks (`woken`, `previewed`, `plan`) belong to the
 * place in the index and outlive a change of the record that does not move it.
 */
export function indexColumns(index: IndexRow): Record<string, unknown> {
  const schema = integer(SCHEMA_VERSION);
  if (index.type === 'held') return { schema, ...index.columns };
  const { priority, at, releasedUntil, version, ...rest } = index.columns;
  return {
    schema,
    ...rest,
    priority: integer(priority),
    at: integer(at),
    releasedUntil: integer(releasedUntil),
    version: integer(version),
  };
}

/** @throws ConnectorError `row-unreadable` */
export function toDueEntry({ row, rowKey }: StoredRow): DueEntry {
  requireSchema(row);
  const priority = readInteger(row, 'priority');
  if (priority !== 0 && priority !== 1 && priority !== 2)
    throw unreadableRow(rowKey, `priority ${priority} is not known`);
  const recheck = readText(row, 'recheck');
  return {
    id: readText(row, 'id'),
    priority,
    at: readInteger(row, 'at'),
    woken: readOptionalInteger(row, 'woken') ?? 0,
    doubted: isDoubted(row, recheck),
    recheck,
    releasedUntil: readInteger(row, 'releasedUntil'),
    parked: readFlag(row, 'parked'),
    reason: readText(row, 'reason'),
    version: readInteger(row, 'version'),
    previewed: readOptionalText(row, 'previewed') ?? '',
    key: rowKey,
  };
}

/** A row without the column may stand for a doubt of either sort. */
function isDoubted(row: Row, recheck: string): boolean {
  return Object.hasOwn(row, 'doubted') ? readFlag(row, 'doubted') : recheck === 'source-doubt';
}

/** @throws ConnectorError `row-unreadable` */
export function toHeldEntry({ row, rowKey }: StoredRow): HeldEntry {
  requireSchema(row);
  return {
    id: readText(row, 'id'),
    // A row without the column stays as it is while the departure is held: as doubted it would be read with every run.
    doubted: Object.hasOwn(row, 'doubted') && readFlag(row, 'doubted'),
    plan: readOptionalText(row, 'plan') ?? '',
    key: rowKey,
  };
}

/** Due entries in the order in which they are worked: priority, time, then id so that the order is stable. */
export function byDueOrder(a: DueEntry, b: DueEntry): number {
  return a.priority - b.priority || a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
