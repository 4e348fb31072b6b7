import type { ComparisonOperator } from './expression.ts';
import { booleanText, type Evaluator, IGNORED, isEmpty, toNumber, toText, type Value } from './value.ts';
import type { CallBuilder, LanguageFunction } from './language-function.ts';

/** Reads a value as a condition: True in any letter case, or a number other than 0. */
export function isTrue(value: Value): boolean {
  const text = toText(value) ?? '';
  if (text.toLowerCase() === 'true') return true;
  const number = toNumber(text);
  return number !== undefined && number !== 0;
}

/**
 * Compares as the incumbent does: numerically when both sides are numbers, else by characters; absent equals "".
 */
export function compare(operator: ComparisonOperator, left: Value, right: Value): boolean {
  const leftText = toText(left) ?? '';
  const rightText = toText(right) ?? '';
  const leftNumber = toNumber(leftText);
  const rightNumber = toNumber(rightText);
  const numeric = leftNumber !== undefined && rightNumber !== undefined;
  const [a, b] = numeric ? [leftNumber, rightNumber] : [leftText, rightText];
  switch (operator) {
    case '=':
      return a === b;
    case '<>':
      return a !== b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
  }
}

function predicate(name: string, test: (value: Value) => boolean): LanguageFunction {
  return {
    name,
    usage: `${name}(expression)`,
    min: 1,
    max: 1,
    build: (call) => {
      const value = call.value(0);
      return (source) => booleanText(test(value(source)));
    },
  };
}

// Branches are evaluated only when taken: an untaken branch may well be one that would fail.
function buildIif(call: CallBuilder): Evaluator {
  const condition = call.condition(0);
  const whenTrue = call.result(1);
  const whenFalse = call.result(2);
  return (source) => (condition(source) ? whenTrue(source) : whenFalse(source));
}

function buildSwitch(call: CallBuilder): Evaluator {
  const subject = call.text(0);
  const otherwise = call.result(1);
  if (call.count % 2 !== 0) {
    call.fail(call.count - 1, 'Switch has a key without a value', 'a value after each key');
  }
  const cases = Array.from({ length: Math.floor((call.count - 2) / 2) }, (_, index) => ({
    key: call.text(2 + index * 2),
    value: call.result(3 + index * 2),
  }));
  return (source) => {
    // The key "" catches an absent source too.
    const wanted = subject(source) ?? '';
    const hit = cases.find(({ key }) => (key(source) ?? '') === wanted);
    return hit === undefined ? otherwise(source) : hit.value(source);
  };
}

function buildCoalesce(call: CallBuilder): Evaluator {
  const sources = Array.from({ length: call.count }, (_, index) => call.value(index));
  return (source) => {
    for (const read of sources) {
      const value = read(source);
      if (!isEmpty(value)) return value;
    }
    return null;
  };
}

function buildIgnoreFlow(call: CallBuilder): Evaluator {
  const value = call.value(0);
  return (source) => {
    const result = value(source);
    return isEmpty(result) ? IGNORED : result;
  };
}

/** The functions that decide. */
export const CONDITION_FUNCTIONS: readonly LanguageFunction[] = [
  { name: 'Coalesce', usage: 'Coalesce(source1, source2, ...)', min: 1, max: 1_000, build: buildCoalesce },
  { name: 'IIF', usage: 'IIF(condition, whenTrue, whenFalse)', min: 3, max: 3, build: buildIif },
  {
    name: 'IgnoreFlowIfNullOrEmpty',
    usage: 'IgnoreFlowIfNullOrEmpty(expression)',
    min: 1,
    max: 1,
    resultOnly: true,
    build: buildIgnoreFlow,
  },
  predicate('IsNull', (value) => value === null),
  predicate('IsNullOrEmpty', isEmpty),
  predicate('IsPresent', (value) => !isEmpty(value)),
  // Only "True" becomes False; everything else, absent included, becomes True.
  predicate('Not', (value) => toText(value)?.toLowerCase() !== 'true'),
  { name: 'Switch', usage: 'Switch(source, default, key, value, ...)', min: 4, max: 2_000, build: buildSwitch },
];
