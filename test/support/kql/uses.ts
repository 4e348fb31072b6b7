import { parseProgram } from './parse-query.ts';
import type { Expression, Operator, Query } from './syntax.ts';

/** What one pipeline of a query reads from one table. */
export interface Use {
  readonly table: string;
  /** Texts that the column Name is compared with. */
  readonly names: readonly string[];
  /** Members read from the column Properties. */
  readonly fields: readonly string[];
}

/** What a query reads, one entry for each pipeline that begins with a table of the workspace. */
export function usesOf(text: string): Use[] {
  const { lets, query } = parseProgram(text);
  const own = lets.map(({ name }) => name);
  const scalars = lets.flatMap((made) => ('scalar' in made ? expressionsWithin([made.scalar]) : []));
  const queries = [...lets.flatMap((made) => ('query' in made ? [made.query] : [])), query];
  const inner = [...scalars, ...queries.flatMap((one) => expressionsWithin(one.operators.flatMap(expressionsOf)))];
  const nested = inner.flatMap((expression) => (expression.kind === 'toscalar' ? [expression.query] : []));
  return [...queries, ...nested].flatMap(partsOf).flatMap((part) => useOf(part, own));
}

function partsOf(query: Query): Query[] {
  return query.source.kind === 'union' ? [query, ...query.source.parts.flatMap(partsOf)] : [query];
}

function useOf({ source, operators }: Query, own: readonly string[]): Use[] {
  if (source.kind !== 'table' || own.includes(source.name)) return [];
  const all = expressionsWithin(operators.flatMap(expressionsOf));
  return [
    {
      table: source.name,
      names: [...new Set(all.flatMap(namesIn))],
      fields: [...new Set(all.flatMap(fieldsIn))],
    },
  ];
}

function expressionsOf(operator: Operator): Expression[] {
  switch (operator.kind) {
    case 'where':
      return [operator.condition];
    case 'extend':
    case 'project':
      return operator.columns.map(({ expression }) => expression);
    case 'summarize':
      return [...operator.columns, ...operator.by].map(({ expression }) => expression);
    case 'order':
      return operator.orders.map(({ by }) => by);
    case 'top':
      return [operator.count, operator.order.by];
  }
}

/** The expressions and all their parts. */
function expressionsWithin(expressions: readonly Expression[]): Expression[] {
  return expressions.flatMap((expression) => [expression, ...expressionsWithin(childrenOf(expression))]);
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'member':
      return [expression.of];
    case 'call':
      return expression.args;
    case 'binary':
      return [expression.left, expression.right];
    case 'in':
      return [expression.left, ...expression.list];
    default:
      return [];
  }
}

function namesIn(expression: Expression): string[] {
  const compared =
    expression.kind === 'in'
      ? [expression.left, ...expression.list]
      : expression.kind === 'binary'
        ? [expression.left, expression.right]
        : [];
  if (!compared.some((part) => part.kind === 'name' && part.name === 'Name')) return [];
  return compared.flatMap((part) => (part.kind === 'literal' ? [String(part.value.value)] : []));
}

function fieldsIn(expression: Expression): string[] {
  if (expression.kind !== 'member') return [];
  const { of, name } = expression;
  return of.kind === 'name' && of.name === 'Properties' ? [name] : [];
}
