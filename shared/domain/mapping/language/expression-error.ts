/** Longest expression the incumbent accepts, in characters. */
export const MAX_EXPRESSION_LENGTH = 10_000;

/** Deepest nesting of calls; keeps every recursive pass over the tree far from the stack limit. */
export const MAX_NESTING = 64;

/** A fault in an expression; `position` counts characters from 1. */
export interface ExpressionFault {
  readonly position: number;
  readonly message: string;
  readonly expected: string;
}

/** Thrown by the lexer and the parser, and by nothing else, for text that is not an expression. */
export class ExpressionError extends Error {
  readonly fault: ExpressionFault;

  constructor(position: number, message: string, expected: string) {
    super(`${message} at character ${position}; expected ${expected}`);
    this.name = 'ExpressionError';
    this.fault = { position, message, expected };
  }
}

/** Thrown while an expression is evaluated, when this user's values do not suit it. */
export class EvaluationError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'EvaluationError';
  }
}
