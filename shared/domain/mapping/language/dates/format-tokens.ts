/** Thrown for a date format that .NET would not take, or that cannot be used here. */
export class DateFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DateFormatError';
  }
}

/** A part of a custom date format: a specifier with its repeat count, or a literal; `isBare` when it is neither quoted nor escaped. */
export type FormatToken =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'literal'; readonly text: string; readonly isBare: boolean };

/** Longest date format, in characters. */
const MAX_FORMAT_LENGTH = 200;
const LETTERS = 'dfFghHKmMstyz';
/** Fields that are written once, whatever follows. */
const SINGLE = 'K';

// Standard formats (one letter) in the invariant culture.
const STANDARD: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
};

function readQuoted(format: string, at: number): { text: string; end: number } {
  const quote = format.charAt(at);
  let text = '';
  for (let next = at + 1; next < format.length; next += 1) {
    const character = format.charAt(next);
    if (character === quote) return { text, end: next + 1 };
    if (character === '\\') {
      next += 1;
      if (next >= format.length) break;
    }
    text += format.charAt(next);
  }
  throw new DateFormatError(`the quote ${quote} in the format is not closed`);
}

function readField(format: string, at: number, most: number): { token: FormatToken; end: number } {
  const letter = format.charAt(at);
  let end = at + 1;
  if (!SINGLE.includes(letter))
    while (end < format.length && end - at < most && format.charAt(end) === letter) end += 1;
  return { token: { kind: 'field', letter, count: end - at }, end };
}

function readToken(format: string, at: number): { token: FormatToken; end: number } {
  const character = format.charAt(at);
  if (LETTERS.includes(character)) return readField(format, at, format.length);
  if (character === "'" || character === '"') {
    const { text, end } = readQuoted(format, at);
    return { token: { kind: 'literal', text, isBare: false }, end };
  }
  if (character === '\\') {
    if (at + 1 >= format.length) throw new DateFormatError('the format ends with a backslash');
    return { token: { kind: 'literal', text: format.charAt(at + 1), isBare: false }, end: at + 2 };
  }
  if (character === '%') {
    const next = format.charAt(at + 1);
    if (next === '' || next === '%') throw new DateFormatError('% stands before nothing in the format');
    // %d is the custom specifier d where a d alone would be the standard format.
    return LETTERS.includes(next) ? readField(format, at + 1, 1) : readToken(format, at + 1);
  }
  return { token: { kind: 'literal', text: character, isBare: true }, end: at + 1 };
}

/**
 * Splits a .NET date format into its parts; a single letter is a standard format of the invariant culture.
 * @throws DateFormatError for a format that is blank, too long, not closed, or an unknown single letter.
 */
export function readFormat(format: string): readonly FormatToken[] {
  if (format === '') throw new DateFormatError('the format is blank');
  if (format.length > MAX_FORMAT_LENGTH)
    throw new DateFormatError(`a format has at most ${MAX_FORMAT_LENGTH} characters`);
  const standard = STANDARD[format];
  if (standard === undefined && /^[A-Za-z]$/.test(format)) {
    throw new DateFormatError(`${format} is no standard date format; allowed are ${Object.keys(STANDARD).join(' ')}`);
  }
  const whole = standard ?? format;
  const tokens: FormatToken[] = [];
  for (let at = 0; at < whole.length; ) {
    const { token, end } = readToken(whole, at);
    if (token.kind === 'field' && /[fF]/.test(token.letter) && token.count > 7) {
      throw new DateFormatError('a second has at most 7 decimal places');
    }
    tokens.push(token);
    at = end;
  }
  return tokens;
}

/** English names, as the invariant culture has them. */
export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
export const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
