import { type ManagerLink, type Person, type Version, versionAt, versionsBetween } from './person.ts';
import { defaultSelection } from './properties.ts';
import type { Switches } from './switches.ts';
import type { FeedToken } from './tokens.ts';

/** What a round says about one person; `key` gives the place in the round. */
export interface DeltaRow {
  readonly key: number;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** Describes a person for a round, or undefined when the round does not mention the person. */
export function describePerson(
  person: Person,
  round: FeedToken,
  isMinimal: boolean,
  switches: Switches,
): DeltaRow | undefined {
  const version = versionAt(person, round.to);
  if (version === undefined) return undefined;
  if (round.ids.length > 0 && !round.ids.includes(person.id)) return undefined;
  if (round.first) return describeFirst(person, version, round, switches);
  const changes = versionsBetween(person, round.from, round.to);
  const last = changes.at(-1);
  if (last === undefined) return undefined;
  const kinds = new Set(changes.flatMap((change) => change.kinds));
  if (version.state !== 'active') {
    const isBoth = switches.purgeShows === 'both' && kinds.has('purged') && kinds.has('soft-deleted');
    const reasons = version.state === 'purged' ? [...(isBoth ? ['changed'] : []), 'deleted'] : ['changed'];
    return { key: last.seq, items: reasons.map((reason) => removed(person, version, reason, round, switches)) };
  }
  const isSilent =
    switches.restoreSilent === 'always' || (switches.restoreSilent === 'with-select' && round.select.length > 0);
  const hasAppeared = person.createdSeq > round.from || (kinds.has('restored') && !isSilent);
  const names = new Set(changes.flatMap((change) => change.names));
  const isTouched = [...selection(round), ...(tracksManager(round) ? ['manager'] : [])].some((name) => names.has(name));
  if (!hasAppeared && !isTouched) return undefined;
  const wanted = isMinimal && !hasAppeared ? selection(round).filter((name) => names.has(name)) : selection(round);
  const item = { ...pick(version, wanted, isMinimal ? 'null' : switches.clearedProperty), id: person.id };
  const firstManagerChange = changes.find((change) => change.names.includes('manager'));
  const isManagerShown = hasAppeared || firstManagerChange !== undefined || switches.managerOnEveryChange;
  const previous = firstManagerChange?.previousManager ?? null;
  const annotation = isManagerShown ? managerChange(version, previous, round, switches) : {};
  return { key: last.seq, items: [{ ...item, ...annotation }] };
}

function describeFirst(person: Person, version: Version, round: FeedToken, switches: Switches): DeltaRow | undefined {
  const key = person.createdSeq;
  if (version.state === 'active') {
    const item = { ...pick(version, selection(round), switches.clearedProperty), id: person.id };
    return { key, items: [{ ...item, ...managerChange(version, null, round, switches) }] };
  }
  if (!switches.removedInFirstRound) return undefined;
  const reason = version.state === 'purged' ? 'deleted' : 'changed';
  return { key, items: [removed(person, version, reason, round, switches)] };
}

function removed(person: Person, version: Version, reason: string, round: FeedToken, switches: Switches) {
  const rest = switches.removedWithProperties ? pick(version, selection(round), 'null') : {};
  return { ...rest, id: person.id, '@removed': { reason } };
}

/** The annotation is an array although a person has one manager (Graph: delta-query-overview). */
function managerChange(version: Version, previous: ManagerLink | null, round: FeedToken, switches: Switches) {
  if (!tracksManager(round)) return {};
  const now = version.manager;
  const entries: Record<string, unknown>[] = now === null ? [] : [managerEntry(now)];
  const isGone = previous !== null && previous.id !== now?.id;
  const isAnnounced =
    now === null ? switches.managerCleared === 'removed' : switches.managerReplaced === 'with-removed';
  if (isGone && isAnnounced) entries.push({ ...managerEntry(previous), '@removed': { reason: 'deleted' } });
  return entries.length === 0 ? {} : { 'manager@delta': entries };
}

function managerEntry(manager: ManagerLink): Record<string, unknown> {
  return { '@odata.type': `#microsoft.graph.${manager.type}`, id: manager.id };
}

function pick(version: Version, names: readonly string[], cleared: 'null' | 'absent'): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const name of names) {
    const value = version.properties[name];
    if (value === undefined || (value === null && cleared === 'absent')) continue;
    item[name] = value;
  }
  return item;
}

function tracksManager(round: FeedToken): boolean {
  return round.select.includes('manager');
}

function selection(round: FeedToken): readonly string[] {
  return round.select.length === 0 ? defaultSelection : round.select;
}
