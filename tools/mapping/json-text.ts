/** A value of a JSON text with the place where it stands; offsets count UTF-16 units from 0. */
export interface JsonNode {
  readonly start: number;
  readonly end: number;
  /** Decoded text of a string; where each of its units begins in the file. */
  readonly text?: { readonly value: string; readonly starts: readonly number[] };
  /** Members of an object by key, items of an array by index; the place of a member's key is kept beside it. */
  readonly members?: ReadonlyMap<string | number, { readonly key: number; readonly node: JsonNode }>;
}

/** Says where a text stops being JSON. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const SPACE = /[ \t\r\n]*/y;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const MAX_DEPTH = 200;

class JsonReader {
  private at = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  document(): JsonNode {
    if (this.source.startsWith('\uFEFF')) this.at = 1;
    const node = this.value(0);
    this.space();
    if (this.at < this.source.length) this.fail('something follows the end of the JSON value');
    return node;
  }

  private fail(message: string): never {
    throw new JsonFault(this.at, this.at >= this.source.length ? 'the file ends too early' : message);
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.source)?.[0].length ?? 0;
  }

  private take(character: string): boolean {
    this.space();
    if (this.source[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private value(depth: number): JsonNode {
    this.space();
    if (depth > MAX_DEPTH) this.fail(`values are nested more than ${MAX_DEPTH} deep`);
    const start = this.at;
    const character = this.source[this.at];
    if (character === '"') return this.string();
    if (character === '{' || character === '[') return this.container(character, depth, start);
    LITERAL.lastIndex = this.at;
    const literal = LITERAL.exec(this.source)?.[0];
    if (literal === undefined) this.fail('a JSON value is expected');
    this.at += literal.length;
    return { start, end: this.at };
  }

  private container(open: '{' | '[', depth: number, start: number): JsonNode {
    this.at += 1;
    const close = open === '{' ? '}' : ']';
    const members = new Map<string | number, { key: number; node: JsonNode }>();
    if (this.take(close)) return { start, end: this.at, members };
    for (let index = 0; ; index += 1) {
      this.space();
      const key = this.at;
      const name = open === '{' ? this.key() : index;
      members.set(name, { key, node: this.value(depth + 1) });
      if (this.take(close)) return { start, end: this.at, members };
      if (!this.take(',')) this.fail(`a comma or ${close} is expected`);
    }
  }

  private key(): string {
    if (this.source[this.at] !== '"') this.fail('a key in double quotes is expected');
    const key = this.string().text?.value ?? '';
    if (!this.take(':')) this.fail('a colon is expected');
    return key;
  }

  private string(): JsonNode {
    const start = this.at;
    const starts: number[] = [];
    let value = '';
    this.at += 1;
    for (;;) {
      const character = this.source[this.at];
      if (character === undefined) this.fail('a text is not closed');
      if (character === '"') break;
      if (character < ' ') this.fail('a text holds a line break or another control character');
      starts.push(this.at);
      value += this.character(character);
    }
    this.at += 1;
    return { start, end: this.at, text: { value, starts: [...starts, this.at - 1] } };
  }

  private character(first: string): string {
    this.at += 1;
    if (first !== '\\') return first;
    const letter = this.source[this.at] ?? '';
    this.at += 1;
    const simple = SIMPLE_ESCAPES[letter];
    if (simple !== undefined) return simple;
    const digits = this.source.slice(this.at, this.at + 4);
    if (letter !== 'u' || !/^[\da-f]{4}$/i.test(digits)) {
      this.at -= 1;
      this.fail('an escape that JSON does not know');
    }
    this.at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
}

/** Reads a JSON text with the places of its parts. @throws JsonFault */
export function readJsonText(source: string): JsonNode {
  return new JsonReader(source).document();
}

const STEP = /\[(?<index>\d+)\]|(?<key>[^.[\]]+)/g;

/**
 * Where the thing named by a path such as `attributes[2].target` stands; what is missing is shown at what should hold it.
 * `position` counts the characters of a text from 1.
 */
export function offsetOf(root: JsonNode, path: string, position?: number): number {
  let node = root;
  for (const { groups } of path.matchAll(STEP)) {
    const step = groups?.index === undefined ? (groups?.key ?? '') : Number(groups.index);
    const member = node.members?.get(step);
    if (member === undefined) return node.start;
    node = member.node;
  }
  if (position === undefined || node.text === undefined) return node.start;
  return node.text.starts[Math.min(position, node.text.starts.length) - 1] ?? node.start;
}
