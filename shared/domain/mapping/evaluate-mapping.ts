import type { CatalogueEntry } from './catalogue.ts';
import { EvaluationError } from './language/expression-error.ts';
import { type Evaluator, IGNORED } from './language/value.ts';
import { type CheckedValue, checkValue } from './normalise.ts';
import type { AttributeName, AttributeValue, Evaluation, SkippedAttribute, SourceUser } from './types.ts';

/** One target attribute with its compiled expression. */
export interface CompiledEntry {
  readonly attribute: CatalogueEntry;
  readonly expression: string;
  readonly evaluate: Evaluator;
  readonly whenEmpty: 'keep' | 'clear';
  readonly onlyOnCreate: boolean;
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
    const value = checked !== IGNORED && checked.ok ? checked.value : null;
    const reason = checked !== IGNORED && !checked.ok ? checked.reason : undefined;
    if (requiredOnCreate && value === null) {
      return { ok: false, attribute: name, expression: entry.expression, reason: reason ?? 'is empty and required' };
    }
    if (reason !== undefined) {
      skipped.push({ attribute: name, reason });
      continue;
    }
    const isCleared = value === null && checked !== IGNORED && entry.whenEmpty === 'clear' && !entry.onlyOnCreate;
    if (value === null && !isCleared) continue;
    values.set(name, value);
    if (entry.onlyOnCreate) createOnly.add(name);
  }
  return { ok: true, values, createOnly, skipped };
}
