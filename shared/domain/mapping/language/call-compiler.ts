import { compare, isTrue, type Reading } from './comparison.ts';
import type { CallExpression, Expression } from './expression.ts';
import { EvaluationError, MAX_TEXT_LENGTH } from './expression-error.ts';
import { findFunction } from './function-table.ts';
import type { CallBuilder } from './language-function.ts';
import { isValue, type Part, type Result, type TextPart, toNumber, toText, type Value } from './value.ts';

/** Where a part of an expression stands. */
export type Place = 'outermost' | 'result' | 'inside';

/** What a call needs of the compiler of the whole expression. */
export interface PartCompiler {
  compile(expression: Expression, place: Place): Part<Result>;
  fail(position: number, message: string, expected: string): Part<Result>;
}

function constantText(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'text' || expression?.kind === 'number' ? expression.value : undefined;
}

function compileValue(compiler: PartCompiler, expression: Expression): Part<Value> {
  const part = compiler.compile(expression, 'inside');
  return (source, context) => {
    const result = part(source, context);
    // Instructions are refused inside another value when the expression is compiled.
    return isValue(result) ? result : null;
  };
}

function compileText(compiler: PartCompiler, expression: Expression): TextPart {
  const part = compiler.compile(expression, 'inside');
  const { position } = expression;
  return (source, context) => {
    const result = part(source, context);
    if (typeof result === 'string' || result === null) return result;
    return isValue(result) ? toText(result, position) : null;
  };
}

function readWhole(text: string): number | undefined {
  const number = toNumber(text);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

function compileInteger(compiler: PartCompiler, expression: Expression): Part<number> {
  const { position } = expression;
  if (expression.kind === 'blank') compiler.fail(position, 'a number is missing', 'a whole number');
  const constant = constantText(expression);
  if (constant !== undefined) {
    const number = readWhole(constant);
    if (number === undefined)
      compiler.fail(position, `${JSON.stringify(constant)} is no whole number`, 'a whole number');
    return () => number ?? 0;
  }
  const text = compileText(compiler, expression);
  return (source, context) => {
    const number = readWhole(text(source, context) ?? '');
    if (number === undefined) throw new EvaluationError('a whole number is needed and the value is none', position);
    return number;
  };
}

/** What a side of a comparison is known to be: a number that stands there bare, or what a function gives. */
function knownReading(expression: Expression): Reading | undefined {
  if (expression.kind === 'number') return 'number';
  return expression.kind === 'call' ? findFunction(expression.name)?.yields : undefined;
}

/** Compiles what IIF and CBool decide on: a comparison, or a value that is true or not. */
export function compileCondition(compiler: PartCompiler, expression: Expression): Part<boolean> {
  if (expression.kind !== 'comparison') {
    const text = compileText(compiler, expression);
    return (source, context) => isTrue(text(source, context));
  }
  const { operator } = expression;
  const readings = [knownReading(expression.left), knownReading(expression.right)];
  const reading =
    readings.find((known) => known === 'number') ?? readings.find((known) => known !== undefined) ?? 'text';
  const left = compileText(compiler, expression.left);
  const right = compileText(compiler, expression.right);
  return (source, context) => compare(operator, reading, left(source, context), right(source, context));
}

/** Gives a function the view of its own call that it is compiled from. */
export function createCallBuilder(compiler: PartCompiler, call: CallExpression, place: Place): CallBuilder {
  const { args, position } = call;
  const at = (index: number): Expression => args[index] ?? { kind: 'blank', position };
  const error = (reason: string): EvaluationError => new EvaluationError(reason, position);
  const checkLength = (characters: number): void => {
    if (characters > MAX_TEXT_LENGTH) throw error(`${call.name} would give more than ${MAX_TEXT_LENGTH} characters`);
  };
  return {
    count: args.length,
    isBlank: (index) => at(index).kind === 'blank',
    constant: (index) => constantText(args[index]),
    word: (index) => {
      const argument = at(index);
      return argument.kind === 'word' ? argument.value : constantText(argument);
    },
    attributeName: (index) => {
      const argument = at(index);
      return argument.kind === 'attribute' ? argument.name : undefined;
    },
    value: (index) => compileValue(compiler, at(index)),
    text: (index) => compileText(compiler, at(index)),
    integer: (index) => compileInteger(compiler, at(index)),
    condition: (index) => compileCondition(compiler, at(index)),
    result: (index) => compiler.compile(at(index), place === 'inside' ? 'inside' : 'result'),
    fail: (index, message, expected) => {
      compiler.fail(index === undefined ? position : at(index).position, message, expected);
    },
    error,
    bounded: (text) => {
      checkLength(text.length);
      return text;
    },
    checkLength,
  };
}
