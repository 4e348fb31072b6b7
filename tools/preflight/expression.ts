import { BrokenExpression, call, type Scope, UnknownValue } from './expression-functions.ts';

type Evaluate = (scope: Scope) => unknown;

const LEVELS: readonly (readonly string[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Reads an expression of Bicep as far as parameters and their checks use it: texts with values put into them, numbers, lists,
 * objects, operators, conditions, lambdas and the functions of the table. What it names is asked of the scope when it is evaluated.
 * @throws UnknownValue for anything else; BrokenExpression for nothing, and for a text without its closing quote
 */
export function readExpression(source: string): Evaluate {
  if (source.trim() === '') throw new BrokenExpression('has no value');
  const reader = new ExpressionReader(source);
  const read = reader.expression();
  reader.end();
  return read;
}

class ExpressionReader {
  readonly #source: string;
  #at = 0;
  #matched = '';
  #group = '';

  constructor(source: string) {
    this.#source = source;
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#source.length) this.#give();
  }

  expression(): Evaluate {
    const lambda = this.#lambda();
    if (lambda !== undefined) return lambda;
    const condition = this.#binary(0);
    if (!this.#sign('?')) return condition;
    const yes = this.expression();
    this.#need(':');
    const no = this.expression();
    return (scope) => (condition(scope) === true ? yes(scope) : no(scope));
  }

  #lambda(): Evaluate | undefined {
    this.#skip();
    if (!this.#take(/(\w+)\s*=>/y)) return undefined;
    const name = this.#group;
    const body = this.expression();
    return (scope) => (value: unknown) =>
      body({ ...scope, value: (asked) => (asked === name ? value : scope.value(asked)) });
  }

  #binary(level: number): Evaluate {
    const signs = LEVELS[level];
    if (signs === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let sign = this.#oneOf(signs); sign !== undefined; sign = this.#oneOf(signs)) {
      left = combine(sign, left, this.#binary(level + 1));
    }
    return left;
  }

  #unary(): Evaluate {
    if (this.#sign('!')) {
      const read = this.#unary();
      return (scope) => read(scope) !== true;
    }
    if (this.#sign('-')) {
      const read = this.#unary();
      return (scope) => -Number(read(scope));
    }
    return this.#members(this.#primary());
  }

  #members(read: Evaluate): Evaluate {
    let whole = read;
    while (this.#take(/\.(\w+)/y)) {
      const [inner, name] = [whole, this.#group];
      whole = (scope) => memberOf(inner(scope), name);
    }
    return whole;
  }

  #primary(): Evaluate {
    this.#skip();
    if (this.#take(/'''\r?\n?([\s\S]*?)'''/y)) return constant(this.#group);
    if (this.#source[this.#at] === "'") return this.#text();
    if (this.#take(/\d+(?![\w.])/y)) return constant(Number(this.#matched));
    if (this.#take(/(true|false|null)\b/y)) return constant(JSON.parse(this.#matched));
    if (this.#sign('[')) return allOf(this.#list(']', () => this.expression()));
    if (this.#sign('{')) return this.#object();
    if (this.#sign('(')) {
      const inner = this.expression();
      this.#need(')');
      return inner;
    }
    return this.#name();
  }

  #name(): Evaluate {
    if (!this.#take(/[A-Za-z_]\w*/y)) return this.#give();
    const name = this.#matched;
    if (!this.#sign('(')) return (scope) => scope.value(name);
    const given = this.#list(')', () => this.expression());
    return (scope) =>
      call(
        name,
        scope,
        given.map((read) => read(scope)),
      );
  }

  #object(): Evaluate {
    const entries = this.#list('}', () => {
      this.#skip();
      const key = this.#take(/\w+/y) ? constant(this.#matched) : this.#text();
      this.#need(':');
      return { key, value: this.expression() };
    });
    return (scope) => Object.fromEntries(entries.map(({ key, value }) => [String(key(scope)), value(scope)]));
  }

  /** A text in quotes; `${` puts a value into it. */
  #text(): Evaluate {
    this.#need("'");
    const parts: Evaluate[] = [];
    while (!this.#take(/'/y)) {
      if (this.#take(/\$\{/y)) {
        parts.push(this.expression());
        this.#need('}');
      } else if (this.#take(/\\u\{([\da-fA-F]+)\}/y)) {
        parts.push(constant(String.fromCodePoint(Number.parseInt(this.#group, 16))));
      } else if (this.#take(/\\([nrt\\'$])/y)) parts.push(constant(ESCAPES[this.#group] ?? this.#group));
      else if (this.#take(/(?:[^'\\$\n]|\$(?!\{))+/y)) parts.push(constant(this.#matched));
      else if (this.#take(/\r?\n|$/y)) throw new BrokenExpression('a text has no closing quote');
      else this.#give();
    }
    return (scope) => parts.map((read) => String(read(scope))).join('');
  }

  #list<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.#sign(close)) {
      items.push(item());
      this.#sign(',');
    }
    return items;
  }

  #oneOf(signs: readonly string[]): string | undefined {
    return signs.find((sign) => this.#sign(sign));
  }

  #sign(sign: string): boolean {
    this.#skip();
    if (!this.#source.startsWith(sign, this.#at)) return false;
    // One question mark decides, two stand in for null.
    if (sign === '?' && this.#source[this.#at + 1] === '?') return false;
    this.#at += sign.length;
    return true;
  }

  #need(sign: string): void {
    if (!this.#sign(sign)) this.#give();
  }

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

  #give(): never {
    throw new UnknownValue(this.#source.slice(this.#at, this.#at + 40).split('\n')[0] ?? '');
  }
}

function constant(value: unknown): Evaluate {
  return () => value;
}

function allOf(items: readonly Evaluate[]): Evaluate {
  return (scope) => items.map((read) => read(scope));
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) throw new UnknownValue(`.${name}`);
  return Reflect.get(value, name);
}

function combine(sign: string, left: Evaluate, right: Evaluate): Evaluate {
  switch (sign) {
    case '??':
      return (scope) => left(scope) ?? right(scope);
    case '||':
      return (scope) => left(scope) === true || right(scope) === true;
    case '&&':
      return (scope) => left(scope) === true && right(scope) === true;
    case '==':
      return (scope) => left(scope) === right(scope);
    case '!=':
      return (scope) => left(scope) !== right(scope);
    default:
      return (scope) => onNumbers(sign, Number(left(scope)), Number(right(scope)));
  }
}

function onNumbers(sign: string, left: number, right: number): number | boolean {
  switch (sign) {
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return Math.trunc(left / right);
    default:
      return left % right;
  }
}
