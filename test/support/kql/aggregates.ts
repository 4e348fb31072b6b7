import { amount, isNull, isTrue, KqlError, long, NULL, type Row, type Value } from './value.ts';

/** One column per name. `of` works an argument out for a row. */
type Aggregate = (rows: readonly Row[], of: readonly ((row: Row) => Value)[]) => Value;

function values(rows: readonly Row[], of: ((row: Row) => Value) | undefined): Value[] {
  if (of === undefined) throw new KqlError('an aggregate without its argument');
  return rows.map(of).filter((value) => !isNull(value));
}

function extreme(sign: 1 | -1): Aggregate {
  return (rows, [of]) =>
    values(rows, of).reduce(
      (best, value) => (isNull(best) || sign * (amount(value) - amount(best)) > 0 ? value : best),
      NULL,
    );
}

function sum(all: readonly Value[]): Value {
  const total = all.reduce((before, value) => before + amount(value), 0);
  return { type: all[0]?.type ?? 'long', value: total };
}

function matching(rows: readonly Row[], condition: ((row: Row) => Value) | undefined): Row[] {
  if (condition === undefined) throw new KqlError('an aggregate without its condition');
  return rows.filter((row) => isTrue(condition(row)));
}

function average(all: readonly Value[]): Value {
  return { type: 'real', value: all.length === 0 ? null : amount(sum(all)) / all.length };
}

/** Aggregates that give one value; over no rows counts and sums are 0 and the others null. */
export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  count: (rows) => long(rows.length),
  countif: (rows, [condition]) => long(matching(rows, condition).length),
  sum: (rows, [of]) => sum(values(rows, of)),
  sumif: (rows, [of, condition]) => sum(values(matching(rows, condition), of)),
  max: extreme(1),
  min: extreme(-1),
  avg: (rows, [of]) => average(values(rows, of)),
  dcount: (rows, [of]) => long(new Set(values(rows, of).map(({ type, value }) => `${type}:${String(value)}`)).size),
};

/** The row with the largest or smallest value; undefined over no rows. */
export function rowOfExtreme(rows: readonly Row[], by: (row: Row) => Value, sign: 1 | -1): Row | undefined {
  const there = rows.filter((row) => !isNull(by(row)));
  return there.reduce<Row | undefined>(
    (best, row) => (best === undefined || sign * (amount(by(row)) - amount(by(best))) > 0 ? row : best),
    undefined,
  );
}
