import type { CallExpression, ComparisonOperator, Expression } from './expression.ts';
import { ExpressionError, type ExpressionFault, MAX_NESTING } from './expression-error.ts';
import { type Token, type TokenKind, tokenise } from './lexer.ts';

const OPERAND = 'a function, "text", [attribute] or a number';
const OPERATORS: ReadonlySet<string> = new Set(['=', '<>', '>', '>=', '<', '<=']);

/** A parsed text: the tree, with a faulty blank wherever a part could not be read, and all faults by position. */
export interface ReadExpression {
  readonly expression: Expression;
  readonly faults: readonly ExpressionFault[];
}

function isOperator(value: string): value is ComparisonOperator {
  return OPERATORS.has(value);
}

function describe(token: Token): string {
  return token.kind === 'end' ? 'the expression ends too early' : `unexpected ${JSON.stringify(token.value)}`;
}

/** Leaves the part that cannot be read; its fault is recorded already. */
class Unreadable extends Error {}

class Parser {
  readonly faults: ExpressionFault[];
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(text: string) {
    const { tokens, faults } = tokenise(text);
    this.tokens = tokens;
    this.faults = [...faults];
  }

  parse(): Expression {
    const first = this.peek().position;
    try {
      const expression = this.operand();
      this.take('end', 'the end of the expression');
      return expression;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { kind: 'blank', position: first, faulty: true };
    }
  }

  private peek(): Token {
    return this.tokens[Math.min(this.next, this.tokens.length - 1)] ?? { kind: 'end', value: '', position: 1 };
  }

  /** Records what is wrong at a token, unless the lexer has said so or an open text has swallowed the rest. */
  private reject(token: Token, expected: string, message = describe(token)): Unreadable {
    const isKnown =
      token.kind === 'bad' ||
      (token.kind === 'end' && this.tokens.at(-2)?.kind === 'bad') ||
      this.faults.some(({ position }) => position === token.position);
    if (!isKnown) this.faults.push({ position: token.position, message, expected });
    return new Unreadable();
  }

  private take(kind: TokenKind, expected: string): Token {
    const token = this.peek();
    if (token.kind !== kind) throw this.reject(token, expected);
    this.next += 1;
    return token;
  }

  private operand(): Expression {
    const token = this.peek();
    if (token.kind === 'text' || token.kind === 'number') {
      this.next += 1;
      return { kind: token.kind, value: token.value, position: token.position };
    }
    if (token.kind === 'attribute') {
      this.next += 1;
      return { kind: 'attribute', name: token.value, position: token.position };
    }
    if (token.kind !== 'word') throw this.reject(token, OPERAND);
    this.next += 1;
    if (this.peek().kind === '(') return this.call(token);
    return { kind: 'word', value: token.value, position: token.position };
  }

  private call(name: Token): CallExpression {
    this.next += 1;
    if (this.depth >= MAX_NESTING) {
      const tooDeep = this.reject(name, `at most ${MAX_NESTING} levels`, 'calls are nested too deeply');
      // What is inside is not looked at, so that a thousand levels are one fault.
      this.skip();
      this.next += 1;
      throw tooDeep;
    }
    this.depth += 1;
    const args: Expression[] = [];
    if (this.peek().kind === ')') {
      this.next += 1;
    } else {
      do {
        args.push(this.recovered());
      } while (this.separator());
    }
    this.depth -= 1;
    return { kind: 'call', name: name.value, args, position: name.position };
  }

  /** An argument; one that cannot be read is passed over as far as the next comma or parenthesis of the same call. */
  private recovered(): Expression {
    const { position } = this.peek();
    const { depth } = this;
    try {
      const argument = this.argument();
      const after = this.peek();
      if (after.kind !== ',' && after.kind !== ')') throw this.reject(after, 'a comma or a closing parenthesis');
      return argument;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.depth = depth;
      this.skip();
      return { kind: 'blank', position, faulty: true };
    }
  }

  private skip(): void {
    let open = 0;
    for (let token = this.peek(); token.kind !== 'end'; token = this.peek()) {
      if (open === 0 && (token.kind === ',' || token.kind === ')')) {
        // Inside a call that is too deep a comma does not end what is skipped.
        if (token.kind === ')' || this.depth < MAX_NESTING) return;
      }
      if (token.kind === '(') open += 1;
      if (token.kind === ')') open -= 1;
      this.next += 1;
    }
  }

  private separator(): boolean {
    const token = this.peek();
    if (token.kind === 'end') return false;
    this.next += 1;
    return token.kind === ',';
  }

  // A blank argument is legal and stands for "not given": Switch(x, , "a", "b").
  private argument(): Expression {
    const first = this.peek();
    if (first.kind === ',' || first.kind === ')') return { kind: 'blank', position: first.position };
    const left = this.operand();
    const token = this.peek();
    if (token.kind !== 'operator' || !isOperator(token.value)) return left;
    this.next += 1;
    const right = this.operand();
    return { kind: 'comparison', operator: token.value, left, right, position: left.position };
  }
}

/** Parses a text as far as it goes and keeps every fault; never throws. */
export function readExpression(text: string): ReadExpression {
  const parser = new Parser(text);
  const expression = parser.parse();
  return { expression, faults: [...parser.faults].sort((a, b) => a.position - b.position) };
}

/**
 * Parses a mapping expression.
 * @throws ExpressionError with the position of each fault and what would fit there.
 */
export function parseExpression(text: string): Expression {
  const { expression, faults } = readExpression(text);
  const [first, ...others] = faults;
  if (first !== undefined) throw new ExpressionError(first, others);
  return expression;
}
