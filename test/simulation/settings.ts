import { DEFAULT_LEAVER_ACTIONS, type LeaverActions } from '../../shared/domain/guard.ts';
import { compileMapping } from '../../shared/domain/mapping/compile-mapping.ts';
import type { CompiledMapping } from '../../shared/domain/mapping/types.ts';
import type { AdoptionPolicy, Mode } from '../../shared/sync/configuration.ts';

/** What an instance is started with. */
export interface Settings {
  readonly mode: Mode;
  readonly scope: 'all' | 'assigned';
  readonly withTitle: boolean;
  readonly guardLimit: number;
  readonly createLimit?: number | undefined;
  readonly leaver: LeaverActions;
  readonly adoption: AdoptionPolicy;
}

export const LIVE: Settings = {
  mode: 'live',
  scope: 'all',
  withTitle: true,
  guardLimit: 1000,
  leaver: DEFAULT_LEAVER_ACTIONS,
  adoption: 'byUserName',
};

/** As in production the mode and the guard's limit are no part of it. */
export function hashOf({ scope, withTitle, leaver, adoption }: Settings): string {
  return JSON.stringify([scope, withTitle, Object.values(leaver), adoption]);
}

const [WITH_TITLE, WITHOUT] = [build(true), build(false)];

export function mappingOf({ withTitle }: Settings): CompiledMapping {
  return withTitle ? WITH_TITLE : WITHOUT;
}

function build(withTitle: boolean): CompiledMapping {
  const built = compileMapping({
    version: 1,
    attributes: [
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'active', expression: 'Not([IsSoftDeleted])' },
      { target: 'displayName', expression: '[displayName]' },
      ...(withTitle ? [{ target: 'title', expression: '[jobTitle]', whenEmpty: 'clear' }] : []),
    ],
  });
  if (!built.ok) throw new Error(JSON.stringify(built.faults));
  return built.mapping;
}
