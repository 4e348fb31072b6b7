/**
 * A secret as it is now. `rejected` is a value that the other side has just refused: a source that can look again does so.
 * The caller compares: the same value again means that there is no other one. @throws ConnectorError
 */
export type SecretSource = (rejected?: string) => Promise<string>;

/** A secret that stays the same for the life of the process. */
export function fixedSecret(value: string): SecretSource {
  return async () => value;
}
