import * as z from 'zod';

/**
 * Operators of a scoping filter, by the incumbent's names (Entra: define-conditional-rules-for-provisioning-user-accounts).
 * `&` is true when the attribute's value occurs in the given text, so that a text of many values is a list test.
 */
export const FILTER_OPERATORS = [
  'EQUALS',
  'NOT EQUALS',
  'IS TRUE',
  'IS FALSE',
  'IS NULL',
  'IS NOT NULL',
  'REGEX MATCH',
  'NOT REGEX MATCH',
  'INCLUDES',
  'ENDS_WITH',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUALS',
  '&',
  '!&',
] as const;

/** One operator of a scoping filter. */
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** One condition; unary operators have no value, and of several values one must do. */
const filterClauseSchema = z.strictObject({
  attribute: z.string().min(1).max(300),
  operator: z.enum(FILTER_OPERATORS),
  value: z.string().max(10_000).optional(),
  values: z.array(z.string().max(10_000)).min(1).max(1000).optional(),
});

const filterGroupSchema = z.strictObject({
  name: z.string().max(300).optional(),
  clauses: z.array(filterClauseSchema).min(1).max(100),
});

/** A scoping filter: clauses of a group all hold, and one group is enough; or an expression that must give True. */
const filterSchema = z
  .strictObject({ groups: z.array(filterGroupSchema).min(1).max(100).optional(), expression: z.string().optional() })
  .refine(({ groups, expression }) => (groups === undefined) !== (expression === undefined), {
    error: 'holds either groups or an expression',
  });

/** Filters of the two kinds of objects. */
export const scopeSchema = z.strictObject({ users: filterSchema.optional(), groups: filterSchema.optional() });

export type FilterClause = z.infer<typeof filterClauseSchema>;
export type FilterGroup = z.infer<typeof filterGroupSchema>;
export type Filter = z.infer<typeof filterSchema>;
