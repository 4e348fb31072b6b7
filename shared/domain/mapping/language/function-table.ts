import { CONDITION_FUNCTIONS } from './condition-functions.ts';
import type { Expression } from './expression.ts';
import type { LanguageFunction } from './language-function.ts';
import { REPLACE_FUNCTION } from './replace-function.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';

const FUNCTIONS: ReadonlyMap<string, LanguageFunction> = new Map(
  [...CONDITION_FUNCTIONS, ...TEXT_FUNCTIONS, REPLACE_FUNCTION].map((item) => [item.name.toLowerCase(), item]),
);

// Functions of the incumbent that are known by name only, so that the refusal can say so.
const NOT_YET: ReadonlySet<string> = new Set(
  [
    'AppRoleAssignments AppRoleAssignmentsComplex AssertiveAppRoleAssignmentsComplex SingleAppRoleAssignment BitAnd CBool CDate',
    'ConvertToBase64 ConvertToUTF8Hex Count CStr DateAdd DateDiff DateFromNum DefaultDomain FormatDateTime Guid IsNothing IsString',
    'Item NormalizeDiacritics Now NumFromDate PCase Prepend RandomString Redact RemoveDuplicates SelectUniqueValue Split Word',
  ]
    .join(' ')
    .split(' ')
    .map((name) => name.toLowerCase()),
);

/** Names of all functions, as they are printed. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.values()].map(({ name }) => name).sort();

/** The function of a name in any letter case: Microsoft's own pages spell them in several ways. */
export function findFunction(name: string): LanguageFunction | undefined {
  return FUNCTIONS.get(name.toLowerCase());
}

/** True for a function of the incumbent's language that this product does not offer. */
export function isKnownElsewhere(name: string): boolean {
  return NOT_YET.has(name.toLowerCase());
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
