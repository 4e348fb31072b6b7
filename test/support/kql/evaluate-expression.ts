import { FUNCTIONS } from './functions.ts';
import { OPERATIONS } from './operations.ts';
import type { Expression, Query } from './syntax.ts';
import { FALSE, isNull, KqlError, NULL, type Row, TRUE, type Value } from './value.ts';

/** What an expression may look at apart from its row. */
export interface Scope {
  readonly now: number;
  readonly scalars: ReadonlyMap<string, Value>;
  /** The first value of a query, for toscalar(). */
  scalarOf(query: Query): Value;
}

/** Works an expression out for a row. @throws KqlError for an unknown column, function or a wrong type */
export function evaluate(expression: Expression, row: Row, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return named(expression.name, row, scope);
    case 'member':
      return member(evaluate(expression.of, row, scope), expression.name);
    case 'toscalar':
      return scope.scalarOf(expression.query);
    case 'call':
      return call(
        expression.name,
        expression.args.map((argument) => evaluate(argument, row, scope)),
        scope,
      );
    case 'in': {
      const left = evaluate(expression.left, row, scope);
      const found = expression.list.some((item) => operate('==', left, evaluate(item, row, scope)).value === true);
      return found === expression.not ? FALSE : TRUE;
    }
    case 'binary':
      return operate(expression.op, evaluate(expression.left, row, scope), evaluate(expression.right, row, scope));
    case 'all':
      throw new KqlError('"*" stands only in arg_max() and arg_min()');
  }
}

function named(name: string, row: Row, { scalars }: Scope): Value {
  const value = row[name] ?? scalars.get(name);
  if (value === undefined) throw new KqlError(`there is no column or name "${name}"`);
  return value;
}

function member(of: Value, name: string): Value {
  if (of.type === 'null') return NULL;
  if (of.type !== 'dynamic') throw new KqlError(`".${name}" of a ${of.type}; only a dynamic value has members`);
  if (isNull(of)) return of;
  const bag = of.value;
  if (typeof bag !== 'object' || bag === null) return { type: 'dynamic', value: null };
  return { type: 'dynamic', value: (bag as Readonly<Record<string, unknown>>)[name] ?? null };
}

function call(name: string, args: readonly Value[], { now }: Scope): Value {
  const work = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (work === undefined)
    throw new KqlError(`the function ${name}() is not known; known are ${Object.keys(FUNCTIONS).join(', ')}`);
  return work(args, now);
}

function operate(op: string, left: Value, right: Value): Value {
  const work = OPERATIONS[op];
  if (work === undefined) throw new KqlError(`the operator "${op}" is not known`);
  return work(left, right);
}
