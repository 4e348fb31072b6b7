import { evaluate, type Scope } from './evaluate-expression.ts';
import { parseProgram } from './parse-query.ts';
import { nameOf, summarize } from './summarize.ts';
import type { Column, Operator, Order, Query } from './syntax.ts';
import { amount, isNull, isTrue, KqlError, NULL, type Row, type Table, type Value } from './value.ts';

/**
 * Runs a query of the subset of KQL that the alerts use, over tables in memory. Anything outside the subset is refused by name.
 * `now` (ms) is what now() and ago() count from. @throws KqlError
 */
export function runQuery(text: string, tables: Readonly<Record<string, Table>>, now: number): Table {
  const program = parseProgram(text);
  const scalars = new Map<string, Value>();
  const known = new Map(Object.entries(tables));
  const scope: Scope = { now, scalars, scalarOf: (query) => firstValue(run(query, known, scope)) };
  for (const made of program.lets) {
    if ('query' in made) known.set(made.name, run(made.query, known, scope));
    else scalars.set(made.name, evaluate(made.scalar, {}, scope));
  }
  return run(program.query, known, scope);
}

function firstValue({ columns: [first], rows: [row] }: Table): Value {
  return (first === undefined ? undefined : row?.[first]) ?? NULL;
}

function run({ source, operators }: Query, tables: ReadonlyMap<string, Table>, scope: Scope): Table {
  return operators.reduce((table, operator) => apply(operator, table, scope), read(source, tables, scope));
}

function read(source: Query['source'], tables: ReadonlyMap<string, Table>, scope: Scope): Table {
  if (source.kind === 'print') return made(source.columns, { columns: [], rows: [{}] }, scope);
  if (source.kind === 'union') return union(source.parts.map((part) => run(part, tables, scope)));
  const table = tables.get(source.name);
  if (table === undefined)
    throw new KqlError(`there is no table "${source.name}"; there are ${[...tables.keys()].join(', ')}`);
  return table;
}

/** Columns that only some of the tables have are null in the rows of the others. */
function union(parts: readonly Table[]): Table {
  const columns = [...new Set(parts.flatMap((part) => part.columns))];
  const blank = Object.fromEntries(columns.map((name) => [name, NULL]));
  return { columns, rows: parts.flatMap(({ rows }) => rows.map((row) => ({ ...blank, ...row }))) };
}

function apply(operator: Operator, table: Table, scope: Scope): Table {
  switch (operator.kind) {
    case 'where':
      return { ...table, rows: table.rows.filter((row) => isTrue(evaluate(operator.condition, row, scope))) };
    case 'project':
      return made(operator.columns, table, scope);
    case 'extend': {
      const { columns, rows } = made(operator.columns, table, scope);
      const names = [...table.columns.filter((name) => !columns.includes(name)), ...columns];
      return { columns: names, rows: table.rows.map((row, index) => ({ ...row, ...rows[index] })) };
    }
    case 'summarize':
      return summarize(table, operator.columns, operator.by, scope);
    case 'order':
      return { ...table, rows: sorted(table.rows, operator.orders, scope) };
    case 'top':
      return {
        ...table,
        rows: sorted(table.rows, [operator.order], scope).slice(0, amount(evaluate(operator.count, {}, scope))),
      };
  }
}

/** Only the columns asked for; each may use the rows' columns and not one made beside it, as in Kusto. */
function made(columns: readonly Column[], table: Table, scope: Scope): Table {
  const names = columns.map(nameOf);
  const rows = table.rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [names[index] ?? '', evaluate(column.expression, row, scope)])),
  );
  return { columns: names, rows };
}

/** Nulls come last when descending and first when ascending. */
function sorted(rows: readonly Row[], orders: readonly Order[], scope: Scope): Row[] {
  return [...rows].sort((left, right) => {
    for (const { by, descending } of orders) {
      const step = compare(evaluate(by, left, scope), evaluate(by, right, scope));
      if (step !== 0) return descending ? -step : step;
    }
    return 0;
  });
}

function compare(left: Value, right: Value): number {
  if (isNull(left) || isNull(right)) return Number(isNull(right)) - Number(isNull(left));
  if (left.type === 'string' && right.type === 'string') {
    const [one, other] = [String(left.value), String(right.value)];
    return one < other ? -1 : one > other ? 1 : 0;
  }
  return amount(left) - amount(right);
}
