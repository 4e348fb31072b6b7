import { DEFAULT_LEAVER_ACTIONS, type LeaverActions } from '../../shared/domain/guard.ts';
import { compileMapping } from '../../shared/domain/mapping/compile-mapping.ts';
import type { Filter } from '../../shared/domain/mapping/filter-file.ts';
import type { MappingFile } from '../../shared/domain/mapping/mapping-file.ts';
import type { CompiledMapping } from '../../shared/domain/mapping/types.ts';
import type { AdoptionPolicy, Mode } from '../../shared/sync/configuration.ts';

/** What an instance is started with. */
export interface Settings {
  readonly mode: Mode;
  readonly scope: 'all' | 'assigned';
  readonly withTitle: boolean;
  /** A scoping filter is set; `isFilteredOut` of truth.ts says whom it keeps out. */
  readonly filtered: boolean;
  /** A mapping file in place of the simulation's own. */
  readonly file?: MappingFile | undefined;
  readonly guardLimit: number;
  readonly createLimit?: number | undefined;
  readonly leaver: LeaverActions;
  readonly adoption: AdoptionPolicy;
}

export const LIVE: Settings = {
  mode: 'live',
  scope: 'all',
  withTitle: true,
  filtered: false,
  guardLimit: 1000,
  leaver: DEFAULT_LEAVER_ACTIONS,
  adoption: 'byUserName',
};

/** As in production the mode and the guard's limit are no part of it. */
export function hashOf(settings: Settings): string {
  const { scope, withTitle, filtered, file, leaver, adoption } = settings;
  const own = file === undefined ? '' : mappingOf(settings).canonical;
  return JSON.stringify([scope, withTitle, filtered, own, Object.values(leaver), adoption]);
}

const FILTER: Filter = {
  groups: [
    { clauses: [{ attribute: 'displayName', operator: 'NOT EQUALS', value: 'Person 2' }] },
    { clauses: [{ attribute: 'jobTitle', operator: 'EQUALS', value: 'Lead' }] },
  ],
};

const COMPILED = new Map<string, CompiledMapping>();

export function mappingOf({ withTitle, filtered, file }: Settings): CompiledMapping {
  const used = file ?? fileOf(withTitle, filtered);
  const text = JSON.stringify(used);
  const known = COMPILED.get(text) ?? build(used);
  COMPILED.set(text, known);
  return known;
}

function fileOf(withTitle: boolean, filtered: boolean): MappingFile {
  return {
    version: 1,
    ...(filtered ? { scope: { users: FILTER } } : {}),
    attributes: [
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'active', expression: 'Not([IsSoftDeleted])' },
      { target: 'displayName', expression: '[displayName]' },
      ...(withTitle ? [{ target: 'title', expression: '[jobTitle]', whenEmpty: 'clear' as const }] : []),
    ],
  };
}

function build(file: MappingFile): CompiledMapping {
  const built = compileMapping(file);
  if (!built.ok) throw new Error(JSON.stringify(built.faults));
  return built.mapping;
}
