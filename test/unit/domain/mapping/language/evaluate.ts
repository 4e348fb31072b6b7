import {
  type CompiledExpression,
  type CompileOptions,
  compileText,
} from '../../../../../shared/domain/mapping/language/compile-expression.ts';
import {
  type EvaluationContext,
  NO_CONTEXT,
} from '../../../../../shared/domain/mapping/language/evaluation-context.ts';
import { EvaluationError } from '../../../../../shared/domain/mapping/language/expression-error.ts';
import { IGNORED, type Result, type Value } from '../../../../../shared/domain/mapping/language/value.ts';

const ALL: CompileOptions = { onlyOnCreate: true, isUnique: true, knowsRoles: true };

function readInput(value: unknown): Value {
  if (Array.isArray(value)) return value.map(String);
  return value === null || value === undefined ? null : String(value);
}

/** Compiles an expression over inputs, whatever the attributes are called. */
export function compile(expression: string, options: CompileOptions = ALL): CompiledExpression {
  return compileText(expression, (name) => (source) => readInput(source[name]), options);
}

/** Evaluates an expression over plain inputs; "(ignored)" stands for no flow. */
export function evaluate(
  expression: string,
  inputs: Readonly<Record<string, unknown>> = {},
  context: Partial<EvaluationContext> = {},
): Exclude<Result, typeof IGNORED> {
  const compiled = compile(expression);
  if (!compiled.ok) throw new Error(compiled.faults.map(({ message }) => message).join('; '));
  const result = compiled.evaluate(inputs, { ...NO_CONTEXT, ...context });
  return result === IGNORED ? '(ignored)' : result;
}

/** Why an expression fails over these inputs, and where. */
export function failure(
  expression: string,
  inputs: Readonly<Record<string, unknown>> = {},
  context: Partial<EvaluationContext> = {},
): { readonly message: string; readonly position: number | undefined } {
  try {
    const value = evaluate(expression, inputs, context);
    throw new Error(`${expression} gave ${JSON.stringify(value)}`);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { message: error.message, position: error.position };
  }
}

/** Everything that is wrong with an expression. */
export function faultsOf(
  expression: string,
  options: CompileOptions = ALL,
): readonly { readonly position: number; readonly message: string; readonly expected: string }[] {
  const compiled = compile(expression, options);
  return compiled.ok ? [] : compiled.faults;
}
