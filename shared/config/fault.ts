import { withoutKeys } from '../domain/safe-text.ts';
import { SETTINGS, type SettingName } from './settings-table.ts';

/** One thing that is wrong with the configuration; a secret's value is never in it. */
export interface Fault {
  readonly key: string;
  readonly value: string;
  readonly allowed: string;
  readonly message: string;
}

const LONGEST_SHOWN = 120;
/** Looking for secrets takes time by the square of the length. */
const MOST_READ = 2_000;

/** A value for people: cut, secrets starred, those in the wrong setting as well, absence named. */
export function shown(name: string, value: unknown): string {
  if (value === undefined || value === '') return '(not set)';
  if (Object.hasOwn(SETTINGS, name) && SETTINGS[name as SettingName].secret) return '***';
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const text = withoutKeys(whole.slice(0, MOST_READ));
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** One line of a fault for a log. */
export function printFault({ key, value, allowed, message }: Fault): string {
  return `${key}: ${message}; given ${value}; allowed: ${allowed}`;
}
