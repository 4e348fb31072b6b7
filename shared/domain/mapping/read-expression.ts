import { type CompileOptions, compileText } from './language/compile-expression.ts';
import { printExpression } from './language/expression.ts';
import type { ExpressionFault } from './language/expression-error.ts';
import { withCanonicalNames } from './language/function-table.ts';
import { parseExpression } from './language/parser.ts';
import type { Evaluator } from './language/value.ts';
import { findSourceAttribute, type SourceAttribute, USER_ATTRIBUTES } from './source-attributes.ts';

/** An expression ready to be evaluated, with the source attributes it reads; or all that is wrong with it. */
export type ReadExpression =
  | {
      readonly ok: true;
      /** The same text for every spelling of the same expression. */
      readonly printed: string;
      readonly evaluate: Evaluator;
      /** True when logs show "[Redact]" instead of the value. */
      readonly redacted: boolean;
      readonly attributes: readonly SourceAttribute[];
    }
  | { readonly ok: false; readonly faults: readonly ExpressionFault[] };

/** Parses and compiles an expression over the attributes of a user, or of the given kind of object. */
export function readExpression(
  text: string,
  known: ReadonlyMap<string, SourceAttribute> = USER_ATTRIBUTES,
  options: CompileOptions = {},
): ReadExpression {
  const attributes = new Map<string, SourceAttribute>();
  const lookup = (name: string) => {
    const found = findSourceAttribute(name, known);
    if (typeof found === 'string') return found;
    attributes.set(name, found);
    return found.read;
  };
  const compiled = compileText(text, lookup, options);
  if (!compiled.ok) return compiled;
  const { evaluate, redacted } = compiled;
  const printed = printExpression(withCanonicalNames(parseExpression(text)));
  return { ok: true, printed, evaluate, redacted, attributes: [...attributes.values()] };
}

/** The Graph properties that attributes are read from. */
export function propertiesOf(attributes: readonly SourceAttribute[]): readonly string[] {
  return attributes.map(({ property }) => property).filter((property) => property !== '');
}
