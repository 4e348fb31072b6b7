import { EvaluationError } from './expression-error.ts';
import type { Evaluator } from './value.ts';
import type { CallBuilder, LanguageFunction } from './language-function.ts';

// Nothing to append to stays nothing: a suffix alone would be a made-up value.
function buildAppend(call: CallBuilder): Evaluator {
  const text = call.text(0);
  const suffix = call.text(1);
  return (source) => {
    const value = text(source);
    return value === null ? null : value + (suffix(source) ?? '');
  };
}

function buildInStr(call: CallBuilder): Evaluator {
  const text = call.text(0);
  const find = call.text(1);
  const start = call.isBlank(2) ? () => 1 : call.integer(2);
  const mode = (call.isBlank(3) ? 'vbBinaryCompare' : (call.constant(3) ?? '')).toLowerCase();
  if (mode !== 'vbbinarycompare' && mode !== 'vbtextcompare') {
    call.fail(3, 'unknown way to compare', 'vbBinaryCompare or vbTextCompare');
  }
  const fold = (value: string | null): string =>
    mode === 'vbtextcompare' ? (value ?? '').toLowerCase() : (value ?? '');
  return (source) => {
    const from = start(source);
    if (from < 1) throw new EvaluationError('InStr cannot start before position 1');
    return String(fold(text(source)).indexOf(fold(find(source)), from - 1) + 1);
  };
}

// Empty parts are skipped together with their separator, and lists are taken item by item.
function buildJoin(call: CallBuilder): Evaluator {
  const separator = call.text(0);
  const parts = Array.from({ length: call.count - 1 }, (_, index) => call.value(index + 1));
  return (source) =>
    parts
      .flatMap((part) => part(source) ?? [])
      .filter((item) => item !== '')
      .join(separator(source) ?? '');
}

function buildMid(call: CallBuilder): Evaluator {
  const text = call.text(0);
  const start = call.integer(1);
  const length = call.integer(2);
  return (source) => {
    const value = text(source);
    if (value === null) return null;
    const from = Math.max(0, start(source) - 1);
    return value.slice(from, from + Math.max(0, length(source)));
  };
}

function end(name: string, cut: (text: string, count: number) => string): LanguageFunction {
  return {
    name,
    usage: `${name}(text, count)`,
    min: 2,
    max: 2,
    build: (call) => {
      const text = call.text(0);
      const count = call.integer(1);
      return (source) => {
        const value = text(source) ?? '';
        const wanted = count(source);
        return wanted < 0 ? value : cut(value, wanted);
      };
    },
  };
}

function plain(name: string, change: (text: string) => string): LanguageFunction {
  return {
    name,
    usage: `${name}(source)`,
    min: 1,
    max: 1,
    build: (call) => {
      const text = call.text(0);
      return (source) => {
        const value = text(source);
        return value === null ? null : change(value);
      };
    },
  };
}

function isCulture(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}

function letterCase(name: string, change: (text: string, culture: string | undefined) => string): LanguageFunction {
  return {
    name,
    usage: `${name}(source, culture)`,
    min: 1,
    max: 2,
    build: (call) => {
      const text = call.text(0);
      const culture = call.isBlank(1) ? undefined : call.constant(1);
      if (!call.isBlank(1) && (culture === undefined || !isCulture(culture))) {
        call.fail(1, `${name} needs a culture name`, 'a text such as "tr-TR", or nothing');
        return () => null;
      }
      return (source) => {
        const value = text(source);
        return value === null ? null : change(value, culture);
      };
    },
  };
}

/** The functions that make text out of text. */
export const TEXT_FUNCTIONS: readonly LanguageFunction[] = [
  { name: 'Append', usage: 'Append(source, suffix)', min: 2, max: 2, build: buildAppend },
  { name: 'InStr', usage: 'InStr(text, find, start, compare)', min: 2, max: 4, build: buildInStr },
  { name: 'Join', usage: 'Join(separator, source1, source2, ...)', min: 2, max: 1_000, build: buildJoin },
  end('Left', (text, count) => text.slice(0, count)),
  { name: 'Mid', usage: 'Mid(source, start, length)', min: 3, max: 3, build: buildMid },
  end('Right', (text, count) => text.slice(Math.max(0, text.length - count))),
  plain('StripSpaces', (text) => text.replaceAll(' ', '')),
  letterCase('ToLower', (text, culture) =>
    culture === undefined ? text.toLowerCase() : text.toLocaleLowerCase(culture),
  ),
  letterCase('ToUpper', (text, culture) =>
    culture === undefined ? text.toUpperCase() : text.toLocaleUpperCase(culture),
  ),
  plain('Trim', (text) => text.trim()),
];
