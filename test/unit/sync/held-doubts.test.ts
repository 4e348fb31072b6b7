import type { SourceUser } from '../../../shared/domain/mapping/types.ts';
import type { Directory } from '../../../shared/sync/ports.ts';
import type { Settings } from '../../simulation/settings.ts';
import type { Person } from '../../simulation/sim-directory.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

function withDirectory(rig: SyncRig, change: Partial<Directory>): void {
  const { ports } = rig.instance;
  rig.instance = { ...rig.instance, ports: { ...ports, directory: { ...ports.directory, ...change } } };
}

describe('a return whose first reading lags', () => {
  const filtered = { displayName: 'Person 2', jobTitle: null };

  it.each<[string, Partial<Settings>, Partial<Person>, Partial<Person>, Partial<SourceUser>]>([
    ['a disabled person', {}, { enabled: false }, { enabled: true }, { accountEnabled: false }],
    ['somebody filtered out', { filtered: true }, filtered, { jobTitle: 'Lead' }, { jobTitle: null }],
  ])('reaches the departure of %s in a frozen plan', async (_who, settings, left, back, old) => {
    const rig = createRig({ guardLimit: 0, ...settings });
    rig.put('p1');
    await rig.settle(12);
    rig.put('p1', left);
    await rig.settle(12);
    expect(rig.world.records.peekHeld()).toMatchObject([{ id: 'p1', plan: expect.stringMatching(/./) }]);
    const { directory } = rig.instance.ports;
    let lagging = true;
    withDirectory(rig, {
      readUsers: async (ids, select) => {
        const read = await directory.readUsers(ids, select);
        if (!lagging) return read;
        return { ...read, found: new Map([...read.found].map(([id, user]) => [id, { ...user, ...old }])) };
      },
    });
    rig.put('p1', back);
    await rig.settle(1);
    expect(rig.world.records.peekHeld()).toHaveLength(1);
    lagging = false;
    await rig.settle(12);
    expect(rig.record('p1').want).toMatchObject({ source: 'present', departure: null, doubtUntil: null });
    expect([rig.world.records.peekDue(), rig.world.records.peekHeld()]).toEqual([[], []]);
  });
});
