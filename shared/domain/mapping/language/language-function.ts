import type { Evaluator, TextEvaluator, Value } from './value.ts';
import type { SourceUser } from '../types.ts';

/** What a function sees of its own call while it is compiled; indexes count arguments from 0. */
export interface CallBuilder {
  readonly count: number;
  /** True when the argument is missing or blank. */
  isBlank(index: number): boolean;
  /** The argument's text when it is a constant, so that it can be checked before any user is read. */
  constant(index: number): string | undefined;
  value(index: number): (source: SourceUser) => Value;
  text(index: number): TextEvaluator;
  /** A whole number; a constant that is none is a fault. */
  integer(index: number): (source: SourceUser) => number;
  condition(index: number): (source: SourceUser) => boolean;
  /** An argument whose value becomes the call's own, such as a branch of IIF. */
  result(index: number): Evaluator;
  /** Records a fault at an argument, or at the call itself. */
  fail(index: number | undefined, message: string, expected: string): void;
}

/** One function of the mapping language. */
export interface LanguageFunction {
  readonly name: string;
  /** How it is written, for error messages. */
  readonly usage: string;
  readonly min: number;
  readonly max: number;
  /** True when it may stand only where its value becomes the attribute's. */
  readonly resultOnly?: boolean;
  readonly build: (call: CallBuilder) => Evaluator;
}
