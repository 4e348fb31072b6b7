import { EvaluationError } from '../expression-error.ts';
import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import { compilePattern, type Pattern, type PatternMatch } from '../patterns/compile-pattern.ts';
import { PatternError } from '../patterns/pattern-error.ts';
import { compileReplacement, groupText, type Replacement } from '../patterns/replacement.ts';
import type { TextPart } from '../value.ts';
import { UNUSABLE } from './define.ts';

const [SOURCE, OLD, PATTERN, GROUP, REPLACEMENT, ATTRIBUTE, TEMPLATE] = [0, 1, 2, 3, 4, 5, 6] as const;
const FORMS =
  'old with replacement or template; pattern with replacement; or pattern and group with replacement or replacement attribute';
const PATTERNS = 'a .NET pattern without look-ahead, references back, atomic groups and class subtraction';

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
    call.fail(PATTERN, `the pattern cannot be used: ${error.message}`, PATTERNS);
    return undefined;
  }
}

/** Puts a text in place of each match, or of one group of each match. */
function rewrite(
  call: CallBuilder,
  pattern: Pattern,
  text: string,
  slot: number,
  replace: (match: PatternMatch) => string,
): string {
  let result = '';
  let at = 0;
  eachMatch(call, pattern, text, (match) => {
    const { start, end } = match.group(slot);
    // A group that took no part, or lies in what an earlier repeat has covered, leaves the text alone.
    if (start < at) return;
    const by = replace(match);
    call.checkLength(result.length + start - at + by.length);
    result += text.slice(at, start) + by;
    at = end;
  });
  return call.bounded(result + text.slice(at));
}

function eachMatch(call: CallBuilder, pattern: Pattern, text: string, take: (match: PatternMatch) => void): void {
  try {
    pattern.eachMatch(text, take);
  } catch (error) {
    if (!(error instanceof EvaluationError) || error.position !== undefined) throw error;
    throw call.error(error.message);
  }
}

function firstGroup(call: CallBuilder, pattern: Pattern, text: string, slot: number): string | null {
  let found: string | null = null;
  eachMatch(call, pattern, text, (match) => {
    found ??= groupText(text, match, slot);
  });
  return found;
}

/** The source as it is when it has a value, else the group taken from the other attribute. */
function buildFallback(call: CallBuilder, pattern: Pattern, slot: number): TextPart {
  const source = call.text(SOURCE);
  const other = call.text(ATTRIBUTE);
  return (user, context) => {
    const text = source(user, context);
    if (text !== null && text !== '') return text;
    const fallback = other(user, context);
    return fallback === null ? null : firstGroup(call, pattern, fallback, slot);
  };
}

function buildGroup(call: CallBuilder, pattern: Pattern): TextPart {
  const name = call.constant(GROUP);
  const slot = name === undefined ? undefined : pattern.slotOf(name);
  if (slot === undefined) {
    call.fail(GROUP, `the pattern has no group ${name ?? 'of that name'}`, 'the name of a group of the pattern');
    return UNUSABLE;
  }
  if (!call.isBlank(ATTRIBUTE)) return buildFallback(call, pattern, slot);
  const source = call.text(SOURCE);
  const by = call.text(REPLACEMENT);
  return (user, context) => {
    const text = source(user, context);
    if (text === null) return null;
    const replacement = by(user, context) ?? '';
    return rewrite(call, pattern, text, slot, () => replacement);
  };
}

function buildPattern(call: CallBuilder): TextPart {
  const pattern = readPattern(call);
  if (pattern === undefined) return UNUSABLE;
  if (!call.isBlank(GROUP)) return buildGroup(call, pattern);
  const source = call.text(SOURCE);
  const constant = call.constant(REPLACEMENT);
  const by = call.text(REPLACEMENT);
  const fixed = constant === undefined ? undefined : compileReplacement(constant, pattern);
  return (user, context) => {
    const text = source(user, context);
    if (text === null) return null;
    // What a person's own data holds is put in as it is: it names no groups.
    const template = fixed === undefined ? (by(user, context) ?? '') : '';
    const replacement: Replacement = fixed ?? (() => template);
    return rewrite(call, pattern, text, 0, (match) => replacement(text, match));
  };
}

function buildOld(call: CallBuilder): TextPart {
  if (call.constant(OLD) === '')
    call.fail(OLD, 'Replace cannot look for an empty text', 'a text of at least one character');
  const source = call.text(SOURCE);
  const old = call.text(OLD);
  const withTemplate = !call.isBlank(TEMPLATE);
  const by = call.text(withTemplate ? TEMPLATE : REPLACEMENT);
  return (user, context) => {
    const text = source(user, context);
    if (text === null) return null;
    const find = old(user, context) ?? '';
    if (find === '') return text;
    const written = by(user, context) ?? '';
    const [whole, replacement] = withTemplate ? [written, text] : [text, written];
    if (!whole.includes(find)) return whole;
    const pieces = whole.split(find);
    call.checkLength(whole.length + (pieces.length - 1) * (replacement.length - find.length));
    return pieces.join(replacement);
  };
}

const BUILDERS: ReadonlyMap<string, (call: CallBuilder) => TextPart> = new Map([
  [[OLD, REPLACEMENT].join(), buildOld],
  [[OLD, TEMPLATE].join(), buildOld],
  [[PATTERN, REPLACEMENT].join(), buildPattern],
  [[PATTERN, GROUP, REPLACEMENT].join(), buildPattern],
  [[PATTERN, GROUP, ATTRIBUTE].join(), buildPattern],
]);

function build(call: CallBuilder): TextPart {
  const given = [OLD, PATTERN, GROUP, REPLACEMENT, ATTRIBUTE, TEMPLATE].filter((index) => !call.isBlank(index)).join();
  const builder = BUILDERS.get(given);
  if (builder !== undefined) return builder(call);
  call.fail(undefined, 'Replace has arguments that do not go together', FORMS);
  return UNUSABLE;
}

/** Replace, in the five forms that its seven parameters allow; matching respects letter case. */
export const REPLACE_FUNCTION: LanguageFunction = {
  name: 'Replace',
  usage: 'Replace(source, old, pattern, group, replacement, replacementAttribute, template)',
  meaning:
    'A text or pattern replaced; the source put into a template; or, when the source is empty, a part of another attribute.',
  min: 3,
  max: 7,
  build,
};
