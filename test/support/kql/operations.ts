import { amount, FALSE, isNull, isNumber, KqlError, NULL, TRUE, type Value } from './value.ts';

type Operation = (left: Value, right: Value) => Value;

function bool(value: boolean): Value {
  return value ? TRUE : FALSE;
}

/** Kusto binds types before it runs: what cannot be compared is refused, also where no row would show it. */
function comparable(left: Value, right: Value, op: string): void {
  const known = left.type === 'null' || right.type === 'null';
  if (left.type === 'dynamic' || right.type === 'dynamic')
    throw new KqlError(`"${op}" on a dynamic value; tostring(), todouble(), tolong() or tobool() gives it a type`);
  if (known || left.type === right.type || (isNumber(left) && isNumber(right))) return;
  throw new KqlError(`"${op}" between ${left.type} and ${right.type}`);
}

/** Two nulls: null. One null: not equal. */
function equality(wanted: boolean): Operation {
  return (left, right) => {
    comparable(left, right, wanted ? '==' : '!=');
    if (isNull(left) && isNull(right)) return NULL;
    return bool((left.value === right.value) === wanted);
  };
}

function compared(op: string, holds: (left: number, right: number) => boolean): Operation {
  return (left, right) => {
    comparable(left, right, op);
    return isNull(left) || isNull(right) ? NULL : bool(holds(amount(left), amount(right)));
  };
}

function texts(op: string, holds: (left: string, right: string) => boolean): Operation {
  return ({ type, value }, other) => {
    if (typeof value !== 'string' || typeof other.value !== 'string' || type !== 'string')
      throw new KqlError(`"${op}" between ${type} and ${other.type}; both must be strings`);
    return bool(holds(value.toLowerCase(), other.value.toLowerCase()));
  };
}

/** Whole words of letters and digits, as the index of Kusto knows them. */
function hasTerm(text: string, term: string): boolean {
  if (!/^[a-z0-9]+$/.test(term)) throw new KqlError(`has '${term}': only letters and digits are read here`);
  return text.split(/[^a-z0-9]+/).includes(term);
}

const KINDS: Readonly<Record<string, Value['type']>> = {
  'datetime-datetime': 'timespan',
  'datetime-timespan': 'datetime',
  'datetime+timespan': 'datetime',
  'timespan+timespan': 'timespan',
  'timespan-timespan': 'timespan',
  'timespan/timespan': 'real',
  'timespan*long': 'timespan',
  'long*timespan': 'timespan',
  'timespan*real': 'timespan',
  'real*timespan': 'timespan',
};

function arithmetic(op: string, work: (left: number, right: number) => number): Operation {
  return (left, right) => {
    if (left.type === 'null' || right.type === 'null') return NULL;
    const numbers = isNumber(left) && isNumber(right);
    const whole = left.type === 'long' && right.type === 'long' ? 'long' : 'real';
    const type = numbers ? whole : KINDS[`${left.type}${op}${right.type}`];
    if (type === undefined) throw new KqlError(`"${op}" between ${left.type} and ${right.type}`);
    if (isNull(left) || isNull(right)) return { type, value: null };
    if (type === 'long' && op !== '*' && amount(right) === 0 && '/%'.includes(op)) return { type, value: null };
    const result = work(amount(left), amount(right));
    return { type, value: type === 'long' ? Math.trunc(result) : result };
  };
}

function logic(stop: boolean): Operation {
  return (left, right) => {
    for (const { type } of [left, right])
      if (type !== 'bool' && type !== 'null') throw new KqlError(`"${stop ? 'or' : 'and'}" on a ${type}`);
    if (left.value === stop || right.value === stop) return bool(stop);
    return isNull(left) || isNull(right) ? NULL : bool(!stop);
  };
}

/** What stands between two expressions, with Kusto's rules for null. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  or: logic(true),
  and: logic(false),
  '==': equality(true),
  '!=': equality(false),
  '<': compared('<', (left, right) => left < right),
  '<=': compared('<=', (left, right) => left <= right),
  '>': compared('>', (left, right) => left > right),
  '>=': compared('>=', (left, right) => left >= right),
  '=~': texts('=~', (left, right) => left === right),
  '!~': texts('!~', (left, right) => left !== right),
  contains: texts('contains', (left, right) => left.includes(right)),
  '!contains': texts('!contains', (left, right) => !left.includes(right)),
  has: texts('has', hasTerm),
  '!has': texts('!has', (left, right) => !hasTerm(left, right)),
  '+': arithmetic('+', (left, right) => left + right),
  '-': arithmetic('-', (left, right) => left - right),
  '*': arithmetic('*', (left, right) => left * right),
  '/': arithmetic('/', (left, right) => left / right),
  '%': arithmetic('%', (left, right) => ((left % right) + Math.abs(right)) % Math.abs(right)),
};
