import { nearestName } from '../nearest-name.ts';
import type { SourceUser } from '../types.ts';
import { compileCondition, createCallBuilder, type PartCompiler, type Place } from './call-compiler.ts';
import { NO_CONTEXT } from './evaluation-context.ts';
import type { CallExpression, Expression } from './expression.ts';
import { EvaluationError, type ExpressionFault } from './expression-error.ts';
import { FUNCTION_NAMES, findFunction } from './function-table.ts';
import type { LanguageFunction } from './language-function.ts';
import { readExpression } from './parser.ts';
import { type Evaluator, IGNORED, IGNORED_OBJECT, type Part, type Result, type Value } from './value.ts';

/** Finds how a source attribute is read; a text instead of a reader says what is wrong with the name. */
export type AttributeLookup = (name: string) => ((source: SourceUser) => Value) | string;

/** What the attribute that an expression is for allows; all are false unless said otherwise. */
export interface CompileOptions {
  /** The value is sent for a new account only, so it may change by itself (Now, Guid, RandomString). */
  readonly onlyOnCreate?: boolean;
  /** Accounts are found by this attribute before they are created, so SelectUniqueValue can ask for a free value. */
  readonly isUnique?: boolean;
  /** Whoever evaluates it reads the user's roles; without them a role function would say that there are none. */
  readonly knowsRoles?: boolean;
}

/** A compiled expression, or everything that is wrong with it, in the order of positions. */
export type CompiledExpression =
  | {
      readonly ok: true;
      readonly evaluate: Evaluator;
      /** True when Redact stands anywhere in it: logs show "[Redact]" instead of the value. */
      readonly redacted: boolean;
    }
  | { readonly ok: false; readonly faults: readonly ExpressionFault[] };

const NOTHING: Part<Result> = () => null;

/** Adds the place of a call to what its context complains about. */
function located(part: Part<Result>, position: number): Part<Result> {
  return (source, context) => {
    try {
      return part(source, context);
    } catch (error) {
      if (!(error instanceof EvaluationError) || error.position !== undefined) throw error;
      throw new EvaluationError(error.message, position);
    }
  };
}

class Compiler implements PartCompiler {
  readonly faults: ExpressionFault[] = [];
  redacted = false;
  private readonly lookup: AttributeLookup;
  private readonly options: CompileOptions;

  constructor(lookup: AttributeLookup, options: CompileOptions) {
    this.lookup = lookup;
    this.options = options;
  }

  compile(expression: Expression, place: Place): Part<Result> {
    const { position } = expression;
    switch (expression.kind) {
      case 'text':
      case 'number': {
        const { value } = expression;
        return () => value;
      }
      case 'blank':
        return NOTHING;
      case 'attribute': {
        const reader = this.lookup(expression.name);
        return typeof reader === 'string' ? this.fail(position, reader, 'a property of the Graph user') : reader;
      }
      case 'word':
        return this.word(expression.value, position, place);
      case 'comparison':
        compileCondition(this, expression);
        return this.fail(
          position,
          'a comparison stands where a value is expected',
          'a value; IIF and CBool take a comparison',
        );
      case 'call':
        return this.call(expression, place);
    }
  }

  fail(position: number, message: string, expected: string): Part<Result> {
    this.faults.push({ position, message, expected });
    return NOTHING;
  }

  private word(word: string, position: number, place: Place): Part<Result> {
    const instructions = { ignoreattributeflow: IGNORED, ignoreobjectflow: IGNORED_OBJECT } as const;
    const lower = word.toLowerCase();
    if (lower !== 'ignoreattributeflow' && lower !== 'ignoreobjectflow') {
      const near = nearestName(word, FUNCTION_NAMES);
      const hint = near === undefined ? '' : ` (did you mean ${near}(...)?)`;
      return this.fail(position, `unexpected word ${word}${hint}`, 'a function, "text" or [attribute]');
    }
    const result = instructions[lower];
    if (place !== 'inside') return () => result;
    return this.fail(position, `${word} stands inside another value`, 'it as a branch of IIF or Switch');
  }

  private call(call: CallExpression, place: Place): Part<Result> {
    const { name, args, position } = call;
    const known = findFunction(name);
    if (known === undefined) {
      const near = nearestName(name, FUNCTION_NAMES);
      const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
      this.fail(position, `there is no function ${name}${hint}`, FUNCTION_NAMES.join(', '));
      return this.argumentsOnly(args);
    }
    if (known.redacts === true) this.redacted = true;
    if (known.readsRoles === true && this.options.knowsRoles !== true) {
      return this.fail(position, `${known.name} needs role assignments, which are not read`, 'another function');
    }
    if (!this.isAllowed(known, position, place) || args.some((arg) => arg.kind === 'blank' && arg.faulty === true)) {
      return this.argumentsOnly(args);
    }
    if (args.length < known.min || args.length > known.max) {
      this.fail(position, `${known.name} has ${args.length} arguments`, known.usage);
      return this.argumentsOnly(args);
    }
    const part = known.build(createCallBuilder(this, call, place));
    return known.changesByItself === true ? located(part, position) : part;
  }

  private isAllowed(known: LanguageFunction, position: number, place: Place): boolean {
    if (known.place === 'outermost' && place !== 'outermost') {
      this.fail(position, `${known.name} stands inside another function`, 'it outermost');
      return false;
    }
    if (known.place === 'result' && place === 'inside') {
      this.fail(position, `${known.name} stands inside another value`, 'it outermost, or as a branch of IIF or Switch');
      return false;
    }
    if (known.changesByItself === true && this.options.onlyOnCreate !== true) {
      const message = `${known.name} gives another value each time`;
      this.fail(position, message, `${known.name} only for an attribute that is sent on create alone`);
      return false;
    }
    if (known.place === 'outermost' && this.options.isUnique !== true) {
      this.fail(position, `${known.name} needs an attribute that names one account`, `${known.name} for userName only`);
      return false;
    }
    return true;
  }

  // Compiles for the faults alone: one run is to find everything that is wrong.
  private argumentsOnly(args: readonly Expression[]): Part<Result> {
    for (const argument of args) {
      if (argument.kind === 'comparison') compileCondition(this, argument);
      else if (argument.kind !== 'word') this.compile(argument, 'result');
    }
    return NOTHING;
  }
}

/** Parses and compiles a text; what cannot be read does not hide what is wrong elsewhere in it. */
export function compileText(text: string, lookup: AttributeLookup, options: CompileOptions = {}): CompiledExpression {
  const { expression, faults: unread } = readExpression(text);
  const compiler = new Compiler(lookup, options);
  const part = compiler.compile(expression, 'outermost');
  const faults = [...unread, ...compiler.faults].sort((a, b) => a.position - b.position);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, evaluate: (source, context = NO_CONTEXT) => part(source, context), redacted: compiler.redacted };
}
