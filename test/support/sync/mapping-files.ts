import type { MappingEntry, MappingFile } from '../../../shared/domain/mapping/mapping-file.ts';

/** What every mapping needs, plainly mapped, and these entries besides. */
export function fileWith(entries: readonly MappingEntry[] = [], more: Partial<MappingFile> = {}): MappingFile {
  return {
    version: 1,
    attributes: [
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'active', expression: 'Not([IsSoftDeleted])' },
      { target: 'displayName', expression: '[displayName]' },
      ...entries,
    ],
    ...more,
  };
}
