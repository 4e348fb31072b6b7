import { type Fault, printFault } from '../config/fault.ts';
import { isTablesOutage } from '../tables/row-failures.ts';
import { describeError } from '../telemetry/describe-error.ts';
import { SecretsUnreadable } from './secrets.ts';

/** Settings that are wrong stop all work of the process: the reason is in its message. */
export class NotConfigured extends Error {
  override readonly name = 'NotConfigured';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(`The settings are not valid, so no work is done. ${faults.map(printFault).join(' | ')}`);
    this.faults = faults;
  }
}

const NOT_VALID = 'the settings are not valid';
const NO_SECRET = 'the vault did not give a secret';
const NO_TABLES = 'the tables do not answer';

/** Why the app cannot be used, for whoever asks over HTTP. */
export function whyNoWork(error: unknown): { readonly error: string; readonly [more: string]: unknown } {
  if (error instanceof NotConfigured) return { error: NOT_VALID, faults: error.faults };
  if (error instanceof SecretsUnreadable) return { error: NO_SECRET, secrets: error.secrets };
  return { error: NO_TABLES, detail: describeError(error) };
}

/** The reason a wake is finished with, undefined when the error is none that passes or is told elsewhere. */
export function reasonToLetGo(error: unknown): typeof NOT_VALID | typeof NO_SECRET | typeof NO_TABLES | undefined {
  if (error instanceof NotConfigured) return NOT_VALID;
  if (error instanceof SecretsUnreadable) return NO_SECRET;
  return isTablesOutage(error) ? NO_TABLES : undefined;
}
