export type KqlType = 'bool' | 'long' | 'real' | 'string' | 'datetime' | 'timespan' | 'dynamic' | 'null';

/**
 * A value with its type, since Kusto divides whole numbers without a remainder. Points in time and spans are milliseconds. Type
 * `null` is a null whose type is not known because no row was there; strings are never null.
 */
export interface Value {
  readonly type: KqlType;
  readonly value: unknown;
}

export type Row = Readonly<Record<string, Value>>;

/** What a query reads or yields. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** A query uses what this evaluator does not know, or uses it as Kusto would refuse or as it does not read. */
export class KqlError extends Error {
  override readonly name = 'KqlError';
}

export const NULL: Value = { type: 'null', value: null };
export const TRUE: Value = { type: 'bool', value: true };
export const FALSE: Value = { type: 'bool', value: false };

export function text(value: string): Value {
  return { type: 'string', value };
}

export function long(value: number): Value {
  return { type: 'long', value };
}

export function isNull({ value }: Value): boolean {
  return value === null || value === undefined;
}

export function isNumber({ type }: Value): boolean {
  return type === 'long' || type === 'real';
}

/** What a number, a point in time or a span counts. @throws KqlError for any other type */
export function amount({ type, value }: Value): number {
  if (typeof value !== 'number') throw new KqlError(`a number or a time is needed where a ${type} is`);
  return value;
}

/** What a condition says; null is no yes. @throws KqlError for anything but a bool */
export function isTrue({ type, value }: Value): boolean {
  if (type !== 'bool' && type !== 'null') throw new KqlError(`a condition is needed where a ${type} is`);
  return value === true;
}
