import type { SourceUser } from '../types.ts';
import { compileText } from './compile-expression.ts';
import { type AppRole, type EvaluationContext, NO_CONTEXT } from './evaluation-context.ts';
import { EvaluationError } from './expression-error.ts';
import { describeFault } from './fault-location.ts';
import { firstFree } from './functions/chance-functions.ts';
import {
  booleanText,
  IGNORED,
  IGNORED_OBJECT,
  isValue,
  type Result,
  type RoleAssignments,
  type Value,
} from './value.ts';

/** One expression with what it is evaluated on. */
export interface EvaluationCase {
  readonly id: string;
  readonly expression: string;
  /** Attributes by name: a text, number, boolean or list; null and a missing name both mean absent. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** What the clock shows, in ISO 8601. */
  readonly now?: string;
  /** Values that SelectUniqueValue finds taken; letter case does not matter. */
  readonly taken?: readonly string[];
}

/** What came of a case: a value with what happens to it, or the reason why there is none. */
export interface EvaluatedCase {
  readonly id: string;
  readonly value: unknown;
  readonly effect?: 'ignore-attribute' | 'ignore-object' | 'log-only' | 'post' | 'patch-replace';
  readonly error?: string;
}

const ROLE_TYPE = 'WindowsAzureActiveDirectoryRole';

function asText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return booleanText(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return null;
}

function asValue(value: unknown): Value {
  return Array.isArray(value) ? value.map(asText).filter((item) => item !== null) : asText(value);
}

function own(source: unknown, key: string): unknown {
  return typeof source === 'object' && source !== null && Object.hasOwn(source, key)
    ? Reflect.get(source, key)
    : undefined;
}

function rolesOf(inputs: SourceUser): readonly AppRole[] {
  const given = own(inputs, 'appRoleAssignments');
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  return list.map((role) => ({
    id: asText(own(role, 'id')),
    value: asText(own(role, 'value')),
    displayName: asText(own(role, 'displayName')),
  }));
}

function contextOf(item: EvaluationCase, base: EvaluationContext): EvaluationContext {
  const roles = rolesOf(item.inputs ?? {});
  const now = item.now === undefined ? Number.NaN : Date.parse(item.now);
  return { ...base, roles, ...(item.now === undefined ? {} : { now: () => now }) };
}

// The two shapes differ in the documentation of the service: a new account gets displayName, a patch gets display.
function roleObjects({ operation, roles }: RoleAssignments): readonly unknown[] {
  const nameKey = operation === 'add' ? 'displayName' : 'display';
  return roles.map(({ value, displayName }) => ({ primary: false, type: ROLE_TYPE, [nameKey]: displayName, value }));
}

function outcome(item: EvaluationCase, result: Result): EvaluatedCase {
  const { id } = item;
  if (result === IGNORED) return { id, value: null, effect: 'ignore-attribute' };
  if (result === IGNORED_OBJECT) return { id, value: null, effect: 'ignore-object' };
  if (isValue(result)) return { id, value: result };
  if (result.kind === 'candidates') return { id, value: firstFree(result, item.taken ?? []) };
  return { id, value: roleObjects(result), effect: result.operation === 'add' ? 'post' : 'patch-replace' };
}

/**
 * Evaluates one expression on given inputs, as `mapping eval` does; every fault is an answer and nothing is thrown.
 * A redacted value is answered as logs show it. Time and chance come from the case and the context.
 */
export function evaluateCase(item: EvaluationCase, base: EvaluationContext = NO_CONTEXT): EvaluatedCase {
  const { id, expression } = item;
  if (item.now !== undefined && Number.isNaN(Date.parse(item.now)))
    return { id, value: null, error: 'now is no ISO 8601 time' };
  const lookup = (name: string) => (source: SourceUser) => asValue(own(source, name));
  const compiled = compileText(expression, lookup, { onlyOnCreate: true, isUnique: true, knowsRoles: true });
  if (!compiled.ok) {
    return { id, value: null, error: compiled.faults.map((fault) => describeFault(expression, fault)).join('\n') };
  }
  if (compiled.redacted) return { id, value: '[Redact]', effect: 'log-only' };
  try {
    return outcome(item, compiled.evaluate(item.inputs ?? {}, contextOf(item, base)));
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { id, value: null, error: error.message };
  }
}
