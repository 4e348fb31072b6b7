import { literal, readClass, readEscape } from './character-class.ts';
import { PatternError } from './pattern-error.ts';

/** Longest pattern, in characters. */
const MAX_PATTERN_LENGTH = 1_000;
const MAX_GROUP_DEPTH = 32;
const MAX_REPEAT = 1_000;

/** A .NET pattern in RE2's syntax. */
export interface TranslatedPattern {
  readonly text: string;
  /** Groups in .NET's order: the whole match, unnamed ones, then named ones; each with its number in `text`. */
  readonly numbered: readonly number[];
  readonly named: ReadonlyMap<string, number>;
  /** True when `$` or \Z stands for the end of the whole text, see HIDDEN_BREAK. */
  readonly hidesBreaks: boolean;
  readonly hasWordBoundary: boolean;
  readonly hasLookbehind: boolean;
}

interface Options {
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^\?[=!]/, 'look-ahead (?=...) and (?!...) is not supported'],
  [/^\?>/, 'an atomic group (?>...) is not supported'],
  [/^\?\(/, 'a choice by condition (?(...)...|...) is not supported'],
  [/^\?[<'][\p{L}\p{Nd}_]*-/u, 'a balancing group (?<a-b>...) is not supported'],
  [/^\?[<']\d/, 'a group that is numbered by hand (?<1>...) is not supported'],
];

class Translator {
  private readonly pattern: string;
  private at = 0;
  private depth = 0;
  private groups = 0;
  private readonly unnamed: number[] = [];
  private readonly named = new Map<string, number>();
  /** What a group that is none leaves behind: options for the rest, or nothing. */
  private followingOptions = '';
  private options: Options = { multiline: false, dotAll: false };
  private hasWholeEnd = false;
  private hasLineEnd = false;
  private hasWordBoundary = false;
  private hasLookbehind = false;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  translate(): TranslatedPattern {
    const text = this.alternatives();
    if (this.at < this.pattern.length) throw new PatternError(') has no opening parenthesis');
    if (this.hasWholeEnd && this.hasLineEnd) {
      throw new PatternError('the ends of lines (?m) and the end of the text do not go together in one pattern');
    }
    return {
      text,
      numbered: [0, ...this.unnamed, ...this.named.values()],
      named: this.named,
      hidesBreaks: this.hasWholeEnd,
      hasWordBoundary: this.hasWordBoundary,
      hasLookbehind: this.hasLookbehind,
    };
  }

  private peek(): string {
    return this.pattern.charAt(this.at);
  }

  private alternatives(): string {
    let text = '';
    for (;;) {
      while (this.at < this.pattern.length && this.peek() !== '|' && this.peek() !== ')') text += this.repeated();
      if (this.peek() !== '|') return text;
      this.at += 1;
      text += '|';
    }
  }

  private repeated(): string {
    const atom = this.atom();
    const count = this.quantifier();
    if (count === undefined) return atom;
    if (atom === '' || atom === this.followingOptions) throw new PatternError('a quantifier follows nothing');
    const lazy = this.peek() === '?' ? '?' : '';
    this.at += lazy.length;
    if (this.quantifier() !== undefined) throw new PatternError('two quantifiers in a row');
    return `${atom}${count}${lazy}`;
  }

  private quantifier(): string | undefined {
    const character = this.peek();
    if (character !== '' && '*+?'.includes(character)) {
      this.at += 1;
      return character;
    }
    // Braces that hold no count are ordinary characters.
    const count = /^\{(\d{1,9})(?:(,)(\d{1,9})?)?\}/.exec(this.pattern.slice(this.at, this.at + 24));
    if (count === null) return undefined;
    this.at += count[0].length;
    const [least, most] = [Number(count[1]), Number(count[3] ?? count[1])];
    if (most < least) throw new PatternError('a quantifier is reversed');
    if (most > MAX_REPEAT) throw new PatternError(`a quantifier counts beyond ${MAX_REPEAT}`);
    return count[0];
  }

  private atom(): string {
    const code = this.pattern.codePointAt(this.at) ?? 0;
    const character = String.fromCodePoint(code);
    this.at += character.length;
    switch (character) {
      case '(':
        return this.group();
      case '[': {
        const { text, end } = readClass(this.pattern, this.at);
        this.at = end;
        return text;
      }
      case '.':
        return this.options.dotAll ? '(?s:.)' : String.raw`[^\n\x{E00A}]`;
      case '^':
        return this.options.multiline ? this.lineEnd('^') : String.raw`\A`;
      case '$':
        return this.options.multiline ? this.lineEnd('$') : this.wholeEnd();
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        throw new PatternError('a quantifier follows nothing');
      case '\n':
        return String.raw`[\n\x{E00A}]`;
      default:
        return literal(code);
    }
  }

  private lineEnd(sign: string): string {
    this.hasLineEnd = true;
    return `(?m:${sign})`;
  }

  private wholeEnd(): string {
    this.hasWholeEnd = true;
    return '(?m:$)';
  }

  private escape(): string {
    const letter = this.peek();
    if (letter === 'b' || letter === 'B') {
      this.at += 1;
      this.hasWordBoundary = true;
      return `\\${letter}`;
    }
    if (letter === 'A' || letter === 'z') {
      this.at += 1;
      return `\\${letter}`;
    }
    if (letter === 'Z') {
      this.at += 1;
      return this.wholeEnd();
    }
    if (letter === 'G') throw new PatternError('\\G, the end of the match before, is not supported');
    if (/^[1-9k]$/.test(letter))
      throw new PatternError('references back to a group (\\1, \\k<name>) are not supported');
    const escaped = readEscape(this.pattern, this.at);
    this.at = escaped.end;
    if ('members' in escaped) return `[${escaped.members}]`;
    return escaped.code === 10 ? String.raw`[\n\x{E00A}]` : literal(escaped.code);
  }

  private group(): string {
    this.depth += 1;
    if (this.depth > MAX_GROUP_DEPTH) throw new PatternError(`groups are nested deeper than ${MAX_GROUP_DEPTH}`);
    const outside = this.options;
    const head = this.head();
    if (head === undefined) {
      // A comment, or options for what follows.
      this.depth -= 1;
      return this.followingOptions;
    }
    const body = this.alternatives();
    if (this.peek() !== ')') throw new PatternError('( is not closed');
    this.at += 1;
    this.depth -= 1;
    this.options = outside;
    return `${head}${body})`;
  }

  /** The opening of a group in RE2's syntax, or nothing when it is none. */
  private head(): string | undefined {
    if (this.peek() !== '?') return this.capture();
    const rest = this.pattern.slice(this.at, this.at + 80);
    for (const [form, message] of REFUSED) if (form.test(rest)) throw new PatternError(message);
    if (/^\?<[=!]/.test(rest)) {
      this.hasLookbehind = true;
      this.at += 3;
      return `(${rest.slice(0, 3)}`;
    }
    const named = /^\?(?:<([\p{L}_][\p{L}\p{Nd}_]{0,63})>|'([\p{L}_][\p{L}\p{Nd}_]{0,63})')/u.exec(rest);
    const name = named?.[1] ?? named?.[2];
    if (named !== null && name !== undefined) {
      this.at += named[0].length;
      if (this.named.has(name)) throw new PatternError(`the group name ${name} stands twice`);
      return this.capture(name);
    }
    if (rest.startsWith('?#')) {
      const close = this.pattern.indexOf(')', this.at);
      if (close < 0) throw new PatternError('a comment is not closed');
      this.at = close + 1;
      this.followingOptions = '';
      return undefined;
    }
    return this.optionsHead(rest);
  }

  private capture(name?: string): string {
    this.groups += 1;
    if (name === undefined) this.unnamed.push(this.groups);
    else this.named.set(name, this.groups);
    return '(';
  }

  private optionsHead(rest: string): string | undefined {
    const found = /^\?([a-z]*)(?:-([a-z]*))?([:)])/.exec(rest);
    if (found === null) throw new PatternError('a group begins with (?, followed by nothing this engine knows');
    const [whole, on = '', off = '', close] = found;
    const unknown = /[^ims]/.exec(on + off)?.[0];
    if (unknown !== undefined)
      throw new PatternError(`the option (?${unknown}) is not supported; allowed are i, m and s`);
    this.at += whole.length;
    const isOn = (letter: string, before: boolean): boolean => (before || on.includes(letter)) && !off.includes(letter);
    this.options = { multiline: isOn('m', this.options.multiline), dotAll: isOn('s', this.options.dotAll) };
    const flags = `${on.includes('i') && !off.includes('i') ? 'i' : ''}${off.includes('i') ? '-i' : ''}`;
    if (close === ':') return flags === '' ? '(?:' : `(?${flags}:`;
    this.followingOptions = flags === '' ? '' : `(?${flags})`;
    return undefined;
  }
}

/**
 * Translates a .NET regular expression to RE2's syntax, meaning the same.
 * @throws PatternError naming what is wrong, or what cannot be matched in linear time.
 */
export function translatePattern(pattern: string): TranslatedPattern {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new PatternError(`a pattern has at most ${MAX_PATTERN_LENGTH} characters`);
  }
  return new Translator(pattern).translate();
}
