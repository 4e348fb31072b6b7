import { EvaluationError } from './expression-error.ts';
import type { SourceUser } from '../types.ts';

/** What a part of an expression yields; booleans are the texts True and False, as in the incumbent. */
export type Value = string | readonly string[] | null;

/** Says that the attribute must be left out of this flow altogether, whatever happens to empty results. */
export const IGNORED = Symbol('ignored');

/** What a whole expression yields. */
type Result = Value | typeof IGNORED;

/** A compiled expression. */
export type Evaluator = (source: SourceUser) => Result;

/** A compiled part whose result is read as one text. */
export type TextEvaluator = (source: SourceUser) => string | null;

/** True for null, blank text and a list without items. */
export function isEmpty(value: Value): boolean {
  return value === null || value.length === 0;
}

/**
 * Reads a value as one text.
 * @throws EvaluationError for a list of several values, because any choice among them would be arbitrary.
 */
export function toText(value: Value): string | null {
  if (value === null || typeof value === 'string') return value;
  if (value.length > 1) throw new EvaluationError(`${value.length} values stand where one is expected`);
  return value[0] ?? null;
}

/** The text of a boolean. */
export function booleanText(value: boolean): 'True' | 'False' {
  return value ? 'True' : 'False';
}

/** Reads a number from decimal or `&H` text; nothing when it is neither. */
export function toNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?\d+(?:\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (/^&h[0-9a-f]+$/i.test(trimmed)) return Number.parseInt(trimmed.slice(2), 16);
  return undefined;
}
