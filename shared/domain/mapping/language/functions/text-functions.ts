import { normaliseDiacritics } from '../diacritics.ts';
import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import { foldCase } from '../letter-case.ts';
import type { Part, Value } from '../value.ts';
import { textFunction } from './define.ts';

// Nothing to append to stays nothing: an affix alone would be a made-up value.
function affix(name: string, usage: string, meaning: string, text: number, suffix: boolean): LanguageFunction {
  return {
    name,
    usage,
    meaning,
    min: 2,
    max: 2,
    build: (call) => {
      const source = call.text(text);
      const added = call.text(1 - text);
      return (user, context) => {
        const value = source(user, context);
        if (value === null) return null;
        const more = added(user, context) ?? '';
        return call.bounded(suffix ? value + more : more + value);
      };
    },
  };
}

function buildInStr(call: CallBuilder): Part<Value> {
  const text = call.text(0);
  const find = call.text(1);
  const start = call.isBlank(2) ? () => 1 : call.integer(2);
  const mode = (call.isBlank(3) ? 'vbBinaryCompare' : (call.word(3) ?? '')).toLowerCase();
  if (mode !== 'vbbinarycompare' && mode !== 'vbtextcompare') {
    call.fail(3, 'unknown way to compare', 'vbBinaryCompare or vbTextCompare');
  }
  const fold = (value: string | null): string => (mode === 'vbtextcompare' ? foldCase(value ?? '') : (value ?? ''));
  return (source, context) => {
    const from = start(source, context);
    if (from < 1) throw call.error('InStr cannot start before position 1');
    const whole = fold(text(source, context));
    // .NET finds an empty text at the place where it begins to look, but not behind the end.
    return String(from - 1 > whole.length ? 0 : whole.indexOf(fold(find(source, context)), from - 1) + 1);
  };
}

function buildMid(call: CallBuilder): Part<Value> {
  const text = call.text(0);
  const start = call.integer(1);
  const length = call.isBlank(2) ? () => Number.MAX_SAFE_INTEGER : call.integer(2);
  return (source, context) => {
    const value = text(source, context);
    if (value === null) return null;
    const from = Math.max(0, start(source, context) - 1);
    return value.slice(from, from + Math.max(0, length(source, context)));
  };
}

function end(name: string, meaning: string, cut: (text: string, count: number) => string): LanguageFunction {
  return {
    name,
    usage: `${name}(text, count)`,
    meaning,
    min: 2,
    max: 2,
    build: (call) => {
      const text = call.text(0);
      const count = call.integer(1);
      return (source, context) => {
        const value = text(source, context) ?? '';
        const wanted = count(source, context);
        return wanted < 0 ? value : cut(value, wanted);
      };
    },
  };
}

function buildTrim(call: CallBuilder): Part<Value> {
  const value = call.value(0);
  return (source, context) => {
    const result = value(source, context);
    if (result === null) return null;
    return typeof result === 'string' ? result.trim() : result.map((item) => item.trim());
  };
}

function buildWord(call: CallBuilder): Part<Value> {
  const text = call.text(0);
  const number = call.integer(1);
  const delimiters = call.text(2);
  return (source, context) => {
    const marks = new Set(delimiters(source, context) ?? '');
    const wanted = number(source, context);
    let seen = 0;
    let word = '';
    for (const character of `${text(source, context) ?? ''}`) {
      if (!marks.has(character)) {
        word += character;
        continue;
      }
      if (word !== '') seen += 1;
      if (word !== '' && seen === wanted) return word;
      word = '';
    }
    return word !== '' && seen + 1 === wanted ? word : '';
  };
}

/** The functions that make text out of text, letter case and Replace aside. */
export const TEXT_FUNCTIONS: readonly LanguageFunction[] = [
  affix(
    'Append',
    'Append(source, suffix)',
    'The source followed by the suffix; nothing when the source is empty.',
    0,
    true,
  ),
  affix(
    'Prepend',
    'Prepend(prefix, source)',
    'The prefix followed by the source; nothing when the source is empty.',
    1,
    false,
  ),
  {
    name: 'InStr',
    usage: 'InStr(text, find, start, compare)',
    meaning: 'The position of a text in another, counted from 1 from its beginning; 0 when it is not there.',
    min: 2,
    max: 4,
    yields: 'number',
    build: buildInStr,
  },
  end('Left', 'The first characters; the whole text when the count is negative.', (text, count) =>
    text.slice(0, count),
  ),
  {
    name: 'Mid',
    usage: 'Mid(source, start, length)',
    meaning: 'The characters from a position on, counted from 1; without a length all that are left.',
    min: 2,
    max: 3,
    build: buildMid,
  },
  end('Right', 'The last characters; the whole text when the count is negative.', (text, count) =>
    text.slice(Math.max(0, text.length - count)),
  ),
  textFunction(
    {
      name: 'NormalizeDiacritics',
      usage: 'NormalizeDiacritics(source)',
      meaning: "Letters with diacritics as plain ones, by the incumbent's own table.",
    },
    normaliseDiacritics,
  ),
  textFunction(
    { name: 'StripSpaces', usage: 'StripSpaces(source)', meaning: 'The text without blanks (U+0020).' },
    (text) => text.replaceAll(' ', ''),
  ),
  {
    name: 'Trim',
    usage: 'Trim(source)',
    meaning: 'The text, or each text of a list, without white space at its ends.',
    min: 1,
    max: 1,
    build: buildTrim,
  },
  {
    name: 'Word',
    usage: 'Word(text, number, delimiters)',
    meaning:
      'One word of a text, counted from 1; each character of the third argument ends a word. Blank when there is none.',
    min: 3,
    max: 3,
    build: buildWord,
  },
];
