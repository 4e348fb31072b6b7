import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import { booleanText, type Part, type Value } from '../value.ts';

/** A function of one text whose answer to nothing is nothing. */
export function textFunction(
  head: Omit<LanguageFunction, 'build' | 'min' | 'max'>,
  change: (text: string, call: CallBuilder) => string | null,
): LanguageFunction {
  return {
    ...head,
    min: 1,
    max: 1,
    build: (call) => {
      const text = call.text(0);
      return (source, context) => {
        const value = text(source, context);
        return value === null ? null : change(value, call);
      };
    },
  };
}

/** A function that answers a question about one value with True or False. */
export function predicate(name: string, meaning: string, test: (value: Value) => boolean): LanguageFunction {
  return {
    name,
    usage: `${name}(expression)`,
    meaning,
    min: 1,
    max: 1,
    yields: 'boolean',
    build: (call) => {
      const value = call.value(0);
      return (source, context) => booleanText(test(value(source, context)));
    },
  };
}

/** For a call that cannot be used: its fault is recorded already. */
export const UNUSABLE: Part<null> = () => null;
