import type { Filter, FilterClause, FilterGroup } from './filter-file.ts';
import { compileOperator, UNARY } from './filter-operators.ts';
import { EvaluationError } from './language/expression-error.ts';
import type { Result, Value } from './language/value.ts';
import { type MappingFault, printPath } from './mapping-fault.ts';
import { propertiesOf, readExpression } from './read-expression.ts';
import { findSourceAttribute, type SourceAttribute } from './source-attributes.ts';
import type { CompiledFilter, SourceUser } from './types.ts';

type Test = (source: SourceUser) => boolean;

/** Lets everybody pass and reads nothing. */
export const NO_FILTER: CompiledFilter = { properties: [], isInScope: () => true };

const NEVER: Test = () => false;

class FilterCompiler {
  readonly faults: MappingFault[] = [];
  readonly properties = new Set<string>();
  private readonly path: readonly PropertyKey[];
  private readonly known: ReadonlyMap<string, SourceAttribute>;

  constructor(path: readonly PropertyKey[], known: ReadonlyMap<string, SourceAttribute>) {
    this.path = path;
    this.known = known;
  }

  filter(filter: Filter): Test {
    if (filter.expression !== undefined) return this.expression(filter.expression);
    const groups = (filter.groups ?? []).map((group, index) => this.group(group, ['groups', index]));
    return (source) => groups.some((group) => group(source));
  }

  private fault(steps: readonly PropertyKey[], value: unknown, allowed: string, message: string): Test {
    this.faults.push({ path: printPath([...this.path, ...steps]), value, allowed, message });
    return NEVER;
  }

  private group({ clauses }: FilterGroup, steps: readonly PropertyKey[]): Test {
    const tests = clauses.map((clause, index) => this.clause(clause, [...steps, 'clauses', index]));
    return (source) => tests.every((test) => test(source));
  }

  private clause(clause: FilterClause, steps: readonly PropertyKey[]): Test {
    const attribute = this.attribute(clause.attribute, [...steps, 'attribute']);
    const values = [...(clause.value === undefined ? [] : [clause.value]), ...(clause.values ?? [])];
    if (UNARY.has(clause.operator)) {
      if (values.length > 0)
        return this.fault([...steps, 'value'], values[0], 'no value', `${clause.operator} takes none`);
      return attribute === undefined ? NEVER : unary(clause, attribute);
    }
    if (values.length === 0) return this.fault([...steps, 'value'], undefined, 'a text', 'is missing');
    const test = compileOperator(clause.operator, values);
    if (typeof test !== 'function') return this.fault([...steps, 'value'], values[0], test.allowed, test.message);
    if (attribute === undefined) return NEVER;
    return (source) => {
      const text = single(attribute.read(source));
      return text !== null && test(text);
    };
  }

  private attribute(name: string, steps: readonly PropertyKey[]): SourceAttribute | undefined {
    const found = findSourceAttribute(name, this.known);
    if (typeof found === 'string') {
      this.fault(steps, name, 'a property of the Graph object', found);
    } else if (found.property === '') {
      this.fault(steps, name, 'a property of the Graph object', 'is what the filter decides');
    } else if (found.isMultiValued) {
      this.fault(steps, name, 'a property with one value, or {"expression": …}', 'has several values');
    } else {
      this.properties.add(found.property);
      return found;
    }
    return undefined;
  }

  private expression(text: string): Test {
    const read = readExpression(text, this.known);
    if (!read.ok) {
      const path = printPath([...this.path, 'expression']);
      for (const { position, message, expected } of read.faults) {
        this.faults.push({ path, value: text, allowed: expected, message, position });
      }
      return NEVER;
    }
    for (const property of propertiesOf(read.attributes)) this.properties.add(property);
    return (source) => isTrue(() => read.evaluate(source));
  }
}

function unary({ operator }: FilterClause, attribute: SourceAttribute): Test {
  return (source) => {
    const value = attribute.read(source);
    if (operator === 'IS NULL') return value === null;
    if (operator === 'IS NOT NULL') return value !== null;
    return single(value)?.toLowerCase() === (operator === 'IS TRUE' ? 'true' : 'false');
  };
}

function single(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}

/** Only True lets a person in; an expression that fails for one person keeps this one out. */
function isTrue(evaluate: () => Result): boolean {
  try {
    const result = evaluate();
    return typeof result === 'string' && result.toLowerCase() === 'true';
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return false;
  }
}

/** Compiles a scoping filter over the attributes of one kind of object; `path` is where it stands in the file. */
export function compileFilter(
  filter: Filter | undefined,
  path: readonly PropertyKey[],
  known: ReadonlyMap<string, SourceAttribute>,
): { readonly filter: CompiledFilter; readonly faults: readonly MappingFault[] } {
  if (filter === undefined) return { filter: NO_FILTER, faults: [] };
  const compiler = new FilterCompiler(path, known);
  const isInScope = compiler.filter(filter);
  return { filter: { properties: [...compiler.properties].sort(), isInScope }, faults: compiler.faults };
}
