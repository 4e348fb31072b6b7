import { compare, isTrue } from './condition-functions.ts';
import type { CallExpression, Expression } from './expression.ts';
import { EvaluationError, type ExpressionFault } from './expression-error.ts';
import { type Evaluator, IGNORED, toNumber, toText, type Value } from './value.ts';
import { FUNCTION_NAMES, findFunction, isKnownElsewhere } from './function-table.ts';
import type { CallBuilder } from './language-function.ts';
import { nearestName } from '../nearest-name.ts';
import type { SourceUser } from '../types.ts';

/** Finds how a source attribute is read; a text instead of a reader says what is wrong with the name. */
export type AttributeLookup = (name: string) => ((source: SourceUser) => Value) | string;

/** A compiled expression, or everything that is wrong with it. */
export type CompiledExpression =
  | { readonly ok: true; readonly evaluate: Evaluator }
  | { readonly ok: false; readonly faults: readonly ExpressionFault[] };

const NOTHING: Evaluator = () => null;

function constantText(expression: Expression | undefined): string | undefined {
  if (expression?.kind === 'text' || expression?.kind === 'number' || expression?.kind === 'word')
    return expression.value;
  return undefined;
}

function settled(value: ReturnType<Evaluator>): Value {
  return value === IGNORED ? null : value;
}

class Compiler {
  readonly faults: ExpressionFault[] = [];
  private readonly lookup: AttributeLookup;

  constructor(lookup: AttributeLookup) {
    this.lookup = lookup;
  }

  /** `atResult` is true where the value becomes the attribute's, and a part may say "leave the attribute alone". */
  compile(expression: Expression, atResult: boolean): Evaluator {
    switch (expression.kind) {
      case 'text':
      case 'number':
        return () => expression.value;
      case 'blank':
        return NOTHING;
      case 'attribute':
        return this.attribute(expression.name, expression.position);
      case 'word':
        if (atResult && expression.value.toLowerCase() === 'ignoreattributeflow') return () => IGNORED;
        return this.fail(
          expression.position,
          `unexpected word ${expression.value}`,
          'a function, "text" or [attribute]',
        );
      case 'comparison':
        return this.fail(
          expression.position,
          'a comparison stands where a value is expected',
          'a value; IIF takes a comparison first',
        );
      case 'call':
        return this.call(expression, atResult);
    }
  }

  fail(position: number, message: string, expected: string): Evaluator {
    this.faults.push({ position, message, expected });
    return NOTHING;
  }

  private attribute(name: string, position: number): Evaluator {
    const reader = this.lookup(name);
    if (typeof reader === 'string') return this.fail(position, reader, 'a property of the Graph user');
    return reader;
  }

  private call(call: CallExpression, atResult: boolean): Evaluator {
    const { name, args, position } = call;
    const known = findFunction(name);
    if (known === undefined) {
      this.unknownFunction(name, position);
      return this.argumentsOnly(args);
    }
    if (known.resultOnly === true && !atResult) {
      return this.fail(
        position,
        `${known.name} stands inside another value`,
        'it outermost, or as a branch of IIF or Switch',
      );
    }
    if (args.length < known.min || args.length > known.max) {
      this.fail(position, `${known.name} has ${args.length} arguments`, known.usage);
      return this.argumentsOnly(args);
    }
    return known.build(this.builder(call, atResult));
  }

  private unknownFunction(name: string, position: number): Evaluator {
    if (isKnownElsewhere(name)) return this.fail(position, `${name} is not supported yet`, FUNCTION_NAMES.join(', '));
    const near = nearestName(name, FUNCTION_NAMES);
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    return this.fail(position, `there is no function ${name}${hint}`, FUNCTION_NAMES.join(', '));
  }

  // Compiles for the faults alone: one run is to find everything that is wrong.
  private argumentsOnly(args: readonly Expression[]): Evaluator {
    for (const argument of args) {
      if (argument.kind === 'comparison') this.condition(argument);
      else if (argument.kind !== 'word') this.compile(argument, true);
    }
    return NOTHING;
  }

  private condition(expression: Expression): (source: SourceUser) => boolean {
    if (expression.kind !== 'comparison') {
      const value = this.compile(expression, false);
      return (source) => isTrue(settled(value(source)));
    }
    const left = this.compile(expression.left, false);
    const right = this.compile(expression.right, false);
    return (source) => compare(expression.operator, settled(left(source)), settled(right(source)));
  }

  private builder(call: CallExpression, atResult: boolean): CallBuilder {
    const { args, position } = call;
    const at = (index: number): Expression => args[index] ?? { kind: 'blank', position };
    const value = (index: number): ((source: SourceUser) => Value) => {
      const evaluate = this.compile(at(index), false);
      return (source) => settled(evaluate(source));
    };
    const text = (index: number): ((source: SourceUser) => string | null) => {
      const evaluate = value(index);
      return (source) => toText(evaluate(source));
    };
    return {
      count: args.length,
      isBlank: (index) => at(index).kind === 'blank',
      constant: (index) => constantText(args[index]),
      value,
      text,
      integer: (index) => this.integer(at(index), text(index)),
      condition: (index) => this.condition(at(index)),
      result: (index) => this.compile(at(index), atResult),
      fail: (index, message, expected) => {
        this.fail(index === undefined ? position : at(index).position, message, expected);
      },
    };
  }

  private integer(expression: Expression, text: (source: SourceUser) => string | null): (source: SourceUser) => number {
    const read = (value: string): number | undefined => {
      const number = toNumber(value);
      return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
    };
    const constant = expression.kind === 'blank' ? '' : constantText(expression);
    if (constant !== undefined && read(constant) === undefined) {
      this.fail(
        expression.position,
        constant === '' ? 'a number is missing' : `${constant} is no whole number`,
        'a whole number',
      );
    }
    return (source) => {
      const value = text(source) ?? '';
      const number = read(value);
      if (number === undefined) throw new EvaluationError('a whole number is needed and the value is none');
      return number;
    };
  }
}

/** Turns a parsed expression into a function of one user, collecting every fault on the way. */
export function compileExpression(expression: Expression, lookup: AttributeLookup): CompiledExpression {
  const compiler = new Compiler(lookup);
  const evaluate = compiler.compile(expression, true);
  if (expression.kind === 'blank') compiler.fail(expression.position, 'the expression is empty', 'a value');
  if (compiler.faults.length > 0) {
    return { ok: false, faults: [...compiler.faults].sort((a, b) => a.position - b.position) };
  }
  return { ok: true, evaluate };
}
