import type { Expression, Query } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

const COMPARISONS = ['==', '!=', '=~', '!~', '<', '<=', '>', '>=', 'has', '!has', 'contains', '!contains'];
const SUMS = ['+', '-'];
const PRODUCTS = ['*', '/', '%'];

/** Reads one expression. `parseQuery` reads what stands inside toscalar(). @throws KqlError */
export function parseExpression(reader: TokenReader, parseQuery: (reader: TokenReader) => Query): Expression {
  const inner = (): Expression => parseExpression(reader, parseQuery);

  function chain(ops: readonly string[], part: () => Expression): Expression {
    let left = part();
    for (let op = ops.find((known) => reader.takes(known)); op !== undefined; ) {
      left = { kind: 'binary', op, left, right: part() };
      op = ops.find((known) => reader.takes(known));
    }
    return left;
  }

  function list(): Expression[] {
    reader.needs('(');
    const items: Expression[] = [];
    if (reader.takes(')')) return items;
    do items.push(reader.takes('*') ? { kind: 'all' } : inner());
    while (reader.takes(','));
    reader.needs(')');
    return items;
  }

  function comparison(): Expression {
    const left = sum();
    const op = COMPARISONS.find((known) => reader.takes(known));
    if (op !== undefined) return { kind: 'binary', op, left, right: sum() };
    const not = reader.takes('!in');
    if (not || reader.takes('in')) return { kind: 'in', left, list: list(), not };
    return left;
  }

  function sum(): Expression {
    return chain(SUMS, () => chain(PRODUCTS, postfix));
  }

  function postfix(): Expression {
    let expression = primary();
    while (reader.takes('.')) expression = { kind: 'member', of: expression, name: reader.name() };
    return expression;
  }

  function primary(): Expression {
    if (reader.takes('(')) {
      const expression = inner();
      reader.needs(')');
      return expression;
    }
    const token = reader.peek();
    if (token?.kind === 'literal') {
      reader.next();
      return { kind: 'literal', value: token.value };
    }
    if (token?.kind !== 'name') throw reader.refuse('a value, a name or "("');
    const name = reader.name();
    if (!reader.sees('(')) return { kind: 'name', name };
    if (name !== 'toscalar') return { kind: 'call', name, args: list() };
    reader.needs('(');
    const query = parseQuery(reader);
    reader.needs(')');
    return { kind: 'toscalar', query };
  }

  return chain(['or'], () => chain(['and'], comparison));
}
