import type { ImportResult } from '../../../../../shared/domain/mapping/import/import-report.ts';
import { importSchema } from '../../../../../shared/domain/mapping/import/import-schema.ts';

/** One attribute as an export holds it. */
export interface ExportedAttribute {
  readonly targetAttributeName?: string | null;
  readonly source?: unknown;
  readonly defaultValue?: string | null;
  readonly matchingPriority?: number;
  readonly flowType?: string;
  readonly flowBehavior?: string;
}

/** An attribute with its source written as text. */
export function exported(target: string, expression: string, more: ExportedAttribute = {}): ExportedAttribute {
  const source = { expression, name: null, type: 'Function', parameters: [] };
  return { targetAttributeName: target, source, defaultValue: null, matchingPriority: 0, flowType: 'Always', ...more };
}

export const NEEDED = [
  exported('userName', '[userPrincipalName]', { matchingPriority: 1 }),
  exported('active', 'Not([IsSoftDeleted])'),
  exported('displayName', '[displayName]'),
];

/** A SCIM gallery app's export; `user` changes the mapping of users and `rule` the rule around it. */
export function exportOf(
  attributeMappings: readonly ExportedAttribute[],
  { user = {}, rule = {}, others = [] }: { user?: object; rule?: object; others?: readonly unknown[] } = {},
): unknown {
  const objectMapping = {
    enabled: true,
    flowTypes: 'Add,Update,Delete',
    sourceObjectName: 'User',
    targetObjectName: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    scope: null,
    attributeMappings,
    ...user,
  };
  const outbound = {
    editable: true,
    priority: 1,
    sourceDirectoryName: 'Microsoft Entra ID',
    targetDirectoryName: 'customappsso',
    objectMappings: [...others, objectMapping],
    ...rule,
  };
  return { directories: [], synchronizationRules: [outbound] };
}

export function imported(...attributes: readonly ExportedAttribute[]): ImportResult {
  return importSchema({ schema: exportOf([...NEEDED, ...attributes]) });
}
