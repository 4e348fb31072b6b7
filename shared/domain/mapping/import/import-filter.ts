import { compileFilter } from '../compile-filter.ts';
import {
  FILTER_OPERATORS,
  type Filter,
  type FilterClause,
  type FilterGroup,
  type FilterOperator,
} from '../filter-file.ts';
import type { SourceAttribute } from '../source-attributes.ts';
import type { ImportReport } from './import-report.ts';

/** The three sets of filter groups of a scope (Graph: synchronization-filter); all three must hold. */
const SETS = ['groups', 'inputFilterGroups', 'categoryFilterGroups'] as const;
/** Most groups that three sets may multiply to. */
const MAX_GROUPS = 100;

const BY_SPELLING: ReadonlyMap<string, FilterOperator> = new Map(
  FILTER_OPERATORS.map((name) => [spelling(name), name]),
);

// Portal, Graph and templates write blanks, underscores and letter case each in their own way.
function spelling(operator: string): string {
  return operator
    .toUpperCase()
    .replace(/[\s_]+/g, ' ')
    .trim();
}

/** Exports write camelCase, default mappings inside templates PascalCase. */
function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const pascal = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  if (Object.hasOwn(value, key)) return Reflect.get(value, key);
  return Object.hasOwn(value, pascal) ? Reflect.get(value, pascal) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function readClause(raw: unknown): FilterClause | string {
  const written = own(raw, 'operatorName');
  const attribute = own(raw, 'sourceOperandName');
  const operator = typeof written === 'string' ? BY_SPELLING.get(spelling(written)) : undefined;
  if (typeof attribute !== 'string' || attribute === '') return 'a clause names no attribute';
  if (operator === undefined) return `the operator ${JSON.stringify(written ?? null)} of ${attribute} is unknown`;
  const values = list(own(own(raw, 'targetOperand'), 'values')).map(String);
  const [value] = values;
  if (value === undefined) return { attribute, operator };
  return values.length === 1 ? { attribute, operator, value } : { attribute, operator, values };
}

function readGroup(raw: unknown, faults: string[]): FilterGroup {
  const clauses = list(own(raw, 'clauses')).flatMap((clause) => {
    const read = readClause(clause);
    if (typeof read !== 'string') return read;
    faults.push(read);
    return [];
  });
  const name = own(raw, 'name');
  return { ...(typeof name === 'string' && name !== '' ? { name } : {}), clauses };
}

/** Each group of one set together with each of the other: both sets must hold. */
function both(left: readonly FilterGroup[], right: readonly FilterGroup[]): readonly FilterGroup[] {
  if (left.length === 0 || right.length === 0) return [...left, ...right];
  return left.flatMap((one) => right.map((other) => ({ ...one, clauses: [...one.clauses, ...other.clauses] })));
}

/**
 * Reads the scoping filter of an object mapping. What cannot be taken over is a problem of the whole import: leaving a
 * condition out would let more people in.
 */
export function importFilter(
  scope: unknown,
  what: string,
  known: ReadonlyMap<string, SourceAttribute>,
  report: ImportReport,
): Filter | undefined {
  const faults: string[] = [];
  const sets = SETS.map((name) =>
    list(own(scope, name))
      .map((group) => readGroup(group, faults))
      .filter(({ clauses }) => clauses.length > 0),
  );
  const groups = sets.reduce<readonly FilterGroup[]>(
    (all, set) => (all.length > MAX_GROUPS ? all : both(all, set)),
    [],
  );
  if (groups.length > MAX_GROUPS) faults.push(`it has more than ${MAX_GROUPS} groups of conditions`);
  if (groups.length === 0 && faults.length === 0) return undefined;
  const filter: Filter = { groups: [...groups] };
  if (faults.length === 0)
    faults.push(...compileFilter(filter, [], known).faults.map(({ path, message }) => `${path}: ${message}`));
  if (faults.length > 0) {
    report.problems.push(
      ...faults.map(
        (fault) => `${what} cannot be taken over: ${fault}; write the condition as scope expression instead`,
      ),
    );
    return undefined;
  }
  if (sets[1]?.length || sets[2]?.length) {
    const detail = 'input and category filters apply like the others here: whoever stops passing loses the account';
    report.change(what, detail);
  } else report.take(what, `${groups.length} ${groups.length === 1 ? 'group' : 'groups'} of conditions`);
  return filter;
}
