/** One character's test, by UTF-16 unit as .NET reads text. */
export type UnitTest = (unit: string) => boolean;

/** A parsed regular expression. */
export type PatternNode =
  | { readonly kind: 'unit'; readonly test: UnitTest }
  | { readonly kind: 'anchor'; readonly test: (text: string, at: number) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'group'; readonly slot: number; readonly body: PatternNode }
  | {
      readonly kind: 'repeat';
      readonly body: PatternNode;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    };

/** Thrown for a pattern that is malformed or uses a feature that cannot be run in bounded time. */
export class PatternError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatternError';
  }
}

const isDigit: UnitTest = (unit) => /\d/.test(unit);
const isWord: UnitTest = (unit) => /\w/.test(unit);
const isSpace: UnitTest = (unit) => /\s/.test(unit);

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', e: '\u001b' };

/** The word test that \b rests on. */
export function isWordBoundary(text: string, at: number): boolean {
  return isWord(text.charAt(at - 1)) !== isWord(text.charAt(at));
}

function propertyTest(name: string, negated: boolean): UnitTest {
  try {
    const property = new RegExp(`^\\p{${name}}$`, 'u');
    return (unit) => property.test(unit) !== negated;
  } catch {
    throw new PatternError(`unknown character class \\p{${name}}`);
  }
}

/**
 * Reads what follows a backslash: one character, or a class such as \d.
 * @throws PatternError for escapes that have no place in a single character.
 */
export function readEscape(pattern: string, at: number): { test: UnitTest; literal?: string; end: number } {
  const letter = pattern.charAt(at);
  const classes: Readonly<Record<string, UnitTest>> = { d: isDigit, w: isWord, s: isSpace };
  const known = classes[letter.toLowerCase()];
  if (known !== undefined) return { test: letter < 'a' ? (unit) => !known(unit) : known, end: at + 1 };
  if (letter === 'p' || letter === 'P') {
    const name = /^\{([A-Za-z_=]+)\}/.exec(pattern.slice(at + 1, at + 40));
    if (name?.[1] === undefined) throw new PatternError('\\p needs a class name in braces');
    return { test: propertyTest(name[1], letter === 'P'), end: at + 1 + name[0].length };
  }
  const code = /^(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(pattern.slice(at, at + 5));
  const digits = code?.[1] ?? code?.[2];
  if (code !== null && digits !== undefined)
    return literal(String.fromCharCode(Number.parseInt(digits, 16)), at + code[0].length);
  const control = CONTROLS[letter];
  if (control !== undefined) return literal(control, at + 1);
  if (letter === '' || /[A-Za-z0-9]/.test(letter)) throw new PatternError(`\\${letter} is not supported`);
  return literal(letter, at + 1);
}

function literal(character: string, end: number): { test: UnitTest; literal: string; end: number } {
  return { test: (unit) => unit === character, literal: character, end };
}

/**
 * Reads a bracketed class whose `[` stands before `at`.
 * @throws PatternError for a class that is not closed, reversed or uses .NET's class subtraction.
 */
export function readClass(pattern: string, at: number): { test: UnitTest; end: number } {
  const negated = pattern.charAt(at) === '^';
  const tests: UnitTest[] = [];
  let next = negated ? at + 1 : at;
  for (let first = true; ; first = false) {
    const character = pattern.charAt(next);
    if (character === '') throw new PatternError('[ is not closed');
    if (character === ']' && !first) break;
    if (character === '-' && pattern.charAt(next + 1) === '[')
      throw new PatternError('class subtraction is not supported');
    const from = readMember(pattern, next);
    next = from.end;
    if (pattern.charAt(next) === '-' && !/[\][]/.test(pattern.charAt(next + 1)) && from.literal !== undefined) {
      const to = readMember(pattern, next + 1);
      if (to.literal === undefined || to.literal < from.literal)
        throw new PatternError('a range in [ ] is reversed or open');
      const [low, high] = [from.literal, to.literal];
      tests.push((unit) => unit >= low && unit <= high);
      next = to.end;
    } else {
      tests.push(from.test);
    }
  }
  return { test: (unit) => tests.some((test) => test(unit)) !== negated, end: next + 1 };
}

function readMember(pattern: string, at: number): { test: UnitTest; literal?: string; end: number } {
  const character = pattern.charAt(at);
  if (character !== '\\') return literal(character, at + 1);
  // Inside a class \b is a backspace.
  if (pattern.charAt(at + 1) === 'b') return literal('\b', at + 2);
  return readEscape(pattern, at + 1);
}
