import { amount, FALSE, isNull, isNumber, isTrue, KqlError, NULL, TRUE, text, type Value } from './value.ts';

type Scalar = (args: readonly Value[], now: number) => Value;

function known(arity: number, work: (args: readonly [Value, Value, Value], now: number) => Value): Scalar {
  return (args, now) => {
    if (args.length !== arity) throw new KqlError(`${args.length} arguments where ${arity} are needed`);
    const [first = NULL, second = NULL, third = NULL] = args;
    return work([first, second, third], now);
  };
}

/** The text form that to...() functions read; dynamic values are those inside. */
function plain({ value }: Value): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') throw new KqlError('a bag or list cannot be turned into one value here');
  return String(value);
}

function toNumber(type: 'long' | 'real'): Scalar {
  return known(1, ([value]) => {
    if (value.type === 'datetime' || value.type === 'timespan') throw new KqlError(`to a number from a ${value.type}`);
    const read = plain(value).trim();
    const bool = read === 'true' ? 1 : read === 'false' ? 0 : Number.NaN;
    const number = /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(read) ? Number(read) : bool;
    // The text "1.5" is no long, while the number 1.5 is cut.
    const isText = typeof value.value === 'string';
    if (Number.isNaN(number) || (type === 'long' && isText && !Number.isInteger(number))) return { type, value: null };
    return { type, value: type === 'long' ? Math.trunc(number) : number };
  });
}

function toBool(value: Value): Value {
  const read = plain(value).toLowerCase();
  if (read === 'true' || read === '1') return TRUE;
  return read === 'false' || read === '0' ? FALSE : { type: 'bool', value: null };
}

/** Rounds down to a multiple; spans count from the first day of the calendar, which agrees with 1970 up to whole days. */
function bin(value: Value, size: Value): Value {
  const fits = value.type === 'datetime' ? size.type === 'timespan' : value.type === size.type && isNumber(value);
  if (value.type !== 'null' && !fits) throw new KqlError(`bin() of ${value.type} by ${size.type}`);
  if (isNull(value)) return value;
  return { type: value.type, value: Math.floor(amount(value) / amount(size)) * amount(size) };
}

function iff([condition, yes, no]: readonly [Value, Value, Value]): Value {
  const differ = yes.type !== no.type && yes.type !== 'null' && no.type !== 'null';
  if (differ) throw new KqlError(`iff() gives ${yes.type} or ${no.type}; both must have one type`);
  return isTrue(condition) ? yes : no;
}

function largest(args: readonly Value[]): Value {
  const there = args.filter((value) => !isNull(value));
  return there.reduce((best, value) => (isNull(best) || amount(value) > amount(best) ? value : best), NULL);
}

/** The scalar functions of the subset. */
export const FUNCTIONS: Readonly<Record<string, Scalar>> = {
  now: known(0, (_args, now) => ({ type: 'datetime', value: now })),
  ago: known(1, ([span], now) => ({ type: 'datetime', value: now - amount(span) })),
  bin: known(2, ([value, size]) => bin(value, size)),
  iff: known(3, iff),
  isnull: known(1, ([value]) => (isNull(value) ? TRUE : FALSE)),
  isnotnull: known(1, ([value]) => (isNull(value) ? FALSE : TRUE)),
  not: known(1, ([value]) => (isNull(value) ? NULL : isTrue(value) ? FALSE : TRUE)),
  tostring: known(1, ([value]) => {
    if (value.type === 'datetime' || value.type === 'timespan') throw new KqlError(`tostring() of a ${value.type}`);
    return text(plain(value));
  }),
  tobool: known(1, ([value]) => toBool(value)),
  tolong: toNumber('long'),
  todouble: toNumber('real'),
  strcat: (args) => text(args.map(plain).join('')),
  max_of: (args) => largest(args),
};
