import type { Expression } from './expression.ts';
import { CASE_FUNCTIONS } from './functions/case-functions.ts';
import { CHANCE_FUNCTIONS } from './functions/chance-functions.ts';
import { CONDITION_FUNCTIONS } from './functions/condition-functions.ts';
import { DATE_FUNCTIONS } from './functions/date-functions.ts';
import { ENCODING_FUNCTIONS } from './functions/encoding-functions.ts';
import { LIST_FUNCTIONS } from './functions/list-functions.ts';
import { NUMBER_FUNCTIONS } from './functions/number-functions.ts';
import { REPLACE_FUNCTION } from './functions/replace-function.ts';
import { ROLE_FUNCTIONS } from './functions/role-functions.ts';
import { TEXT_FUNCTIONS } from './functions/text-functions.ts';
import type { LanguageFunction } from './language-function.ts';

const ALL: readonly LanguageFunction[] = [
  ...CASE_FUNCTIONS,
  ...CHANCE_FUNCTIONS,
  ...CONDITION_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...ROLE_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  REPLACE_FUNCTION,
];

const FUNCTIONS: ReadonlyMap<string, LanguageFunction> = new Map(ALL.map((item) => [item.name.toLowerCase(), item]));

/** All functions by name, for the reference. */
export const LANGUAGE_FUNCTIONS: readonly LanguageFunction[] = [...ALL].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Names of all functions, as they are printed. */
export const FUNCTION_NAMES: readonly string[] = LANGUAGE_FUNCTIONS.map(({ name }) => name);

/** The function of a name in any letter case: Microsoft's own pages spell them in several ways. */
export function findFunction(name: string): LanguageFunction | undefined {
  return FUNCTIONS.get(name.toLowerCase());
}

/** The same tree with every known function spelled as the table spells it. */
export function withCanonicalNames(expression: Expression): Expression {
  if (expression.kind === 'comparison') {
    return { ...expression, left: withCanonicalNames(expression.left), right: withCanonicalNames(expression.right) };
  }
  if (expression.kind !== 'call') return expression;
  const name = findFunction(expression.name)?.name ?? expression.name;
  return { ...expression, name, args: expression.args.map(withCanonicalNames) };
}
