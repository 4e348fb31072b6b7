/** The comparison operators of a condition. */
export type ComparisonOperator = '=' | '<>' | '>' | '>=' | '<' | '<=';

/** A parsed mapping expression; `position` is where the part begins, counting characters from 1. */
export type Expression =
  | { readonly kind: 'text'; readonly value: string; readonly position: number }
  | { readonly kind: 'number'; readonly value: string; readonly position: number }
  | { readonly kind: 'word'; readonly value: string; readonly position: number }
  | { readonly kind: 'attribute'; readonly name: string; readonly position: number }
  | BlankExpression
  | CallExpression
  | ComparisonExpression;

/** An argument that is not given; `faulty` when something stands there that could not be read. */
interface BlankExpression {
  readonly kind: 'blank';
  readonly position: number;
  readonly faulty?: true;
}

/** `Name(argument, ...)`. */
export interface CallExpression {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly position: number;
}

/** `left operator right`, one per condition: the language has neither AND nor OR. */
interface ComparisonExpression {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly position: number;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** Writes a tree as text that parses to the same tree; two spellings of one expression print alike. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'text':
      return quote(expression.value);
    case 'number':
    case 'word':
      return expression.value;
    case 'attribute':
      return `[${expression.name}]`;
    case 'blank':
      return '';
    case 'call':
      return `${expression.name}(${expression.args.map(printExpression).join(', ')})`;
    case 'comparison':
      return `${printExpression(expression.left)} ${expression.operator} ${printExpression(expression.right)}`;
  }
}
