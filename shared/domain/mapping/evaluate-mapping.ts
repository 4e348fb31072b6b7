import type { CatalogueEntry } from './catalogue.ts';
import { type EvaluationContext, NO_CONTEXT } from './language/evaluation-context.ts';
import { EvaluationError } from './language/expression-error.ts';
import { type Candidates, type Evaluator, IGNORED, IGNORED_OBJECT, plainValue, type Result } from './language/value.ts';
import type { FlowType } from './mapping-file.ts';
import { type CheckedValue, checkValue } from './normalise.ts';
import type { AttributeName, AttributeValue, Evaluation, SkippedAttribute, SourceUser } from './types.ts';

/** One target attribute with its compiled expression. */
export interface CompiledEntry {
  readonly attribute: CatalogueEntry;
  readonly expression: string;
  readonly evaluate: Evaluator;
  /** True when logs show "[Redact]" instead of the value. */
  readonly redacted: boolean;
  readonly whenEmpty: 'keep' | 'clear';
  readonly onlyOnCreate: boolean;
  readonly flow: FlowType;
  readonly matchOrder: number | undefined;
  /** What stands in for an empty result, in the form in which it is sent. */
  readonly standIn: { readonly value: AttributeValue; readonly on: 'create' | 'always' } | undefined;
}

interface EvaluatedEntry {
  /** The expression itself failed. */
  readonly failed?: true;
  readonly checked: CheckedValue | typeof IGNORED | typeof IGNORED_OBJECT;
  readonly candidates?: Iterable<string>;
}

function isCandidates(result: Result): result is Candidates {
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'candidates';
}

/** The candidates in the form in which they are sent, those that do not suit the attribute left out. */
function suitable(entry: CompiledEntry, candidates: Candidates): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const value of candidates.values()) {
        const checked = checkValue(entry.attribute, value);
        if (checked.ok && typeof checked.value === 'string') yield checked.value;
      }
    },
  };
}

function evaluateEntry(entry: CompiledEntry, source: SourceUser, context: EvaluationContext): EvaluatedEntry {
  try {
    const result = entry.evaluate(source, context);
    if (result === IGNORED || result === IGNORED_OBJECT) return { checked: result };
    if (!isCandidates(result)) return { checked: checkValue(entry.attribute, plainValue(result)) };
    const candidates = suitable(entry, result);
    for (const value of candidates) return { checked: { ok: true, value }, candidates };
    return { checked: { ok: false, reason: 'no rule of SelectUniqueValue gives a value that suits the attribute' } };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { checked: { ok: false, reason: error.message }, failed: true };
  }
}

/** Maps one user. One attribute's bad value costs that attribute only, unless an account cannot do without it. */
export function evaluateMapping(
  entries: readonly CompiledEntry[],
  source: SourceUser,
  context: EvaluationContext = NO_CONTEXT,
): Evaluation {
  const values = new Map<AttributeName, AttributeValue>();
  const createOnly = new Set<AttributeName>();
  const skipped: SkippedAttribute[] = [];
  const candidates = new Map<AttributeName, Iterable<string>>();
  let missing: Extract<Evaluation, { ok: true }>['missing'];
  for (const entry of entries) {
    const { name, requiredOnCreate } = entry.attribute;
    const { checked, failed = false, candidates: more } = evaluateEntry(entry, source, context);
    if (checked === IGNORED_OBJECT) {
      const reason = 'the mapping says to leave this user alone';
      return { ok: false, attribute: name, expression: entry.expression, reason, ignored: true };
    }
    if (more !== undefined) candidates.set(name, more);
    const ignored = checked === IGNORED;
    const reason = !ignored && !checked.ok ? checked.reason : undefined;
    const own = !ignored && checked.ok ? checked.value : null;
    const standIn = own === null && !ignored && reason === undefined ? entry.standIn : undefined;
    const value = own ?? standIn?.value ?? null;
    if (requiredOnCreate && ignored) {
      missing ??= { attribute: name, expression: entry.expression, reason: 'is required and left alone' };
    } else if (requiredOnCreate && value === null) {
      return { ok: false, attribute: name, expression: entry.expression, reason: reason ?? 'is empty and required' };
    }
    if (reason !== undefined) {
      const { expression, onlyOnCreate } = entry;
      skipped.push({ attribute: name, expression, reason, failed, onlyOnCreate });
      continue;
    }
    const isCleared = value === null && !ignored && entry.whenEmpty === 'clear' && !entry.onlyOnCreate;
    if (value === null && !isCleared) continue;
    values.set(name, value);
    if (entry.onlyOnCreate || standIn?.on === 'create') createOnly.add(name);
  }
  return {
    ok: true,
    values,
    createOnly,
    skipped,
    ...(missing === undefined ? {} : { missing }),
    ...(candidates.size === 0 ? {} : { candidates }),
  };
}
