import { readDate } from './dates/date-text.ts';
import type { ComparisonOperator } from './expression.ts';
import { toNumber, toWhole } from './value.ts';

/** How the two sides of a comparison are read. */
export type Reading = 'text' | 'number' | 'date' | 'boolean';

/** Reads a text as a condition: True in any letter case, or a number other than 0. */
export function isTrue(value: string | null): boolean {
  const text = value ?? '';
  if (text.toLowerCase() === 'true') return true;
  const number = toNumber(text);
  return number !== undefined && number !== 0;
}

function order<T extends string | number | bigint>(left: T, right: T): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

/** -1, 0 or 1 by number, digits of any length being exact; nothing when a side is no number. */
function orderNumbers(left: string, right: string): number | undefined {
  const [leftWhole, rightWhole] = [toWhole(left), toWhole(right)];
  if (leftWhole !== undefined && rightWhole !== undefined) return order(leftWhole, rightWhole);
  const [leftNumber, rightNumber] = [toNumber(left), toNumber(right)];
  return leftNumber === undefined || rightNumber === undefined ? undefined : order(leftNumber, rightNumber);
}

function orderDates(left: string, right: string): number | undefined {
  const [leftDate, rightDate] = [readDate(left), readDate(right)];
  if (leftDate === undefined || rightDate === undefined) return undefined;
  return order(leftDate.ms, rightDate.ms) || order(leftDate.ticks, rightDate.ticks);
}

function ordering(reading: Reading, isEquality: boolean, left: string, right: string): number {
  if (left === right) return 0;
  if (reading === 'date') return orderDates(left, right) ?? order(left, right);
  if (reading === 'boolean') return order(left.toLowerCase(), right.toLowerCase());
  // Which is larger is a question about numbers whenever both are some; whether two texts are the same is not.
  const asNumbers = reading === 'number' || !isEquality ? orderNumbers(left, right) : undefined;
  return asNumbers ?? order(left, right);
}

/** Compares two texts; absent equals blank text, and letter case counts. */
export function compare(
  operator: ComparisonOperator,
  reading: Reading,
  left: string | null,
  right: string | null,
): boolean {
  const result = ordering(reading, operator === '=' || operator === '<>', left ?? '', right ?? '');
  switch (operator) {
    case '=':
      return result === 0;
    case '<>':
      return result !== 0;
    case '>':
      return result > 0;
    case '>=':
      return result >= 0;
    case '<':
      return result < 0;
    case '<=':
      return result <= 0;
  }
}
