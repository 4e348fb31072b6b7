/** A text that is no literal; what it means is known only to Bicep. */
export class NoLiteral extends Error {
  override readonly name = 'NoLiteral';
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", $: '$' };

/**
 * Reads the value of a parameter as Bicep writes it: a text, a whole number, true, false, null, an array, an object, or
 * `readEnvironmentVariable` with a name and perhaps a value for when it is not set.
 * @throws NoLiteral for any other expression
 */
export function readLiteral(source: string, env: Readonly<Record<string, string | undefined>>): unknown {
  const reader = new LiteralReader(source, env);
  const value = reader.value();
  reader.end();
  return value;
}

class LiteralReader {
  readonly #source: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #at = 0;

  constructor(source: string, env: Readonly<Record<string, string | undefined>>) {
    this.#source = source;
    this.#env = env;
  }

  value(): unknown {
    this.#skip();
    if (this.#take(/'''\r?\n?([\s\S]*?)'''/y)) return this.#group;
    if (this.#source[this.#at] === "'") return this.#text();
    if (this.#take(/-?\d+(?![\w.])/y)) return Number(this.#matched);
    if (this.#take(/(true|false|null)(?!\w)/y)) return JSON.parse(this.#matched) as unknown;
    if (this.#take(/\[/y)) return this.#list(/\]/y, () => this.value());
    if (this.#take(/\{/y)) return Object.fromEntries(this.#list(/\}/y, () => this.#entry()));
    if (this.#take(/readEnvironmentVariable\(/y)) return this.#environment();
    throw new NoLiteral();
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#source.length) throw new NoLiteral();
  }

  #matched = '';
  #group = '';

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found === null) return false;
    this.#at += found[0].length;
    this.#matched = found[0];
    this.#group = found[1] ?? '';
    return true;
  }

  #skip(): void {
    this.#take(/(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)*/y);
  }

  #text(): string {
    // A text with a value put into it is an expression.
    if (!this.#take(/'((?:[^'\\$\n]|\\(?:[nrt\\'$]|u\{[\da-fA-F]+\})|\$(?!\{))*)'/y)) throw new NoLiteral();
    return this.#group.replace(/\\(?:u\{([\da-fA-F]+)\}|(.))/g, (_, code: string | undefined, letter: string) =>
      code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCodePoint(Number.parseInt(code, 16)),
    );
  }

  #list<T>(close: RegExp, item: () => T): T[] {
    const items: T[] = [];
    for (;;) {
      this.#skip();
      if (this.#take(close)) return items;
      items.push(item());
      this.#skip();
      this.#take(/,/y);
    }
  }

  #entry(): readonly [string, unknown] {
    const key = this.#take(/\w+/y) ? this.#matched : this.#text();
    this.#skip();
    if (!this.#take(/:/y)) throw new NoLiteral();
    return [key, this.value()];
  }

  #environment(): unknown {
    const [name, standard, ...more] = this.#list(/\)/y, () => this.value());
    if (typeof name !== 'string' || more.length > 0) throw new NoLiteral();
    return this.#env[name] ?? standard;
  }
}
