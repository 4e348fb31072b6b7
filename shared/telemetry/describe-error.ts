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
  const { message = error, code } = error instanceof Error ? (error as { message: unknown; code?: unknown }) : {};
  const line =
    textOf(message)
      .split('\n')
      .find((text) => text.trim() !== '') ?? '';
  const before = [kind, typeof code === 'string' ? code : undefined].filter((part) => part !== undefined);
  return asRedacted([...before, line].join(': '), LONGEST);
}

/** Whatever was thrown: that it cannot be told must not become an error of its own. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'an error without a text';
  }
}
