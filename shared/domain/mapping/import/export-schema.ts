import { ACTIVE_EXPRESSION } from '../active-entry.ts';
import type { Filter } from '../filter-file.ts';
import type { MappingEntry, MappingFile } from '../mapping-file.ts';
import { type EntraSource, sourceOf } from './source-tree.ts';

/** Entra's form of a mapping, and what cannot be said in it. */
export interface ExportResult {
  readonly schema: unknown;
  readonly lost: readonly string[];
}

/** The object names of a SCIM gallery application. */
const USER_OBJECT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Names that Entra writes in its own way; the rest of the operators are the same. */
const OPERATORS: Readonly<Record<string, string>> = {
  INCLUDES: 'Includes',
  GREATER_THAN: 'Greater_Than',
  GREATER_THAN_OR_EQUALS: 'Greater_Than_OR_EQUALS',
};

function exportEntry(entry: MappingEntry, isMatched: boolean, lost: string[]): unknown {
  const { target, expression, whenEmpty, defaultOn, flow, onlyOnCreate, matchOrder } = entry;
  if (whenEmpty === 'clear') lost.push(`${target}: Entra never clears a value (whenEmpty)`);
  if (defaultOn === 'always') lost.push(`${target}: Entra's default is for creation only (defaultOn)`);
  const flowType = flow === undefined || flow === 'FlowAlways' ? 'Always' : flow;
  return {
    defaultValue: entry.default ?? null,
    exportMissingReferences: false,
    flowBehavior: flow === 'FlowAlways' ? 'FlowAlways' : 'FlowWhenChanged',
    flowType: onlyOnCreate === true ? 'ObjectAddOnly' : flowType,
    matchingPriority: matchOrder ?? (isMatched ? 1 : 0),
    source: expression === undefined ? null : sourceOf(expression),
    targetAttributeName: target,
  };
}

function exportFilter(filter: Filter | undefined, what: string, lost: string[]): unknown {
  if (filter === undefined) return null;
  if (filter.expression !== undefined) {
    lost.push(`${what}: Entra has no filter by expression; everybody passes there`);
    return null;
  }
  const groups = (filter.groups ?? []).map(({ name, clauses }) => ({
    name: name ?? '',
    clauses: clauses.map(({ attribute, operator, value, values }) => {
      const all = [...(value === undefined ? [] : [value]), ...(values ?? [])];
      return {
        operatorName: OPERATORS[operator] ?? operator,
        sourceOperandName: attribute,
        targetOperand: all.length === 0 ? null : { values: all },
      };
    }),
  }));
  return { categoryFilterGroups: [], groups, inputFilterGroups: [] };
}

function flowTypes({ operations }: MappingFile): string {
  const { create = true, update = true, delete: remove = true } = operations ?? {};
  return [create ? 'Add' : '', update ? 'Update' : '', remove ? 'Delete' : ''].filter((name) => name !== '').join(',');
}

/** The source of `externalId`, which the connector fills without an entry. */
const OBJECT_ID: EntraSource = sourceOf('[objectId]');

/**
 * Writes a mapping file in the incumbent's form, so that both can be compared.
 * @throws ExpressionError when the file holds an expression that cannot be read
 */
export function exportSchema(file: MappingFile): ExportResult {
  const lost: string[] = [];
  const enabled = file.attributes.filter((entry) => entry.enabled !== false);
  for (const { target } of file.attributes.filter((entry) => entry.enabled === false)) {
    lost.push(`${target}: is switched off and left out`);
  }
  const withActive =
    enabled.some(({ target }) => target === 'active') || file.attributes.some(({ target }) => target === 'active')
      ? enabled
      : [...enabled, { target: 'active', expression: ACTIVE_EXPRESSION }];
  // Entra needs a matching attribute; here the user name is one without being named.
  const isOrdered = enabled.some(({ matchOrder }) => matchOrder !== undefined);
  const attributeMappings = withActive.map((entry) =>
    exportEntry(entry, !isOrdered && entry.target.toLowerCase() === 'username', lost),
  );
  const externalId = { ...(exportEntry({ target: 'externalId' }, false, []) as object), source: OBJECT_ID };
  const scope = exportFilter(file.scope?.users, 'scope.users', lost);
  if (file.scope?.groups !== undefined) lost.push('scope.groups: the mapping of groups is not part of the file');
  const objectMapping = {
    attributeMappings: [...attributeMappings, externalId],
    enabled: true,
    flowTypes: flowTypes(file),
    metadata: [],
    name: 'Provision Microsoft Entra ID Users',
    scope,
    sourceObjectName: 'User',
    targetObjectName: USER_OBJECT,
  };
  const rule = {
    editable: true,
    name: 'USERGROUP_OUTBOUND_USERGROUP',
    objectMappings: [objectMapping],
    priority: 1,
    sourceDirectoryName: 'Microsoft Entra ID',
    targetDirectoryName: 'customappsso',
  };
  return { schema: { directories: [], synchronizationRules: [rule] }, lost };
}
