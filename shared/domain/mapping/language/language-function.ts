import type { EvaluationError } from './expression-error.ts';
import type { Part, Result, TextPart, Value } from './value.ts';

/** What a function sees of its own call while it is compiled; indexes count arguments from 0. */
export interface CallBuilder {
  readonly count: number;
  /** True when the argument is missing or blank. */
  isBlank(index: number): boolean;
  /** The argument's text when it is a constant, so that it can be checked before any user is read. */
  constant(index: number): string | undefined;
  /** The bare word that stands there, such as vbTextCompare, or the constant. */
  word(index: number): string | undefined;
  /** The name of the attribute that stands there, when nothing else does. */
  attributeName(index: number): string | undefined;
  value(index: number): Part<Value>;
  text(index: number): TextPart;
  /** A whole number; a constant that is none is a fault. */
  integer(index: number): Part<number>;
  condition(index: number): Part<boolean>;
  /** An argument whose value becomes the call's own, such as a branch of IIF. */
  result(index: number): Part<Result>;
  /** Records a fault at an argument, or at the call itself. */
  fail(index: number | undefined, message: string, expected: string): void;
  /** An error to throw while a user is evaluated; it says where the call stands. */
  error(reason: string): EvaluationError;
  /** The text itself. @throws EvaluationError when it is longer than any text may become. */
  bounded(text: string): string;
  /** @throws EvaluationError when a text of so many characters would be too long. */
  checkLength(characters: number): void;
}

/** One function of the mapping language. */
export interface LanguageFunction {
  readonly name: string;
  /** How it is written, for error messages and the reference. */
  readonly usage: string;
  /** What it gives, for the reference: one or two sentences. */
  readonly meaning: string;
  readonly min: number;
  readonly max: number;
  /** Where it may stand: anywhere (the default), where its value becomes the attribute's, or outermost only. */
  readonly place?: 'anywhere' | 'result' | 'outermost';
  /** What the text it gives stands for; decides how a comparison reads it. */
  readonly yields?: 'number' | 'date' | 'boolean';
  /** True when the result changes by itself, so that it may only be used for a new account. */
  readonly changesByItself?: boolean;
  /** True when it gives what the context says about roles. */
  readonly readsRoles?: boolean;
  /** True when the value must not be shown in any log. */
  readonly redacts?: boolean;
  readonly build: (call: CallBuilder) => Part<Result>;
}
