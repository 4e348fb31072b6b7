import { findAttribute } from '../../shared/domain/mapping/attribute-name.ts';
import type { EvaluationContext } from '../../shared/domain/mapping/language/evaluation-context.ts';
import type { MappingEntry, MappingFile } from '../../shared/domain/mapping/mapping-file.ts';
import type { AttributeValue, CompiledMapping, Evaluation, SourceUser } from '../../shared/domain/mapping/types.ts';

/** What a mapping gives for one attribute of one user. */
export interface TriedAttribute {
  readonly attribute: string;
  readonly expression: string;
  readonly value: AttributeValue;
  /** Why there is no value, or when it flows; '' for a value that always flows. */
  readonly note: string;
}

/** What a mapping gives for one user. */
export interface TriedUser {
  readonly user: string;
  readonly inScope: boolean;
  /** Why the account would not be active, or why nothing can be written; '' when all is well. */
  readonly note: string;
  readonly attributes: readonly TriedAttribute[];
}

function valueNote(entry: MappingEntry, name: string, evaluation: Extract<Evaluation, { ok: true }>): string {
  const value = evaluation.values.get(name as never);
  if (value === undefined) return 'empty: the account keeps what it has';
  if (value === null) return 'empty: cleared';
  const isCreateOnly = evaluation.createOnly.has(name as never);
  const isDefault =
    entry.default !== undefined && isCreateOnly && entry.onlyOnCreate !== true && entry.flow !== 'ObjectAddOnly';
  if (isDefault) return 'default, on creation only';
  return isCreateOnly ? 'on creation only' : (entry.flow ?? 'Always') === 'Always' ? '' : (entry.flow ?? '');
}

function tryEntry(
  entry: MappingEntry,
  evaluation: Evaluation,
  mapping: CompiledMapping,
  inScope: boolean,
): TriedAttribute {
  const attribute = findAttribute(entry.target)?.name ?? entry.target;
  const expression = entry.expression ?? '';
  const row = { attribute, expression, value: null };
  if (entry.enabled === false) return { ...row, note: 'switched off' };
  if (attribute === 'active')
    return { ...row, value: inScope ? 'True' : 'False', note: 'follows from scope and account state' };
  if (!evaluation.ok) {
    const isCause = attribute === evaluation.attribute;
    return { ...row, note: isCause ? evaluation.reason : 'not evaluated' };
  }
  const skipped = evaluation.skipped.find((item) => item.attribute === attribute);
  if (skipped !== undefined) return { ...row, note: `left out: ${skipped.reason}` };
  const value = evaluation.values.get(attribute as never) ?? null;
  const shown = value !== null && mapping.redacted.has(attribute as never) ? '[Redact]' : value;
  return { ...row, value: shown, note: valueNote(entry, attribute, evaluation) };
}

function noteOf(user: SourceUser, passes: boolean, evaluation: Evaluation): string {
  if (user.accountEnabled === false) return 'the account is disabled in Entra';
  if (!passes) return 'does not pass the scoping filter';
  if (evaluation.ok) {
    const { missing } = evaluation;
    return missing === undefined ? '' : `no account can be created: ${missing.attribute} ${missing.reason}`;
  }
  return evaluation.ignored === true
    ? `nothing is written: ${evaluation.reason}`
    : `no account can be written: ${evaluation.attribute} ${evaluation.reason}`;
}

/** Applies a mapping to one user as the connector would, without any request to Genesys. */
export function tryMapping(
  { file, mapping }: { readonly file: MappingFile; readonly mapping: CompiledMapping },
  user: SourceUser,
  context: EvaluationContext,
): TriedUser {
  const evaluation = mapping.evaluate(user, context);
  const passes = mapping.userFilter.isInScope(user);
  const inScope = passes && user.accountEnabled !== false;
  const name = user.userPrincipalName ?? user.id ?? '(no name)';
  return {
    user: String(name),
    inScope,
    note: noteOf(user, passes, evaluation),
    attributes: file.attributes.map((entry) => tryEntry(entry, evaluation, mapping, inScope)),
  };
}
