import { asConnectorError } from '../domain/connector-error.ts';

const LONGEST = 300;
const KEYS = /\b(\w*(?:key|secret|signature|sig|token))=[^;&\s"']+/gi;

/** What went wrong in one line for a log: code and first line, without anything that looks like a key. */
export function describeError(error: unknown): string {
  const known = asConnectorError(error);
  if (known !== undefined) {
    return `${known.code}: ${known.message}${known.status === undefined ? '' : ` (HTTP ${known.status})`}`;
  }
  const { message = String(error), code } = error instanceof Error ? (error as Error & { code?: unknown }) : {};
  const line = message.split('\n').find((text) => text.trim() !== '') ?? '';
  return `${typeof code === 'string' ? `${code}: ` : ''}${line.replace(KEYS, '$1=***')}`.slice(0, LONGEST);
}
