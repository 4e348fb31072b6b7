import type { CatalogueEntry } from './catalogue.ts';
import { EvaluationError } from './language/expression-error.ts';
import { type Evaluator, IGNORED } from './language/value.ts';
import type { FlowType } from './mapping-file.ts';
import { type CheckedValue, checkValue } from './normalise.ts';
import type { AttributeName, AttributeValue, Evaluation, SkippedAttribute, SourceUser } from './types.ts';

/** One target attribute with its compiled expression. */
export interface CompiledEntry {
  readonly attribute: CatalogueEntry;
  readonly expression: string;
  readonly evaluate: Evaluator;
  readonly whenEmpty: 'keep' | 'clear';
  readonly onlyOnCreate: boolean;
  readonly flow: FlowType;
  readonly matchOrder: number | undefined;
  /** What stands in for an empty result, in the form in which it is sent. */
  readonly standIn: { readonly value: AttributeValue; readonly on: 'create' | 'always' } | undefined;
}

function evaluateEntry(entry: CompiledEntry, source: SourceUser): CheckedValue | typeof IGNORED {
  try {
    const result = entry.evaluate(source);
    return result === IGNORED ? IGNORED : checkValue(entry.attribute, result);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { ok: false, reason: error.message };
  }
}

/** Maps one user. One attribute's bad value costs that attribute only, unless an account cannot do without it. */
export function evaluateMapping(entries: readonly CompiledEntry[], source: SourceUser): Evaluation {
  const values = new Map<AttributeName, AttributeValue>();
  const createOnly = new Set<AttributeName>();
  const skipped: SkippedAttribute[] = [];
  for (const entry of entries) {
    const { name, requiredOnCreate } = entry.attribute;
    const checked = evaluateEntry(entry, source);
    const ignored = checked === IGNORED;
    const reason = !ignored && !checked.ok ? checked.reason : undefined;
    const own = !ignored && checked.ok ? checked.value : null;
    const standIn = own === null && !ignored && reason === undefined ? entry.standIn : undefined;
    const value = own ?? standIn?.value ?? null;
    if (requiredOnCreate && value === null) {
      return { ok: false, attribute: name, expression: entry.expression, reason: reason ?? 'is empty and required' };
    }
    if (reason !== undefined) {
      skipped.push({ attribute: name, reason });
      continue;
    }
    const isCleared = value === null && !ignored && entry.whenEmpty === 'clear' && !entry.onlyOnCreate;
    if (value === null && !isCleared) continue;
    values.set(name, value);
    if (entry.onlyOnCreate || standIn?.on === 'create') createOnly.add(name);
  }
  return { ok: true, values, createOnly, skipped };
}
