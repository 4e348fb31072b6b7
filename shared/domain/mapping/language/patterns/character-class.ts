import { PatternError } from './pattern-error.ts';

/**
 * Stands in a subject for every line break but one at its very end, so that RE2's end of a line is .NET's `$`: the end, or before
 * a last line break. Whatever matches a line break must match this too. It lies in Unicode's private area.
 */
export const HIDDEN_BREAK = '\uE00A';

// .NET's shorthands know all of Unicode and RE2's only ASCII, so they are written out (character-classes-in-regular-expressions).
const WORD = String.raw`\p{L}\p{Mn}\p{Nd}\p{Pc}`;
const NOT_WORD = String.raw`\p{Mc}\p{Me}\p{Nl}\p{No}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{S}\p{Z}\p{C}`;
const SPACE = String.raw`\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{E00A}`;
const NOT_SPACE = String.raw`\x{0}-\x{8}\x{E}-\x{1F}\x{21}-\x{84}\x{86}-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E}\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{E009}\x{E00B}-\x{10FFFF}`;

/** The members of \d, \w, \s and their opposites, to be put in brackets. */
export const SHORTHANDS: Readonly<Record<string, string>> = {
  d: String.raw`\p{Nd}`,
  D: String.raw`\P{Nd}`,
  w: WORD,
  W: NOT_WORD,
  s: SPACE,
  S: NOT_SPACE,
};

const CATEGORIES = new Set(
  'L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Co'.split(' '),
);
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, e: 27, a: 7 };
const LINE_BREAK = 10;

/** What an escape stands for: one character by its code, or members of a class. */
export type Escaped =
  | { readonly code: number; readonly end: number }
  | { readonly members: string; readonly end: number };

/** Writes a character so that RE2 takes it literally anywhere. */
export function literal(code: number): string {
  return `\\x{${code.toString(16)}}`;
}

function property(pattern: string, at: number): Escaped {
  const found = /^\{([A-Za-z0-9_-]{1,60})\}/.exec(pattern.slice(at + 1, at + 64));
  const name = found?.[1];
  if (name === undefined || found === null)
    throw new PatternError(`\\${pattern.charAt(at)} needs a class name in braces`);
  if (!CATEGORIES.has(name))
    throw new PatternError(`the class \\p{${name}} is not known; allowed are Unicode's general categories`);
  return {
    members: `\\${pattern.charAt(at)}{${name}}${name === 'Cc' ? literal(0xe00a) : ''}`,
    end: at + 1 + found[0].length,
  };
}

/**
 * Reads what follows a backslash at `at`: one character, or a class such as \d.
 * @throws PatternError for what .NET does not know or this engine cannot do.
 */
export function readEscape(pattern: string, at: number): Escaped {
  const letter = pattern.charAt(at);
  const members = SHORTHANDS[letter];
  if (members !== undefined) return { members, end: at + 1 };
  if (letter === 'p' || letter === 'P') return property(pattern, at);
  const control = CONTROLS[letter];
  if (control !== undefined) return { code: control, end: at + 1 };
  const digits = /^(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|0([0-7]{0,2}))/.exec(pattern.slice(at, at + 5));
  if (digits !== null) {
    const [whole, unicode, hexadecimal, octal] = digits;
    const hex = unicode ?? hexadecimal;
    const code = hex === undefined ? Number.parseInt(`0${octal}`, 8) : Number.parseInt(hex, 16);
    return { code, end: at + whole.length };
  }
  const key = /^c([A-Za-z])/.exec(pattern.slice(at, at + 2))?.[1];
  if (key !== undefined) return { code: key.toUpperCase().charCodeAt(0) - 64, end: at + 2 };
  if (letter === '') throw new PatternError('the pattern ends with a backslash');
  if (/[\p{L}\p{Nd}_]/u.test(letter)) throw new PatternError(`\\${letter} is not an escape this engine knows`);
  return { code: letter.charCodeAt(0), end: at + 1 };
}

function readMember(pattern: string, at: number): Escaped {
  if (pattern.charAt(at) !== '\\') {
    const code = pattern.codePointAt(at) ?? 0;
    return { code, end: at + String.fromCodePoint(code).length };
  }
  // Inside a class \b is a backspace.
  return pattern.charAt(at + 1) === 'b' ? { code: 8, end: at + 2 } : readEscape(pattern, at + 1);
}

/**
 * Translates a bracketed class whose `[` stands before `at`.
 * @throws PatternError for a class that is not closed, reversed, or uses .NET's subtraction.
 */
export function readClass(pattern: string, at: number): { readonly text: string; readonly end: number } {
  const isNegated = pattern.charAt(at) === '^';
  let members = '';
  let next = isNegated ? at + 1 : at;
  for (let isFirst = true; ; isFirst = false) {
    const character = pattern.charAt(next);
    if (character === '') throw new PatternError('[ is not closed');
    if (character === ']' && !isFirst) break;
    if (character === '-' && pattern.charAt(next + 1) === '[' && !isFirst) {
      throw new PatternError('subtraction of one class from another ([a-z-[aeiou]]) is not supported');
    }
    const from = readMember(pattern, next);
    next = from.end;
    const isRange = pattern.charAt(next) === '-' && !/^[\][]?$/.test(pattern.charAt(next + 1));
    if (!('code' in from)) {
      if (isRange) throw new PatternError('a range in [ ] begins with a class');
      members += from.members;
      continue;
    }
    const to = isRange ? readMember(pattern, next + 1) : from;
    if (!('code' in to)) throw new PatternError('a range in [ ] ends with a class');
    if (to.code < from.code) throw new PatternError('a range in [ ] is reversed');
    next = to.end;
    members += isRange ? `${literal(from.code)}-${literal(to.code)}` : literal(from.code);
    if (from.code <= LINE_BREAK && to.code >= LINE_BREAK) members += literal(HIDDEN_BREAK.charCodeAt(0));
  }
  return { text: `[${isNegated ? '^' : ''}${members}]`, end: next + 1 };
}
