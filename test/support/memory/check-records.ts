import { indexEntry } from '../../../shared/domain/record.ts';
import type { MarkedRow, RecordRow } from './memory-records.ts';

/** Compares every record with the index rows that stand beside it; one sentence per difference. */
export function checkRecords(
  rows: ReadonlyMap<string, RecordRow>,
  index: ReadonlyMap<string, MarkedRow>,
): readonly string[] {
  const standing = new Map<string, MarkedRow[]>();
  for (const marked of index.values()) {
    const { id } = marked.row.columns;
    standing.set(id, [...(standing.get(id) ?? []), marked]);
  }
  const orphans = [...standing.keys()].filter((id) => !rows.has(id)).map((id) => `${id} has index rows but no record`);
  return [...orphans, ...[...rows.values()].flatMap((row) => checkRecord(row, standing.get(row.record.id) ?? []))];
}

function checkRecord({ record, indexKey }: RecordRow, standing: readonly MarkedRow[]): string[] {
  const entry = indexEntry(record);
  const [first] = standing;
  if (standing.length > 1) return [`${record.id} has ${standing.length} index rows`];
  if (entry === null) return first === undefined ? [] : [`${record.id} needs nothing but has ${first.row.key}`];
  if (first === undefined) return [`${record.id} is ${entry.type} but has no index row`];
  if (first.row.key !== indexKey) return [`${record.id} names ${indexKey} but has ${first.row.key}`];
  if (first.row.type !== entry.type) return [`${record.id} is ${entry.type} but has a ${first.row.type} row`];
  if (entry.type === 'due' && first.row.type === 'due') {
    const { at, priority } = first.row.columns;
    if (priority !== entry.priority || at !== Math.ceil(Math.max(entry.at, 0))) {
      return [`${record.id} is due ${entry.priority}|${entry.at} but stands at ${priority}|${at}`];
    }
  }
  return [];
}
