import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import { booleanText, IGNORED, isEmpty, type Part, type Result, type Value } from '../value.ts';
import { predicate } from './define.ts';

// Branches are evaluated only when taken: an untaken branch may well be one that would fail.
function buildIif(call: CallBuilder): Part<Result> {
  const condition = call.condition(0);
  const whenTrue = call.result(1);
  const whenFalse = call.result(2);
  return (source, context) => (condition(source, context) ? whenTrue(source, context) : whenFalse(source, context));
}

function buildSwitch(call: CallBuilder): Part<Result> {
  const subject = call.text(0);
  const otherwise = call.result(1);
  if (call.count % 2 !== 0) call.fail(call.count - 1, 'Switch has a key without a value', 'a value after each key');
  const pairs = Array.from({ length: Math.floor((call.count - 2) / 2) }, (_, index) => index);
  const values = pairs.map((index) => call.result(3 + index * 2));
  const constants = pairs.map((index) => (call.isBlank(2 + index * 2) ? '' : call.constant(2 + index * 2)));
  if (constants.every((key) => key !== undefined)) {
    const byKey = new Map<string, Part<Result>>();
    // The first of two equal keys counts.
    constants.forEach((key, index) => {
      const value = values[index];
      if (value !== undefined && !byKey.has(key)) byKey.set(key, value);
    });
    // The key "" catches an absent source too.
    return (source, context) => (byKey.get(subject(source, context) ?? '') ?? otherwise)(source, context);
  }
  const keys = pairs.map((index) => call.text(2 + index * 2));
  return (source, context) => {
    const wanted = subject(source, context) ?? '';
    const hit = keys.findIndex((key) => (key(source, context) ?? '') === wanted);
    return (values[hit] ?? otherwise)(source, context);
  };
}

function buildCoalesce(call: CallBuilder): Part<Result> {
  const parts = Array.from({ length: call.count }, (_, index) => call.result(index));
  return (source, context) => {
    for (const part of parts) {
      const value = part(source, context);
      if (value !== null) return value;
    }
    return null;
  };
}

function buildIgnoreFlow(call: CallBuilder): Part<Result> {
  const value = call.value(0);
  return (source, context) => {
    const result = value(source, context);
    return isEmpty(result) ? IGNORED : result;
  };
}

function isFalsy(value: Value): boolean {
  return typeof value !== 'string' || value.toLowerCase() !== 'true';
}

/** The functions that decide. */
export const CONDITION_FUNCTIONS: readonly LanguageFunction[] = [
  {
    name: 'CBool',
    usage: 'CBool(condition)',
    meaning: 'True when the comparison holds, or the value is True or a number other than 0.',
    min: 1,
    max: 1,
    yields: 'boolean',
    build: (call) => {
      const condition = call.condition(0);
      return (source, context) => booleanText(condition(source, context));
    },
  },
  {
    name: 'Coalesce',
    usage: 'Coalesce(source1, source2, ..., default)',
    meaning: 'The first value that is not absent.',
    min: 1,
    max: 1_000,
    build: buildCoalesce,
  },
  {
    name: 'Error',
    usage: 'Error(message)',
    meaning: 'Fails for this user; the message is given as the reason when it is a constant.',
    min: 1,
    max: 1,
    build: (call) => {
      call.value(0);
      const reason = call.constant(0) ?? 'Error was reached';
      return () => {
        throw call.error(reason);
      };
    },
  },
  {
    name: 'IIF',
    usage: 'IIF(condition, whenTrue, whenFalse)',
    meaning: 'One of two values; only the one that is taken is evaluated.',
    min: 3,
    max: 3,
    build: buildIif,
  },
  {
    name: 'IgnoreFlowIfNullOrEmpty',
    usage: 'IgnoreFlowIfNullOrEmpty(expression)',
    meaning: 'The value; when it is empty, the target keeps what it has.',
    min: 1,
    max: 1,
    place: 'result',
    build: buildIgnoreFlow,
  },
  predicate('IsNothing', 'True when the value is absent; the older name of IsNull.', (value) => value === null),
  predicate('IsNull', 'True when the value is absent.', (value) => value === null),
  predicate('IsNullOrEmpty', 'True when the value is absent or blank.', isEmpty),
  predicate('IsPresent', 'True when the value is neither absent nor blank.', (value) => !isEmpty(value)),
  predicate('IsString', 'True for one text, False for a list and for nothing.', (value) => typeof value === 'string'),
  // Only "True" becomes False; everything else, absent included, becomes True.
  predicate('Not', 'False for True, and True for everything else.', isFalsy),
  {
    name: 'Switch',
    usage: 'Switch(source, default, key, value, ...)',
    meaning: 'The value of the key that equals the source, letter case included; the key "" catches an absent source.',
    min: 4,
    max: 2_000,
    build: buildSwitch,
  },
];
