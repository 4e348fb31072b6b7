import { asConnectorError } from '../domain/connector-error.ts';
import type { UserRecord } from '../domain/record.ts';
import type { RecordStore } from './ports.ts';

/** True for a row that is damaged: it stops nobody else. A row of a newer release is no such row. */
export function isUnreadableRow(error: unknown): boolean {
  return asConnectorError(error)?.code === 'row-unreadable';
}

/** The record, undefined when there is none or its row cannot be read; the store reports such a row. */
export async function readRecord(records: RecordStore, id: string): Promise<UserRecord | undefined> {
  try {
    return (await records.read(id))?.value;
  } catch (error) {
    if (!isUnreadableRow(error)) throw error;
    return undefined;
  }
}
