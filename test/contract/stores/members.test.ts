import type { MemberStore } from '../../../shared/sync/ports.ts';
import { closePlaces, collect, PLACES } from './open-stores.ts';

afterAll(closePlaces);

async function changes(members: MemberStore, group: string): Promise<readonly { user: string; wanted: boolean }[]> {
  return (await members.pending(group, 10)).map(({ user, wanted }) => ({ user, wanted }));
}

describe.each(PLACES)('members $place', ({ open }) => {
  it('keeps who is wanted and what changed, group by group', async () => {
    const { members } = await open();

    await members.setWanted('group-1', ['a', 'b'], true);
    await members.setWanted('app', ['c'], true);

    expect((await members.wanted('group-1', undefined, 10)).items).toEqual(['a', 'b']);
    expect(await members.isWanted('group-1', 'a')).toBe(true);
    expect(await members.isWanted('group-1', 'c')).toBe(false);
    expect(await changes(members, 'app')).toEqual([{ user: 'c', wanted: true }]);
  });

  it('takes people out, those who were never in included', async () => {
    const { members } = await open();
    await members.setWanted('group-1', ['a', 'b'], true);

    await members.setWanted('group-1', ['b', 'stranger'], false);

    expect((await members.wanted('group-1', undefined, 10)).items).toEqual(['a']);
    expect(await changes(members, 'group-1')).toEqual([
      { user: 'a', wanted: true },
      { user: 'b', wanted: false },
      { user: 'stranger', wanted: false },
    ]);
  });

  it('ends the same when a slice is delivered twice', async () => {
    const { members } = await open();

    for (const wanted of [true, true, false, false]) await members.setWanted('group-1', ['a', 'a'], wanted);

    expect((await members.wanted('group-1', undefined, 10)).items).toEqual([]);
    expect(await changes(members, 'group-1')).toEqual([{ user: 'a', wanted: false }]);
  });

  it('forgets a change once it has been carried over, whether or not it stands', async () => {
    const { members } = await open();
    await members.setWanted('group-1', ['a', 'b'], true);

    const standing = (await members.pending('group-1', 10)).filter(({ user }) => user === 'a');

    await members.clearPending('group-1', [...standing, { user: 'never', etag: standing[0]?.etag ?? '' }]);
    await members.clearPending('group-1', standing);

    expect(await changes(members, 'group-1')).toEqual([{ user: 'b', wanted: true }]);
    expect(await members.isWanted('group-1', 'a')).toBe(true);
  });

  it('keeps a change that was written again after it was read, even with the same content', async () => {
    const { members } = await open();
    await members.setWanted('group-1', ['a', 'b'], true);
    const read = await members.pending('group-1', 10);

    await members.setWanted('group-1', ['a'], true);
    await members.clearPending('group-1', read);

    expect(await changes(members, 'group-1')).toEqual([{ user: 'a', wanted: true }]);
  });

  it('takes forty people at once and no more', async () => {
    const { members } = await open();
    const users = Array.from({ length: 41 }, (_, number) => `user-${number}`);

    await expect(members.setWanted('group-1', users, true)).rejects.toThrow(RangeError);
    await members.setWanted('group-1', users.slice(1), true);
    await members.setWanted('group-1', [], true);

    expect(await collect((cursor) => members.wanted('group-1', cursor, 7))).toEqual(users.slice(1).sort());
    expect(await members.pending('group-1', 5)).toHaveLength(5);
  });

  it('keeps ids whole that hold characters keys forbid', async () => {
    const { members } = await open();

    await members.setWanted('gr/oup', ['a/b|c'], true);

    expect((await members.wanted('gr/oup', undefined, 10)).items).toEqual(['a/b|c']);
    expect(await changes(members, 'gr/oup')).toEqual([{ user: 'a/b|c', wanted: true }]);
  });
});
