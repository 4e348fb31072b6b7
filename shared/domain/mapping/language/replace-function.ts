import type { Evaluator, TextEvaluator } from './value.ts';
import type { CallBuilder, LanguageFunction } from './language-function.ts';
import { compilePattern, type Pattern, type PatternMatch } from './pattern-matcher.ts';
import { PatternError } from './pattern-syntax.ts';

const [SOURCE, OLD, PATTERN, GROUP, REPLACEMENT, ATTRIBUTE, TEMPLATE] = [0, 1, 2, 3, 4, 5, 6] as const;
const FORMS =
  'old with replacement or template; pattern with replacement; or pattern and group with replacement or replacement attribute';

function groupText(text: string, match: PatternMatch, slot: number): string {
  const { start, end } = slot === 0 ? match : match.group(slot);
  return start < 0 ? '' : text.slice(start, end);
}

// .NET: ${name}, ${1}, $1, $0, $& and $$; what names no group stays as it stands.
function substitute(template: string, text: string, match: PatternMatch, pattern: Pattern): string {
  return template.replace(/\$(?:\{(\w+)\}|(\d{1,2})|(&)|(\$))/g, (whole, name, digits, all, dollar) => {
    if (dollar !== undefined) return '$';
    const slot = all === undefined ? pattern.slotOf(String(name ?? digits)) : 0;
    return slot === undefined ? whole : groupText(text, match, slot);
  });
}

function rewrite(text: string, pieces: readonly { start: number; end: number; by: string }[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, by } of pieces) {
    result += text.slice(at, start) + by;
    at = end;
  }
  return result + text.slice(at);
}

function onText(
  source: TextEvaluator,
  change: (text: string, user: Parameters<TextEvaluator>[0]) => string | null,
): Evaluator {
  return (user) => {
    const text = source(user);
    return text === null ? null : change(text, user);
  };
}

function readPattern(call: CallBuilder): Pattern | undefined {
  const written = call.constant(PATTERN);
  if (written === undefined) {
    call.fail(PATTERN, 'the pattern of Replace is not a constant', 'a text in quotes');
    return undefined;
  }
  try {
    return compilePattern(written);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    call.fail(
      PATTERN,
      `the pattern cannot be used: ${error.message}`,
      'a regular expression without look-around or references back',
    );
    return undefined;
  }
}

function buildGroup(call: CallBuilder, pattern: Pattern): Evaluator {
  const name = call.constant(GROUP);
  const slot = name === undefined ? undefined : pattern.slotOf(name);
  if (slot === undefined) {
    call.fail(GROUP, `the pattern has no group ${name ?? 'of that name'}`, 'the name of a group of the pattern');
    return () => null;
  }
  const source = call.text(SOURCE);
  if (!call.isBlank(ATTRIBUTE)) {
    // The source as it is when it has a value, else the group taken from the other attribute.
    const other = call.text(ATTRIBUTE);
    return (user) => {
      const text = source(user);
      if (text !== null && text !== '') return text;
      const fallback = other(user);
      const match = fallback === null ? undefined : pattern.matches(fallback)[0];
      return fallback === null || match === undefined ? null : groupText(fallback, match, slot);
    };
  }
  const by = call.text(REPLACEMENT);
  return onText(source, (text, user) => {
    const replacement = by(user) ?? '';
    const ranges = pattern.matches(text).map((match) => (slot === 0 ? match : match.group(slot)));
    const pieces = ranges.filter(({ start }) => start >= 0).map(({ start, end }) => ({ start, end, by: replacement }));
    return rewrite(text, pieces);
  });
}

function buildPattern(call: CallBuilder): Evaluator {
  const pattern = readPattern(call);
  if (pattern === undefined) return () => null;
  if (!call.isBlank(GROUP)) return buildGroup(call, pattern);
  const source = call.text(SOURCE);
  const by = call.text(REPLACEMENT);
  return onText(source, (text, user) => {
    const template = by(user) ?? '';
    const pieces = pattern
      .matches(text)
      .map((match) => ({ start: match.start, end: match.end, by: substitute(template, text, match, pattern) }));
    return rewrite(text, pieces);
  });
}

function buildOld(call: CallBuilder): Evaluator {
  if (call.constant(OLD) === '')
    call.fail(OLD, 'Replace cannot look for an empty text', 'a text of at least one character');
  const source = call.text(SOURCE);
  const old = call.text(OLD);
  const withTemplate = !call.isBlank(TEMPLATE);
  const by = call.text(withTemplate ? TEMPLATE : REPLACEMENT);
  return onText(source, (text, user) => {
    const find = old(user) ?? '';
    const written = by(user) ?? '';
    if (find === '') return text;
    return withTemplate ? written.replaceAll(find, () => text) : text.replaceAll(find, () => written);
  });
}

function build(call: CallBuilder): Evaluator {
  const given = [OLD, PATTERN, GROUP, REPLACEMENT, ATTRIBUTE, TEMPLATE].filter((index) => !call.isBlank(index)).join();
  const forms: Readonly<Record<string, (call: CallBuilder) => Evaluator>> = {
    [[OLD, REPLACEMENT].join()]: buildOld,
    [[OLD, TEMPLATE].join()]: buildOld,
    [[PATTERN, REPLACEMENT].join()]: buildPattern,
    [[PATTERN, GROUP, REPLACEMENT].join()]: buildPattern,
    [[PATTERN, GROUP, ATTRIBUTE].join()]: buildPattern,
  };
  const form = forms[given];
  if (form !== undefined) return form(call);
  call.fail(undefined, 'Replace has arguments that do not go together', FORMS);
  return () => null;
}

/** Replace, in the five forms that its seven parameters allow; matching respects letter case. */
export const REPLACE_FUNCTION: LanguageFunction = {
  name: 'Replace',
  usage: 'Replace(source, old, pattern, group, replacement, replacementAttribute, template)',
  min: 3,
  max: 7,
  build,
};
