import type { LanguageFunction } from '../language-function.ts';
import { toText, toWhole } from '../value.ts';

/** The functions about numbers. */
export const NUMBER_FUNCTIONS: readonly LanguageFunction[] = [
  {
    name: 'BitAnd',
    usage: 'BitAnd(number1, number2)',
    meaning: 'The bits that both numbers have; decimal, or hexadecimal as &HF7.',
    min: 2,
    max: 2,
    yields: 'number',
    build: (call) => {
      for (const index of [0, 1]) {
        const constant = call.constant(index);
        if (call.isBlank(index))
          call.fail(index, 'a number is missing', 'a whole number, or &H and hexadecimal digits');
        else if (constant !== undefined && toWhole(constant) === undefined) {
          call.fail(
            index,
            `${JSON.stringify(constant)} is no whole number`,
            'a whole number, or &H and hexadecimal digits',
          );
        }
      }
      const left = call.text(0);
      const right = call.text(1);
      return (source, context) => {
        const a = toWhole(left(source, context) ?? '');
        const b = toWhole(right(source, context) ?? '');
        if (a === undefined || b === undefined) throw call.error('BitAnd needs whole numbers and a value is none');
        return String(a & b);
      };
    },
  },
  {
    name: 'CStr',
    usage: 'CStr(value)',
    meaning: 'The value as text, which every value is already.',
    min: 1,
    max: 1,
    build: (call) => {
      const value = call.value(0);
      return (source, context) => {
        const result = value(source, context);
        if (result !== null && typeof result !== 'string' && result.length > 1)
          throw call.error('CStr takes one value, not a list');
        return toText(result);
      };
    },
  },
];
