import { isWordBoundary, PatternError, type PatternNode, readClass, readEscape } from './pattern-syntax.ts';

/** Longest pattern, in characters. */
const MAX_PATTERN_LENGTH = 1_000;
const MAX_GROUP_DEPTH = 32;
const MAX_REPEAT = 1_000;

/** A parsed pattern; `slots` counts groups including the whole match, which is slot 0. */
export interface ParsedPattern {
  readonly root: PatternNode;
  readonly slots: number;
  /** The slot of a group by name or number, numbered as .NET does: unnamed groups first, then the named ones. */
  slotOf(group: string): number | undefined;
}

class PatternParser {
  private readonly pattern: string;
  private at = 0;
  private depth = 0;
  private slots = 1;
  private readonly unnamed: number[] = [];
  private readonly names = new Map<string, number>();

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  parse(): ParsedPattern {
    const root = this.choice();
    if (this.at < this.pattern.length) throw new PatternError(') has no opening parenthesis');
    const numbered = [0, ...this.unnamed, ...this.names.values()];
    const slotOf = (group: string): number | undefined =>
      /^\d+$/.test(group) ? numbered[Number(group)] : this.names.get(group);
    return { root, slots: this.slots, slotOf };
  }

  private peek(): string {
    return this.pattern.charAt(this.at);
  }

  private choice(): PatternNode {
    const options = [this.sequence()];
    while (this.peek() === '|') {
      this.at += 1;
      options.push(this.sequence());
    }
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.at < this.pattern.length && this.peek() !== '|' && this.peek() !== ')') {
      parts.push(this.repeated());
    }
    return { kind: 'sequence', parts };
  }

  private repeated(): PatternNode {
    const body = this.atom();
    const bounds = this.bounds();
    if (bounds === undefined) return body;
    if (body.kind === 'anchor') throw new PatternError('a quantifier follows an anchor');
    const greedy = this.peek() !== '?';
    if (!greedy) this.at += 1;
    if (/^[*+?]/.test(this.peek()) || this.countAhead() !== null) throw new PatternError('two quantifiers in a row');
    return { kind: 'repeat', body, ...bounds, greedy };
  }

  private countAhead(): RegExpExecArray | null {
    return /^\{(\d{1,9})(,(\d{1,9})?)?\}/.exec(this.pattern.slice(this.at, this.at + 24));
  }

  private bounds(): { min: number; max: number } | undefined {
    const simple: Readonly<Record<string, { min: number; max: number }>> = {
      '*': { min: 0, max: Number.POSITIVE_INFINITY },
      '+': { min: 1, max: Number.POSITIVE_INFINITY },
      '?': { min: 0, max: 1 },
    };
    const found = simple[this.peek()];
    if (found !== undefined) {
      this.at += 1;
      return found;
    }
    const count = this.countAhead();
    if (count === null) return undefined;
    this.at += count[0].length;
    const min = Number(count[1]);
    const open = count[2] === undefined ? min : Number.POSITIVE_INFINITY;
    const max = count[3] === undefined ? open : Number(count[3]);
    if (max < min) throw new PatternError('a quantifier is reversed');
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Number.POSITIVE_INFINITY)) {
      throw new PatternError(`a quantifier counts beyond ${MAX_REPEAT}`);
    }
    return { min, max };
  }

  private atom(): PatternNode {
    const character = this.peek();
    this.at += 1;
    switch (character) {
      case '(':
        return this.group();
      case '[': {
        const { test, end } = readClass(this.pattern, this.at);
        this.at = end;
        return { kind: 'unit', test };
      }
      case '.':
        return { kind: 'unit', test: (unit) => unit !== '\n' };
      case '^':
        return { kind: 'anchor', test: (_text, at) => at === 0 };
      case '$':
        // .NET: the end, or before a last line break.
        return {
          kind: 'anchor',
          test: (text, at) => at === text.length || (at === text.length - 1 && text.endsWith('\n')),
        };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        throw new PatternError('a quantifier follows nothing');
      default:
        return { kind: 'unit', test: (unit) => unit === character };
    }
  }

  private escape(): PatternNode {
    const letter = this.peek();
    if (letter === 'b' || letter === 'B') {
      this.at += 1;
      return { kind: 'anchor', test: (text, at) => isWordBoundary(text, at) === (letter === 'b') };
    }
    if (/[1-9k]/.test(letter)) throw new PatternError('references back to a group are not supported');
    const { test, end } = readEscape(this.pattern, this.at);
    this.at = end;
    return { kind: 'unit', test };
  }

  private group(): PatternNode {
    this.depth += 1;
    if (this.depth > MAX_GROUP_DEPTH) throw new PatternError(`groups are nested deeper than ${MAX_GROUP_DEPTH}`);
    const slot = this.groupSlot();
    const body = this.choice();
    if (this.peek() !== ')') throw new PatternError('( is not closed');
    this.at += 1;
    this.depth -= 1;
    return slot === undefined ? body : { kind: 'group', slot, body };
  }

  private groupSlot(): number | undefined {
    if (this.peek() !== '?') {
      const slot = this.newSlot();
      this.unnamed.push(slot);
      return slot;
    }
    const head = /^\?(?::|<([A-Za-z_]\w{0,63})>|'([A-Za-z_]\w{0,63})')/.exec(this.pattern.slice(this.at, this.at + 80));
    if (head === null) {
      throw new PatternError(
        'only (...), (?:...) and (?<name>...) groups are supported, no look-around and no options',
      );
    }
    this.at += head[0].length;
    const name = head[1] ?? head[2];
    if (name === undefined) return undefined;
    if (this.names.has(name)) throw new PatternError(`the group name ${name} stands twice`);
    const slot = this.newSlot();
    this.names.set(name, slot);
    return slot;
  }

  private newSlot(): number {
    this.slots += 1;
    return this.slots - 1;
  }
}

/**
 * Parses the regular expressions that Replace takes: .NET's, without what would need unbounded backtracking.
 * @throws PatternError naming what is wrong or not supported.
 */
export function parsePattern(pattern: string): ParsedPattern {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new PatternError(`a pattern has at most ${MAX_PATTERN_LENGTH} characters`);
  }
  return new PatternParser(pattern).parse();
}
