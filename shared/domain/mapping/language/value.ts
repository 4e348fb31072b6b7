import type { SourceUser } from '../types.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import { EvaluationError } from './expression-error.ts';

/** What a part of an expression yields; booleans are the texts True and False and numbers are digits, as in the incumbent. */
export type Value = string | readonly string[] | null;

/** Says that the attribute must be left out of this flow altogether, whatever happens to empty results. */
export const IGNORED = Symbol('ignored');

/** Says that nothing at all must be written for this user now. */
export const IGNORED_OBJECT = Symbol('ignored object');

/**
 * What SelectUniqueValue yields: values to try in this order until one is free at the target.
 *
 * Each rule is evaluated when it is asked for, so that a later rule that would fail costs nothing. Who creates the account takes the
 * first value, asks the target whether it is free, creates, and takes the next when the name turns out to be taken (409).
 */
export interface Candidates {
  readonly kind: 'candidates';
  /** Values that are not empty, in order. @throws EvaluationError when a rule fails. */
  values(): Iterable<string>;
}

/** The role list of AppRoleAssignmentsComplex (`add`: never takes a role away) or of the assertive form (`replace`). */
export interface RoleAssignments {
  readonly kind: 'roles';
  readonly operation: 'add' | 'replace';
  readonly roles: readonly { readonly value: string; readonly displayName: string }[];
}

/** What a whole expression yields. */
export type Result = Value | typeof IGNORED | typeof IGNORED_OBJECT | Candidates | RoleAssignments;

/** A compiled expression; without a context it knows neither time nor chance nor roles. @throws EvaluationError only. */
export type Evaluator = (source: SourceUser, context?: EvaluationContext) => Result;

/** A compiled part of an expression. */
export type Part<T> = (source: SourceUser, context: EvaluationContext) => T;

/** A part that is read as one text. */
export type TextPart = Part<string | null>;

/** True for null, blank text and a list without items. */
export function isEmpty(value: Value): boolean {
  return value === null || value.length === 0;
}

/** True for a result that is a plain value and not an instruction. */
export function isValue(result: Result): result is Value {
  return result === null || typeof result === 'string' || Array.isArray(result);
}

/**
 * The plain value of a result, where one is needed at once: the first candidate, the names of roles.
 * An ignored attribute has none.
 */
export function plainValue(result: Result): Value {
  if (isValue(result)) return result;
  if (typeof result === 'symbol') return null;
  if (result.kind === 'roles') return result.roles.map(({ value }) => value);
  for (const value of result.values()) return value;
  return null;
}

/**
 * Reads a value as one text.
 * @throws EvaluationError for a list of several values, because any choice among them would be arbitrary.
 */
export function toText(value: Value, position?: number): string | null {
  if (value === null || typeof value === 'string') return value;
  if (value.length > 1) throw new EvaluationError(`${value.length} values stand where one is expected`, position);
  return value[0] ?? null;
}

/** Reads a value as a list; nothing and blank text are no items. */
export function toList(value: Value): readonly string[] {
  if (value === null || value === '') return [];
  return typeof value === 'string' ? [value] : value;
}

/** The text of a boolean. */
export function booleanText(value: boolean): 'True' | 'False' {
  return value ? 'True' : 'False';
}

const DECIMAL = /^[+-]?\d{1,30}(?:\.\d{1,30})?$/;
const HEXADECIMAL = /^&h[0-9a-f]{1,16}$/i;
const WHOLE = /^[+-]?\d{1,30}$/;

/** Reads a number from decimal or `&H` text; nothing when it is neither. */
export function toNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  if (HEXADECIMAL.test(trimmed)) return Number.parseInt(trimmed.slice(2), 16);
  return undefined;
}

/** Reads a whole number of any size, such as a Windows file time; nothing when the text is none. */
export function toWhole(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (WHOLE.test(trimmed)) return BigInt(trimmed.startsWith('+') ? trimmed.slice(1) : trimmed);
  return HEXADECIMAL.test(trimmed) ? BigInt(`0x${trimmed.slice(2)}`) : undefined;
}
