import { parseExpression } from './parse-expression.ts';
import type { Column, Expression, Let, Operator, Order, Program, Query, Source } from './syntax.ts';
import { readTokens, type TokenReader } from './token-reader.ts';

const OPERATORS = 'where, extend, project, summarize, order by or top';

/** Reads a whole text: `let` statements, then one query. @throws KqlError that names what is not known */
export function parseProgram(text: string): Program {
  const reader = readTokens(text);
  const lets: Let[] = [];
  while (reader.takes('let')) {
    const name = reader.name();
    reader.needs('=');
    lets.push(startsQuery(reader) ? { name, query: query(reader) } : { name, scalar: expression(reader) });
    reader.needs(';');
  }
  const main = query(reader);
  reader.takes(';');
  if (reader.peek() !== undefined) throw reader.refuse('the end of the query');
  return { lets, query: main };
}

/** A name with a pipe behind it is a table; one without is taken for a scalar. */
function startsQuery(reader: TokenReader): boolean {
  if (reader.sees('union') || reader.sees('print')) return true;
  return reader.peek()?.kind === 'name' && reader.peek(1)?.text === '|';
}

function query(reader: TokenReader): Query {
  const from = source(reader);
  const operators: Operator[] = [];
  while (reader.takes('|')) operators.push(operator(reader));
  return { source: from, operators };
}

function source(reader: TokenReader): Source {
  if (reader.takes('print')) return { kind: 'print', columns: columns(reader) };
  if (!reader.takes('union')) return { kind: 'table', name: reader.name() };
  return { kind: 'union', parts: listOf(reader, part) };
}

function part(reader: TokenReader): Query {
  if (!reader.takes('(')) return { source: { kind: 'table', name: reader.name() }, operators: [] };
  const inner = query(reader);
  reader.needs(')');
  return inner;
}

function operator(reader: TokenReader): Operator {
  if (reader.takes('where')) return { kind: 'where', condition: expression(reader) };
  if (reader.takes('extend')) return { kind: 'extend', columns: columns(reader) };
  if (reader.takes('project')) return { kind: 'project', columns: columns(reader) };
  if (reader.takes('summarize')) return summarize(reader);
  if (reader.takes('order')) {
    reader.needs('by');
    return { kind: 'order', orders: listOf(reader, order) };
  }
  if (reader.takes('top')) {
    const count = expression(reader);
    reader.needs('by');
    return { kind: 'top', count, order: order(reader) };
  }
  throw reader.refuse(OPERATORS);
}

function summarize(reader: TokenReader): Operator {
  const aggregates = reader.sees('by') ? [] : columns(reader);
  return { kind: 'summarize', columns: aggregates, by: reader.takes('by') ? columns(reader) : [] };
}

function order(reader: TokenReader): Order {
  const by = expression(reader);
  return { by, descending: !reader.takes('asc') && (reader.takes('desc') || true) };
}

function columns(reader: TokenReader): Column[] {
  return listOf(reader, (at) => {
    const named = at.peek()?.kind === 'name' && at.peek(1)?.text === '=';
    if (!named) return { name: undefined, expression: expression(at) };
    const name = at.name();
    at.needs('=');
    return { name, expression: expression(at) };
  });
}

function expression(reader: TokenReader): Expression {
  return parseExpression(reader, query);
}

function listOf<T>(reader: TokenReader, item: (reader: TokenReader) => T): T[] {
  const items = [item(reader)];
  while (reader.takes(',')) items.push(item(reader));
  return items;
}
