import { RestError } from '@azure/core-rest-pipeline';
import { ConnectorError } from '../domain/connector-error.ts';
import { TablesTimeout } from './time-limit.ts';

/** The service found no such row; a missing table is something else and is not meant. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && !isTableMissing(error);
}

/** The table itself does not exist. */
export function isTableMissing(error: unknown): boolean {
  return statusOf(error) === 404 && codesOf(error).includes('TableNotFound');
}

/** A write met another state than it named: the row exists (409), moved (412) or went (404). */
export function isRefusedByState(error: unknown): boolean {
  const status = statusOf(error);
  return status === 409 || status === 412 || isMissing(error);
}

/** Errors of the identity library; it makes them before anything is sent. */
const NO_SIGN_IN = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);
const OUTAGE = new Set([0, 401, 403, 408, 429]);

/** The table service was not reached, lets nobody in, or answered that it is not able to serve at present. */
export function isTablesOutage(error: unknown): boolean {
  if (error instanceof TablesTimeout || (error instanceof Error && NO_SIGN_IN.has(error.name))) return true;
  if (!(error instanceof RestError)) return false;
  const { statusCode = 0 } = error;
  return OUTAGE.has(statusCode) || statusCode >= 500;
}

/** A stored row this version cannot read; nothing is guessed. */
export function unreadableRow(key: string, why: string, cause?: unknown): ConnectorError {
  return new ConnectorError('row-unreadable', `stored row ${key}: ${why}`, { kind: 'contract', cause });
}

/** A row that a newer release wrote: this one must neither change it nor pass it over for good. */
export function newerRow(key: string, version: number): ConnectorError {
  return new ConnectorError('row-newer', `stored row ${key}: schema version ${version} is not known`, {
    kind: 'contract',
  });
}

/** Told of each row that cannot be read. */
export type RowReport = (row: string, error: ConnectorError) => void;

/** The parsed row, undefined for one that cannot be read: it is reported and stops no list. */
export function parsedRow<T, R extends { readonly rowKey: string }>(
  parse: (row: R) => T,
  row: R,
  report: RowReport,
): T | undefined {
  try {
    return parse(row);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    report(row.rowKey, error);
    return undefined;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}

// The code is on the error itself for a transaction and inside `details` for a single operation.
function codesOf(error: unknown): readonly unknown[] {
  if (!(error instanceof RestError)) return [];
  const { code, details } = error;
  if (typeof details !== 'object' || details === null || !('odataError' in details)) return [code];
  const { odataError } = details;
  const inner =
    typeof odataError === 'object' && odataError !== null && 'code' in odataError ? odataError.code : undefined;
  return [code, inner];
}
