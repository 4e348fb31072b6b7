import type { FilterOperator } from './filter-file.ts';
import { compilePattern } from './language/patterns/compile-pattern.ts';
import { PatternError } from './language/patterns/pattern-error.ts';

/** Says of one attribute's text, which is never empty, whether the operator holds. */
export type TextTest = (text: string) => boolean;

/** What is wrong with an operator's value. */
export interface OperatorFault {
  readonly message: string;
  readonly allowed: string;
}

const WHOLE = /^[+-]?\d{1,15}$/;

/** Operators without a value. */
export const UNARY: ReadonlySet<FilterOperator> = new Set(['IS TRUE', 'IS FALSE', 'IS NULL', 'IS NOT NULL']);

/** Operators of which the opposite must hold for every value; of the others one value is enough. */
const NEGATIVE: ReadonlySet<FilterOperator> = new Set(['NOT EQUALS', 'NOT REGEX MATCH', '!&']);

function number(text: string): number | undefined {
  return WHOLE.test(text.trim()) ? Number(text) : undefined;
}

function compare(value: string, holds: (left: number, right: number) => boolean): TextTest | OperatorFault {
  const right = number(value);
  if (right === undefined) return { message: 'compares whole numbers only', allowed: 'a whole number' };
  return (text) => {
    const left = number(text);
    return left !== undefined && holds(left, right);
  };
}

function pattern(value: string): TextTest | OperatorFault {
  try {
    const compiled = compilePattern(value);
    if (compiled.hasWordBoundary) {
      // It would fail for people whose names have letters beyond ASCII, and a filter must decide about everybody.
      return {
        message: 'the word boundary \\b is not supported in a filter',
        allowed: 'a pattern without \\b and \\B',
      };
    }
    return (text) => compiled.isIn(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { message: error.message, allowed: 'a regular expression' };
  }
}

function positive(operator: FilterOperator, value: string): TextTest | OperatorFault {
  switch (operator) {
    case 'INCLUDES':
      return (text) => text.includes(value);
    case 'ENDS_WITH':
      return (text) => text.endsWith(value);
    case 'REGEX MATCH':
    case 'NOT REGEX MATCH':
      return pattern(value);
    case 'GREATER_THAN':
      return compare(value, (left, right) => left > right);
    case 'GREATER_THAN_OR_EQUALS':
      return compare(value, (left, right) => left >= right);
    case '&':
    case '!&':
      return (text) => value.includes(text);
    default:
      return (text) => text === value;
  }
}

/**
 * The test of an operator that takes values. An attribute without a value passes none of them, the negative ones neither
 * (Entra: define-conditional-rules-for-provisioning-user-accounts), so a test sees texts that are not empty only.
 */
export function compileOperator(operator: FilterOperator, values: readonly string[]): TextTest | OperatorFault {
  const tests: TextTest[] = [];
  for (const value of values) {
    const test = positive(operator, value);
    if (typeof test !== 'function') return test;
    tests.push(test);
  }
  if (NEGATIVE.has(operator)) return (text) => tests.every((test) => !test(text));
  return (text) => tests.some((test) => test(text));
}
