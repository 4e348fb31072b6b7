/** The parameters that a file gives. */
export interface Given {
  /** Values by name; a name given without a value is not in it. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Names whose value only the deployment knows; they count as given and are not looked at; undefined = `faults` say why. */
  readonly unread: ReadonlyMap<string, string | undefined>;
  /** What is wrong with the file itself. */
  readonly faults: readonly string[];
  /** By parameter the environment variable that azd takes its value from. */
  readonly variables: ReadonlyMap<string, string>;
}

export type Environment = Readonly<Record<string, string | undefined>>;
