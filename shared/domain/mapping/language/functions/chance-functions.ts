import type { EvaluationContext } from '../evaluation-context.ts';
import { EvaluationError } from '../expression-error.ts';
import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import type { Candidates, Part, Result, Value } from '../value.ts';

/** Longest random text, in characters. */
const MAX_RANDOM_LENGTH = 256;

// The characters that count for Windows' password complexity (password-must-meet-complexity-requirements).
const DIGITS = '0123456789';
const SPECIAL = '~!@#$%^&*_-+=`|\\(){}[]:;"\'<>,.?/';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SMALL = CAPITALS.toLowerCase();

function shuffle(characters: string[], context: EvaluationContext): string {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = context.randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

// Characters beyond the minima come from the classes that were asked for, so that RandomString(6,3,0,0,3) has no special ones.
function buildRandomString(call: CallBuilder): Part<Value> {
  const length = call.integer(0);
  const minima = [1, 2, 3, 4].map((index) => call.integer(index));
  const avoided = call.text(5);
  return (source, context) => {
    const total = length(source, context);
    const counts = minima.map((minimum) => minimum(source, context));
    if (total < 1 || total > MAX_RANDOM_LENGTH)
      throw call.error(`RandomString gives 1 to ${MAX_RANDOM_LENGTH} characters`);
    if (counts.some((count) => count < 0)) throw call.error('RandomString cannot need less than no character');
    const sum = counts.reduce((all, count) => all + count, 0);
    if (sum > total) throw call.error('RandomString is shorter than what it must hold');
    const avoid = new Set(avoided(source, context) ?? '');
    const classes = [DIGITS, SPECIAL, CAPITALS, SMALL].map((set) => [...set].filter((item) => !avoid.has(item)));
    const wanted = classes.filter((_, index) => sum === 0 || (counts[index] ?? 0) > 0).flat();
    const pick = (set: readonly string[]): string => {
      if (set.length === 0) throw call.error('RandomString avoids every character it needs');
      return set[context.randomInt(set.length)] ?? '';
    };
    const picked = classes.flatMap((set, index) => Array.from({ length: counts[index] ?? 0 }, () => pick(set)));
    while (picked.length < total) picked.push(pick(wanted));
    return shuffle(picked, context);
  };
}

function buildUnique(call: CallBuilder): Part<Result> {
  const rules = Array.from({ length: call.count }, (_, index) => call.text(index));
  return (source, context): Candidates => ({
    kind: 'candidates',
    *values() {
      for (const rule of rules) {
        const value = rule(source, context);
        if (value !== null && value !== '') yield value;
      }
    },
  });
}

function checkConstants(call: CallBuilder): void {
  const numbers = [0, 1, 2, 3, 4].map((index) => Number(call.constant(index) ?? Number.NaN));
  const [length = Number.NaN, ...minima] = numbers;
  const sum = minima.reduce((all, count) => all + count, 0);
  if (length < 1 || length > MAX_RANDOM_LENGTH) {
    call.fail(0, `RandomString cannot give ${length} characters`, `a length from 1 to ${MAX_RANDOM_LENGTH}`);
  } else if (sum > length) {
    call.fail(0, 'RandomString is shorter than what it must hold', `a length of at least ${sum}`);
  }
}

/** The functions that give something else each time. */
export const CHANCE_FUNCTIONS: readonly LanguageFunction[] = [
  {
    name: 'Guid',
    usage: 'Guid()',
    meaning: 'A random id.',
    min: 0,
    max: 0,
    changesByItself: true,
    build: () => (_source, context) => context.uuid(),
  },
  {
    name: 'RandomString',
    usage: 'RandomString(length, digits, specials, capitals, smallLetters, avoided)',
    meaning: 'Random characters with at least so many of each class and none of those avoided; at most 256.',
    min: 5,
    max: 6,
    changesByItself: true,
    build: (call) => {
      checkConstants(call);
      return buildRandomString(call);
    },
  },
  {
    name: 'Redact',
    usage: 'Redact(value)',
    meaning: 'The value itself; every log shows "[Redact]" for the attribute.',
    min: 1,
    max: 1,
    redacts: true,
    build: (call) => call.result(0),
  },
  {
    name: 'SelectUniqueValue',
    usage: 'SelectUniqueValue(rule1, rule2, ...)',
    meaning: 'The first value that no account has yet; only for userName, and only when an account is created.',
    min: 2,
    max: 1_000,
    place: 'outermost',
    changesByItself: true,
    build: buildUnique,
  },
];

/** The first value that is not taken; taken values are compared without letter case. @throws EvaluationError when all are. */
export function firstFree(candidates: Candidates, taken: readonly string[]): string {
  const used = new Set(taken.map((value) => value.toLowerCase()));
  for (const value of candidates.values()) {
    if (!used.has(value.toLowerCase())) return value;
  }
  throw new EvaluationError('every value that SelectUniqueValue gives is taken');
}
