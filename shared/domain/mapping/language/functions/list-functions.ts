import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import { type Part, toList, type Value } from '../value.ts';

// Empty parts are skipped together with their separator, and lists are taken item by item.
function buildJoin(call: CallBuilder): Part<Value> {
  const separator = call.text(0);
  const parts = Array.from({ length: call.count - 1 }, (_, index) => call.value(index + 1));
  return (source, context) => {
    const between = separator(source, context) ?? '';
    let result = '';
    let isFirst = true;
    for (const part of parts) {
      const value = part(source, context);
      if (value === null || value === '') continue;
      for (const item of typeof value === 'string' ? [value] : value) {
        if (item === '') continue;
        const added = isFirst ? item.length : between.length + item.length;
        call.checkLength(result.length + added);
        result += isFirst ? item : between + item;
        isFirst = false;
      }
    }
    return result;
  };
}

function buildSplit(call: CallBuilder): Part<Value> {
  const text = call.text(0);
  const delimiter = call.text(1);
  if (call.constant(1) === '') call.fail(1, 'Split has no delimiter', 'a text of at least one character');
  return (source, context) => {
    const value = text(source, context);
    const between = delimiter(source, context) ?? '';
    if (value === null) return null;
    if (between === '') throw call.error('Split has no delimiter');
    // "A, B" split by a comma is A and B: the sample trims, and a blank part is no value.
    return value
      .split(between)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  };
}

function buildItem(call: CallBuilder): Part<Value> {
  const list = call.value(0);
  const index = call.integer(1);
  const constant = call.constant(1);
  if (constant !== undefined && Number(constant) < 1) call.fail(1, 'Item counts from 1', 'a whole number from 1');
  return (source, context) => {
    const item = toList(list(source, context))[index(source, context) - 1];
    if (item === undefined) throw call.error('Item asks for a value that is not there');
    return item;
  };
}

function buildContains(call: CallBuilder): Part<Value> {
  const list = call.value(0);
  const find = call.text(1);
  const mode = (call.isBlank(2) ? 'CaseSensitive' : (call.word(2) ?? '')).toLowerCase();
  if (mode !== 'casesensitive' && mode !== 'caseinsensitive') {
    call.fail(2, 'unknown way to compare', 'CaseSensitive or CaseInsensitive');
  }
  const fold = (text: string): string => (mode === 'caseinsensitive' ? text.toLowerCase() : text);
  return (source, context) => {
    const wanted = fold(find(source, context) ?? '');
    return String(toList(list(source, context)).findIndex((item) => fold(item).includes(wanted)) + 1);
  };
}

/** The functions about lists of values. */
export const LIST_FUNCTIONS: readonly LanguageFunction[] = [
  {
    name: 'Contains',
    usage: 'Contains(list, find, compare)',
    meaning: 'The position, counted from 1, of the first value that holds the text; 0 when none does.',
    min: 2,
    max: 3,
    yields: 'number',
    build: buildContains,
  },
  {
    name: 'Count',
    usage: 'Count(list)',
    meaning: 'How many values there are.',
    min: 1,
    max: 1,
    yields: 'number',
    build: (call) => {
      const list = call.value(0);
      return (source, context) => String(toList(list(source, context)).length);
    },
  },
  {
    name: 'Item',
    usage: 'Item(list, index)',
    meaning: 'One value, counted from 1; fails when it is not there.',
    min: 2,
    max: 2,
    build: buildItem,
  },
  {
    name: 'Join',
    usage: 'Join(separator, source1, source2, ...)',
    meaning: 'All values in one text; empty ones are left out together with their separator.',
    min: 2,
    max: 1_000,
    build: buildJoin,
  },
  {
    name: 'RemoveDuplicates',
    usage: 'RemoveDuplicates(list)',
    meaning: 'Each value once, in the order of its first appearance.',
    min: 1,
    max: 1,
    build: (call) => {
      const list = call.value(0);
      return (source, context) => {
        const value = list(source, context);
        return value === null || typeof value === 'string' ? value : [...new Set(value)];
      };
    },
  },
  {
    name: 'Split',
    usage: 'Split(source, delimiter)',
    meaning: 'The parts of a text as a list, without white space at their ends and without blank ones.',
    min: 2,
    max: 2,
    build: buildSplit,
  },
];
