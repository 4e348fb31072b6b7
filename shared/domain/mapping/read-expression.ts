import { compileExpression } from './language/compile-expression.ts';
import { printExpression } from './language/expression.ts';
import { ExpressionError, type ExpressionFault } from './language/expression-error.ts';
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
      readonly attributes: readonly SourceAttribute[];
    }
  | { readonly ok: false; readonly faults: readonly ExpressionFault[] };

/** Parses and compiles an expression over the attributes of a user, or of the given kind of object. */
export function readExpression(
  text: string,
  known: ReadonlyMap<string, SourceAttribute> = USER_ATTRIBUTES,
): ReadExpression {
  const attributes = new Map<string, SourceAttribute>();
  try {
    const parsed = withCanonicalNames(parseExpression(text));
    const compiled = compileExpression(parsed, (name) => {
      const found = findSourceAttribute(name, known);
      if (typeof found === 'string') return found;
      attributes.set(name, found);
      return found.read;
    });
    if (!compiled.ok) return compiled;
    const { evaluate } = compiled;
    return { ok: true, printed: printExpression(parsed), evaluate, attributes: [...attributes.values()] };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { ok: false, faults: [error.fault] };
  }
}

/** The Graph properties that attributes are read from. */
export function propertiesOf(attributes: readonly SourceAttribute[]): readonly string[] {
  return attributes.map(({ property }) => property).filter((property) => property !== '');
}
