import type { Value } from './value.ts';

/** A scalar expression. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly left: Expression; readonly list: readonly Expression[]; readonly not: boolean }
  | { readonly kind: 'all' }
  | { readonly kind: 'toscalar'; readonly query: Query };

/** `name = expression`; the name is worked out where it is left out. */
export interface Column {
  readonly name: string | undefined;
  readonly expression: Expression;
}

export interface Order {
  readonly by: Expression;
  readonly descending: boolean;
}

export type Operator =
  | { readonly kind: 'where'; readonly condition: Expression }
  | { readonly kind: 'extend' | 'project'; readonly columns: readonly Column[] }
  | { readonly kind: 'summarize'; readonly columns: readonly Column[]; readonly by: readonly Column[] }
  | { readonly kind: 'order'; readonly orders: readonly Order[] }
  | { readonly kind: 'top'; readonly count: Expression; readonly order: Order };

export type Source =
  | { readonly kind: 'table'; readonly name: string }
  | { readonly kind: 'print'; readonly columns: readonly Column[] }
  | { readonly kind: 'union'; readonly parts: readonly Query[] };

export interface Query {
  readonly source: Source;
  readonly operators: readonly Operator[];
}

export type Let =
  | { readonly name: string; readonly scalar: Expression }
  | { readonly name: string; readonly query: Query };

export interface Program {
  readonly lets: readonly Let[];
  readonly query: Query;
}
