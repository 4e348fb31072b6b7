import { type Matcher, RE2JS, RE2JSException } from 're2js';
import { EvaluationError } from '../expression-error.ts';
import { HIDDEN_BREAK } from './character-class.ts';
import { PatternError } from './pattern-error.ts';
import { translatePattern } from './translate-pattern.ts';

/** Most instructions a pattern may unfold to; counted repeats are written out. */
const MAX_PROGRAM = 2_000;

/** Longest text a pattern is run over, in characters; Graph's user properties are far shorter. */
const MAX_TEXT_LENGTH = 10_000;

/** Bound of what all matches in one text may cost: instructions times characters that are left, summed over the matches. */
const MAX_COST = 200_000_000;

/** A character that belongs to words in .NET and not in RE2. */
const FOREIGN_WORD = /(?=[^\0-\x7f])[\p{L}\p{M}\p{N}\p{Pc}\u200c\u200d]/u;

/** One match; the whole is group 0. A group that took no part has no text. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  /** Where a group stands, by its slot; both are -1 when it took no part. */
  group(slot: number): { readonly start: number; readonly end: number };
}

/** A compiled pattern. */
export interface Pattern {
  /** The slot of a group by name or by number as .NET counts: unnamed groups first. */
  slotOf(group: string): number | undefined;
  /** True when \\b or \\B stands in it, which fails for a text with letters beyond ASCII. */
  readonly hasWordBoundary: boolean;
  /** How many groups there are, the whole match not counted. */
  readonly groupCount: number;
  /** Calls back for each match from left to right, none overlapping. @throws EvaluationError when a bound is exceeded. */
  eachMatch(text: string, take: (match: PatternMatch) => void): void;
  /** Whether the pattern matches anywhere in the text. @throws EvaluationError when a bound is exceeded. */
  isIn(text: string): boolean;
}

function compile(text: string, hasLookbehind: boolean): RE2JS {
  try {
    return RE2JS.compile(text, hasLookbehind ? RE2JS.LOOKBEHINDS : 0);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new PatternError(
      hasLookbehind ? 'a look-behind holds a group or is otherwise not supported' : 'it is too large',
    );
  }
}

function matchOf(matcher: Matcher): PatternMatch {
  return {
    start: matcher.start(),
    end: matcher.end(),
    group: (slot) => ({ start: matcher.start(slot), end: matcher.end(slot) }),
  };
}

/**
 * Compiles a .NET regular expression to a matcher whose run time is linear in the text, for every pattern.
 * @throws PatternError for a pattern that is malformed, too large or not supported.
 */
export function compilePattern(pattern: string): Pattern {
  const translated = translatePattern(pattern);
  const { numbered, named, hidesBreaks, hasWordBoundary } = translated;
  const engine = compile(translated.text, translated.hasLookbehind);
  const size = engine.programSize();
  if (size > MAX_PROGRAM) throw new PatternError('it is too large once its counts are written out');

  const subject = (text: string): string => {
    if (text.length > MAX_TEXT_LENGTH) {
      throw new EvaluationError(`a pattern is run over at most ${MAX_TEXT_LENGTH} characters`);
    }
    // RE2's word boundary knows ASCII letters only; a wrong answer would be worse than none.
    if (hasWordBoundary && FOREIGN_WORD.test(text)) {
      throw new EvaluationError('the pattern has \\b and the value has letters beyond ASCII');
    }
    return hidesBreaks && text.includes('\n') ? text.replace(/\n(?!$)/g, HIDDEN_BREAK) : text;
  };

  return {
    slotOf: (group) => (/^\d{1,9}$/.test(group) ? numbered[Number(group)] : named.get(group)),
    hasWordBoundary,
    groupCount: numbered.length - 1,
    eachMatch: (text, take) => {
      const matcher = engine.matcher(subject(text));
      let cost = 0;
      let from = 0;
      while (matcher.find()) {
        take(matchOf(matcher));
        cost += (text.length - from) * size;
        if (cost > MAX_COST) throw new EvaluationError('the pattern matches too often in this value');
        from = matcher.end();
      }
    },
    isIn: (text) => engine.test(subject(text)),
  };
}
