/** The parameters that a file gives. */
export interface Given {
  /** Values by name; a name given without a value is not in it. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Names whose value only the deployment knows; they count as given and are not looked at. */
  readonly unread: ReadonlyMap<string, string>;
  /** What is wrong with the file itself. */
  readonly faults: readonly string[];
  /** By parameter the environment variable that azd takes its value from. */
  readonly variables: ReadonlyMap<string, string>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Ends a command with exit code 2: it was called wrongly, or a file cannot be read. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
