import { NEVER } from '../domain/retry.ts';
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

/** ISO 8601; null for what never was (0) or never comes. */
export function isoTime(at: number): string | null {
  return at > 0 && at < NEVER ? new Date(at).toISOString() : null;
}

/** Whole seconds since a time; null for "never" (0). */
export function secondsSince(at: number, now: number): number | null {
  return at > 0 ? Math.max(Math.round((now - at) / 1000), 0) : null;
}

/** When a record is tried next: a time, `now`, or that it waits for a change of the person. */
export function dueTime(at: number, now: number): string {
  return at <= now ? 'now' : (isoTime(at) ?? 'when the person changes');
}
