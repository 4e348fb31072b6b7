import type { ExpressionFault } from './expression-error.ts';

/** Where a character stands in a text of several lines; both numbers count from 1. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** Most characters of a line that are shown beside a fault. */
const SHOWN = 100;

/** Finds line and column of a character; `position` counts characters from 1. */
export function locate(text: string, position: number): Location {
  const before = text.slice(0, Math.max(0, position - 1)).split(/\r\n|[\r\n]/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The line that holds a character, shortened around it, with a caret below the character. */
export function showCaret(text: string, position: number): string {
  const { line, column } = locate(text, position);
  const whole = (text.split(/\r\n|[\r\n]/)[line - 1] ?? '').replaceAll('\t', ' ');
  const from = Math.max(0, Math.min(column - SHOWN / 2, whole.length - SHOWN));
  const shown = whole.slice(from, from + SHOWN);
  return `${shown}\n${' '.repeat(column - 1 - from)}^`;
}

/** Writes a fault for people: where it is, what is wrong, what would fit, and the line with a caret. */
export function describeFault(text: string, { position, message, expected }: ExpressionFault): string {
  const { line, column } = locate(text, position);
  const lines = showCaret(text, position).split('\n');
  return [`line ${line}, column ${column}: ${message}; expected ${expected}`, ...lines.map((row) => `  ${row}`)].join(
    '\n',
  );
}
