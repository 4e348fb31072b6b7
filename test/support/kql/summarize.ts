import { AGGREGATES, rowOfExtreme } from './aggregates.ts';
import { evaluate, type Scope } from './evaluate-expression.ts';
import type { Column, Expression } from './syntax.ts';
import { KqlError, NULL, type Row, type Table, type Value } from './value.ts';

/** The name Kusto gives a column that has none in the query. @throws KqlError where that would be a made-up one */
export function nameOf({ name, expression }: Column): string {
  if (name !== undefined) return name;
  if (expression.kind === 'name') return expression.name;
  const [first] = expression.kind === 'call' && expression.name === 'bin' ? expression.args : [];
  if (first?.kind === 'name') return first.name;
  throw new KqlError('a column made by an expression needs a name here: name = expression');
}

/** Without `by` there is exactly one row, also over no rows; with `by` one for each group that is there. */
export function summarize(table: Table, columns: readonly Column[], by: readonly Column[], scope: Scope): Table {
  const groups = new Map<string, { keys: Row; rows: Row[] }>();
  if (by.length === 0) groups.set(JSON.stringify({}), { keys: {}, rows: [] });
  for (const row of table.rows) {
    const keys = Object.fromEntries(by.map((key) => [nameOf(key), evaluate(key.expression, row, scope)]));
    const id = JSON.stringify(keys);
    const group = groups.get(id) ?? { keys, rows: [] };
    group.rows.push(row);
    groups.set(id, group);
  }
  const rows = [...groups.values()].map(({ keys, rows: members }) => ({
    ...keys,
    ...Object.fromEntries(columns.flatMap((column) => aggregated(column, members, table.columns, scope))),
  }));
  const names = columns.flatMap((column) => aggregated(column, [], table.columns, scope).map(([name]) => name));
  return { columns: [...by.map(nameOf), ...names], rows };
}

function aggregated(column: Column, rows: readonly Row[], all: readonly string[], scope: Scope): [string, Value][] {
  const { expression } = column;
  if (expression.kind !== 'call') throw new KqlError('summarize takes aggregates alone; work on them with extend');
  const { name, args } = expression;
  if (name === 'arg_max' || name === 'arg_min') return extreme(column, expression, rows, all, scope);
  const aggregate = Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name] : undefined;
  if (aggregate === undefined)
    throw new KqlError(`the aggregate ${name}() is not known; known are ${Object.keys(AGGREGATES).join(', ')}`);
  const of = args.map((argument) => (row: Row) => evaluate(argument, row, scope));
  return [[column.name ?? fail(name), aggregate(rows, of)]];
}

function fail(name: string): never {
  throw new KqlError(`${name}() needs a name: name = ${name}(...)`);
}

function extreme(
  column: Column,
  { name, args }: Extract<Expression, { kind: 'call' }>,
  rows: readonly Row[],
  all: readonly string[],
  scope: Scope,
): [string, Value][] {
  const [by, ...rest] = args;
  if (by?.kind !== 'name') throw new KqlError(`${name}() takes a column first`);
  const best = rowOfExtreme(rows, (row) => evaluate(by, row, scope), name === 'arg_max' ? 1 : -1);
  const others = rest.flatMap((item) => {
    if (item.kind === 'all') return all.filter((other) => other !== by.name);
    if (item.kind === 'name') return [item.name];
    throw new KqlError(`${name}() takes columns or "*"; make a column with extend first`);
  });
  const own: [string, Value] = [column.name ?? by.name, best?.[by.name] ?? NULL];
  return [own, ...others.map((other): [string, Value] => [other, best?.[other] ?? NULL])];
}
