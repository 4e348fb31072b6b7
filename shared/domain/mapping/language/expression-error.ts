/** Longest expression the incumbent accepts, in characters. */
export const MAX_EXPRESSION_LENGTH = 10_000;

/** Deepest nesting of calls; keeps every recursive pass over the tree far from the stack limit. */
export const MAX_NESTING = 64;

/** Longest text any part of an expression may grow to, in characters; nested Replace and Join could fill the memory. */
export const MAX_TEXT_LENGTH = 100_000;

/** A fault in an expression; `position` counts characters from 1. */
export interface ExpressionFault {
  readonly position: number;
  readonly message: string;
  readonly expected: string;
}

/** Thrown for text that is not an expression, with all faults in the order of their positions, at least one. */
export class ExpressionError extends Error {
  readonly faults: readonly ExpressionFault[];
  /** The first of the faults. */
  readonly fault: ExpressionFault;

  constructor(first: ExpressionFault, others: readonly ExpressionFault[] = []) {
    super(`${first.message} at character ${first.position}; expected ${first.expected}`);
    this.name = 'ExpressionError';
    this.fault = first;
    this.faults = [first, ...others];
  }
}

/**
 * Thrown while an expression is evaluated, when this user's values do not suit it; the reason never repeats a value.
 * `position` is where the part stands that failed, counting characters from 1, where it is known.
 */
export class EvaluationError extends Error {
  readonly position: number | undefined;

  constructor(reason: string, position?: number) {
    super(reason);
    this.name = 'EvaluationError';
    this.position = position;
  }
}
