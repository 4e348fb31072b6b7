import type { Ports } from './configuration.ts';
import type { Json } from './ports.ts';

export interface StatusAnswer {
  /** HTTP status code. */
  readonly code: number;
  readonly body: Json;
}

export type StatusPorts = Pick<
  Ports,
  'configuration' | 'clock' | 'digester' | 'directory' | 'records' | 'control' | 'journal'
>;

/** ISO 8601; null for "never" (0). */
export function isoTime(at: number): string | null {
  return at > 0 ? new Date(at).toISOString() : null;
}

/** Whole seconds since a time; null for "never" (0). */
export function secondsSince(at: number, now: number): number | null {
  return at > 0 ? Math.max(Math.round((now - at) / 1000), 0) : null;
}
