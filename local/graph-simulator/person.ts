import type { Properties } from './properties.ts';

/** Where a person stands in the directory. */
export type PersonState = 'active' | 'soft-deleted' | 'purged';

/** A manager is a user, or an organisational contact that is no user at all. */
export interface ManagerLink {
  readonly id: string;
  readonly type: 'user' | 'orgContact';
}

/** One state of a person; `seq` orders all changes of the directory, `at` is milliseconds since the epoch. */
export interface Version {
  readonly seq: number;
  readonly at: number;
  readonly kinds: readonly ChangeKind[];
  readonly state: PersonState;
  readonly properties: Properties;
  /** Properties that this version (and those folded into it) changed; `manager` among them. */
  readonly names: readonly string[];
  readonly manager: ManagerLink | null;
  readonly previousManager: ManagerLink | null;
}

/** What happened to a person. */
export type ChangeKind = 'created' | 'updated' | 'soft-deleted' | 'restored' | 'purged';

/** A person with the newest of the states passed through, oldest first, never empty. */
export interface Person {
  readonly id: string;
  readonly createdSeq: number;
  versions: readonly [Version, ...Version[]];
}

const keptVersions = 16;

/** The state that holds now. */
export function newest(person: Person): Version {
  return person.versions.at(-1) ?? person.versions[0];
}

/** The state as a reader saw it who knows only changes up to `seq`; undefined when the person was not there yet. */
export function versionAt(person: Person, seq: number): Version | undefined {
  if (person.createdSeq > seq) return undefined;
  return person.versions.findLast((version) => version.seq <= seq) ?? person.versions[0];
}

/** The changes with `from < seq <= to`, oldest first. */
export function versionsBetween(person: Person, from: number, to: number): Version[] {
  return person.versions.filter((version) => version.seq > from && version.seq <= to);
}

/** Adds a state; the two oldest are folded into one when there are too many, so that no change gets lost. */
export function addVersion(person: Person, version: Version): void {
  const [first, second, ...rest] = [...person.versions, version];
  if (second === undefined || rest.length + 2 <= keptVersions) {
    person.versions = [first, ...(second === undefined ? [] : [second]), ...rest];
    return;
  }
  const folded: Version = {
    ...second,
    kinds: [...new Set([...first.kinds, ...second.kinds])],
    names: [...new Set([...first.names, ...second.names])],
    previousManager: first.names.includes('manager') ? first.previousManager : second.previousManager,
  };
  person.versions = [folded, ...rest];
}
