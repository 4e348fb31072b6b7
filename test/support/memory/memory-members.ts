import type { MemberStore, PendingMember } from '../../../shared/sync/ports.ts';
import { byText, createEtags, createSteps, type MemoryHooks, type Operation, pageOf } from './memory-steps.ts';

/** The members table in memory: per group the wanted users, and what has changed and not been carried over yet. */
export function createMemoryMembers(hooks?: MemoryHooks): MemberStore & { readonly ops: Operation[] } {
  const { ops, step } = createSteps(hooks);
  const members = new Map<string, Set<string>>();
  const changes = new Map<string, Map<string, PendingMember>>();
  const nextEtag = createEtags('pending');
  const text = (user: string): string => user;

  return {
    ops,
    wanted: (group, cursor, limit) =>
      step('members.wanted', group, () =>
        pageOf([...(members.get(group) ?? [])].sort(byText(text)), text, cursor, limit),
      ),
    isWanted: (group, user) => step('members.isWanted', user, () => members.get(group)?.has(user) ?? false),
    setWanted: (group, users, wanted) =>
      step('members.setWanted', group, () => {
        const distinct = new Set(users);
        if (distinct.size > 40) throw new RangeError('at most 40 users a call');
        const inGroup = members.get(group) ?? new Set();
        const pending = changes.get(group) ?? new Map();
        for (const user of distinct) {
          if (wanted) inGroup.add(user);
          else inGroup.delete(user);
          pending.set(user, Object.freeze({ user, wanted, etag: nextEtag() }));
        }
        members.set(group, inGroup);
        changes.set(group, pending);
      }),
    pending: (group, limit) =>
      step('members.pending', group, () =>
        [...(changes.get(group)?.values() ?? [])].sort(byText(({ user }) => user)).slice(0, limit),
      ),
    clearPending: (group, rows) =>
      step('members.clearPending', group, () => {
        const pending = changes.get(group);
        for (const { user, etag } of rows) if (pending?.get(user)?.etag === etag) pending.delete(user);
      }),
  };
}
