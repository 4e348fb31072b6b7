import type { CallExpression, ComparisonOperator, Expression } from './expression.ts';
import { ExpressionError, MAX_NESTING } from './expression-error.ts';
import { type Token, type TokenKind, tokenise } from './lexer.ts';

const OPERAND = 'a function, "text", [attribute] or a number';
const OPERATORS: ReadonlySet<string> = new Set(['=', '<>', '>', '>=', '<', '<=']);

function isOperator(value: string): value is ComparisonOperator {
  return OPERATORS.has(value);
}

function describe(token: Token): string {
  return token.kind === 'end' ? 'the expression ends too early' : `unexpected ${JSON.stringify(token.value)}`;
}

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  parse(): Expression {
    const expression = this.operand(OPERAND);
    this.take('end', 'the end of the expression');
    return expression;
  }

  private peek(): Token {
    const token = this.tokens[Math.min(this.next, this.tokens.length - 1)];
    if (token === undefined) throw new ExpressionError(1, 'the expression is empty', OPERAND);
    return token;
  }

  private take(kind: TokenKind, expected: string): Token {
    const token = this.peek();
    if (token.kind !== kind) throw new ExpressionError(token.position, describe(token), expected);
    this.next += 1;
    return token;
  }

  private operand(expected: string): Expression {
    const token = this.peek();
    if (token.kind === 'text' || token.kind === 'number') {
      this.next += 1;
      return { kind: token.kind, value: token.value, position: token.position };
    }
    if (token.kind === 'attribute') {
      this.next += 1;
      return { kind: 'attribute', name: token.value, position: token.position };
    }
    if (token.kind !== 'word') throw new ExpressionError(token.position, describe(token), expected);
    this.next += 1;
    if (this.peek().kind === '(') return this.call(token);
    return { kind: 'word', value: token.value, position: token.position };
  }

  private call(name: Token): CallExpression {
    this.depth += 1;
    if (this.depth > MAX_NESTING) {
      throw new ExpressionError(name.position, 'calls are nested too deeply', `at most ${MAX_NESTING} levels`);
    }
    this.take('(', 'an opening parenthesis');
    const args: Expression[] = [];
    if (this.peek().kind === ')') {
      this.next += 1;
    } else {
      do {
        args.push(this.argument());
      } while (this.separator());
    }
    this.depth -= 1;
    return { kind: 'call', name: name.value, args, position: name.position };
  }

  private separator(): boolean {
    const token = this.peek();
    if (token.kind !== ',' && token.kind !== ')') {
      throw new ExpressionError(token.position, describe(token), 'a comma or a closing parenthesis');
    }
    this.next += 1;
    return token.kind === ',';
  }

  // A blank argument is legal and stands for "not given": Switch(x, , "a", "b").
  private argument(): Expression {
    const first = this.peek();
    if (first.kind === ',' || first.kind === ')') return { kind: 'blank', position: first.position };
    const left = this.operand(OPERAND);
    const token = this.peek();
    if (token.kind !== 'operator' || !isOperator(token.value)) return left;
    this.next += 1;
    const right = this.operand(OPERAND);
    return { kind: 'comparison', operator: token.value, left, right, position: left.position };
  }
}

/**
 * Parses a mapping expression.
 * @throws ExpressionError with the position of the first fault and what would fit there.
 */
export function parseExpression(text: string): Expression {
  return new Parser(tokenise(text)).parse();
}
