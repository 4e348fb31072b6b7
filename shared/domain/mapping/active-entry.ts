import { type Evaluator, IGNORED } from './language/value.ts';
import { readExpression } from './read-expression.ts';
import type { SourceUser } from './types.ts';

/** How the incumbent's own templates write it; the SCIM gallery template uses a Switch of the same meaning. */
export const ACTIVE_EXPRESSION = 'Not([IsSoftDeleted])';

function gives(evaluate: Evaluator, source: SourceUser): string {
  try {
    const result = evaluate(source);
    return typeof result === 'string' ? result.toLowerCase() : result === IGNORED ? 'ignored' : '';
  } catch {
    return '';
  }
}

/**
 * Whether an expression for `active` says just what the connector does: True while the person is in scope, False after.
 * Who is in scope is the record's decision, so that an expression over anything else would mean something different.
 */
export function isScopeDecision(text: string): boolean {
  const read = readExpression(text);
  if (!read.ok || read.attributes.length !== 1 || read.attributes[0]?.name !== 'IsSoftDeleted') return false;
  return (
    gives(read.evaluate, { IsSoftDeleted: false }) === 'true' &&
    gives(read.evaluate, { IsSoftDeleted: true }) === 'false'
  );
}
