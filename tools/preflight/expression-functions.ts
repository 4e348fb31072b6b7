/** What an expression may ask for beside its own text. */
export interface Scope {
  /** The value of a parameter, a variable or a lambda's argument. @throws UnknownValue */
  value(name: string): unknown;
  /** `environment().name` of the subscription. */
  readonly cloud: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Something that only Bicep or the deployment knows. */
export class UnknownValue extends Error {
  override readonly name = 'UnknownValue';
}

/** An expression that no deployment could take either. */
export class BrokenExpression extends UnknownValue {}

type BicepFunction = (scope: Scope, ...given: readonly never[]) => unknown;
type Text = string;
type List = readonly unknown[];

/** Functions of Bicep by name, as far as parameters and their checks use them. */
const FUNCTIONS: Readonly<Record<string, BicepFunction | undefined>> = {
  concat: (_, ...parts: readonly (Text & List)[]) => (parts.every(isText) ? parts.join('') : parts.flat()),
  contains: (_, whole: Text | List | object, part: Text) =>
    isText(whole) || isList(whole) ? whole.includes(part) : Object.hasOwn(whole, part),
  empty: (_, value: unknown) => value === null || sizeOf(value) === 0,
  endsWith: (_, text: Text, end: Text) => text.toLowerCase().endsWith(end.toLowerCase()),
  environment: ({ cloud }) => ({ name: cloud }),
  filter: (_, list: List, test: (item: unknown) => unknown) => list.filter((item) => test(item) === true),
  join: (_, list: List, between: Text) => list.join(between),
  length: (_, value: unknown) => sizeOf(value),
  map: (_, list: List, change: (item: unknown) => unknown) => list.map((item) => change(item)),
  parseCidr: (_, range: Text) => {
    const bits = /^[\d.:a-f]+\/(\d{1,3})$/i.exec(range)?.[1];
    if (bits === undefined) throw new UnknownValue(`parseCidr('${range}')`);
    return { cidr: Number(bits) };
  },
  readEnvironmentVariable: ({ env }, name: Text, standard?: unknown) => {
    const value = env[name] ?? standard;
    if (value === undefined) throw new UnknownValue(`the variable ${name}, which is not set`);
    return value;
  },
  split: (_, text: Text, between: Text) => text.split(between),
  startsWith: (_, text: Text, start: Text) => text.toLowerCase().startsWith(start.toLowerCase()),
  string: (_, value: unknown) => (isText(value) ? value : JSON.stringify(value)),
  toLower: (_, text: Text) => text.toLowerCase(),
  toUpper: (_, text: Text) => text.toUpperCase(),
  trim: (_, text: Text) => text.trim(),
};

/** Calls one of the functions. @throws UnknownValue for one that is not known here, or that cannot take these values */
export function call(name: string, scope: Scope, given: readonly unknown[]): unknown {
  const known = FUNCTIONS[name] as ((scope: Scope, ...given: readonly unknown[]) => unknown) | undefined;
  if (known === undefined) throw new UnknownValue(`${name}()`);
  try {
    return known(scope, ...given);
  } catch (error) {
    throw error instanceof TypeError ? new UnknownValue(`${name}() of other values`) : error;
  }
}

function isList(value: unknown): value is List {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function sizeOf(value: unknown): number {
  if (isText(value) || Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new UnknownValue(`the length of ${String(value)}`);
}
