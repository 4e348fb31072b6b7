import { asConnectorError } from '../domain/connector-error.ts';
import { asRedacted, type SafeText } from '../domain/safe-text.ts';

const LONGEST = 300;

/**
 * What went wrong in one line for a log: code and first line, without anything that looks like a key or like a person's data. `kind` goes
 * before an error that is not our own.
 */
export function describeError(error: unknown, kind?: string): SafeText {
  const known = asConnectorError(error);
  if (known !== undefined) {
    const status = known.status === undefined ? '' : ` (HTTP ${known.status})`;
    return asRedacted(`${known.code}: ${known.message}${status}`, LONGEST);
  }
  const { message = String(error), code } = error instanceof Error ? (error as Error & { code?: unknown }) : {};
  const line = message.split('\n').find((text) => text.trim() !== '') ?? '';
  const before = [kind, typeof code === 'string' ? code : undefined].filter((part) => part !== undefined);
  return asRedacted([...before, line].join(': '), LONGEST);
}
