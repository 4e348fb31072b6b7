import { compileExpression } from '../../../../../shared/domain/mapping/language/compile-expression.ts';
import { IGNORED, type Value } from '../../../../../shared/domain/mapping/language/value.ts';
import { parseExpression } from '../../../../../shared/domain/mapping/language/parser.ts';

function readInput(value: unknown): Value {
  if (Array.isArray(value)) return value.map(String);
  return value === null || value === undefined || value === '' ? null : String(value);
}

/** Evaluates an expression over plain inputs, whatever the attributes are called; "ignored" stands for no flow. */
export function evaluate(expression: string, inputs: Readonly<Record<string, unknown>> = {}): Value {
  const compiled = compileExpression(parseExpression(expression), (name) => () => readInput(inputs[name]));
  if (!compiled.ok) throw new Error(compiled.faults.map(({ message }) => message).join('; '));
  const result = compiled.evaluate({});
  return result === IGNORED ? '(ignored)' : result;
}

/** The faults of an expression that parses but does not compile. */
export function compileFaults(expression: string): readonly { position: number; message: string }[] {
  const compiled = compileExpression(parseExpression(expression), () => () => null);
  return compiled.ok ? [] : compiled.faults;
}
