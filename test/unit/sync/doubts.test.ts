import type { Directory } from '../../../shared/sync/ports.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const HOUR = 60 * MINUTE;

function withDirectory(rig: SyncRig, change: Partial<Directory>): void {
  const { ports } = rig.instance;
  rig.instance = { ...rig.instance, ports: { ...ports, directory: { ...ports.directory, ...change } } };
}

/** Nobody is found under p1 until `found` is set, while the assignment stands; counts how often enumeration asked. */
function ghost(rig: SyncRig) {
  const { directory } = rig.instance.ports;
  const state = { reads: 0, found: false };
  withDirectory(rig, {
    readUser: async (id, select) => (id === 'p1' && !state.found ? undefined : directory.readUser(id, select)),
    readUsers: async (ids, select) => {
      if (ids.includes('p1')) state.reads += 1;
      const read = await directory.readUsers(ids, select);
      if (state.found || !ids.includes('p1')) return read;
      const found = new Map([...read.found].filter(([id]) => id !== 'p1'));
      return { ...read, found, missing: new Set([...read.missing, 'p1']) };
    },
    usersPage: async (link) => {
      const page = await directory.usersPage(link);
      return state.found ? page : { ...page, items: page.items.filter(({ id }) => id !== 'p1') };
    },
  });
  return state;
}

describe('an assignment that outlived its person', () => {
  it('is read as often as it is tried, and found when the person can be read', async () => {
    const rig = createRig();
    rig.put('p1');
    const state = ghost(rig);
    await rig.settle(60);
    expect(rig.record('p1').have).toMatchObject({ reason: 'not-readable', parked: true });
    const before = state.reads;
    await rig.settle(24 * 60);
    expect(state.reads - before).toBeGreaterThanOrEqual(2);
    expect(state.reads - before).toBeLessThanOrEqual(6);
    state.found = true;
    for (let hour = 0; hour < 25; hour += 1) {
      await rig.pass(HOUR);
      await rig.settle(2);
    }
    expect(rig.world.target.requests).toEqual({ create: 1 });
  });

  it('is read until two sights agree when the feed shows the person after all', async () => {
    const rig = createRig();
    rig.put('p1');
    const state = ghost(rig);
    await rig.settle(60);
    const { directory } = rig.instance.ports;
    let lagging = true;
    state.found = true;
    withDirectory(rig, {
      readUsers: async (ids, select) =>
        lagging ? { found: new Map(), missing: new Set(ids), failed: new Map() } : directory.readUsers(ids, select),
    });
    rig.put('p1', { displayName: 'Another name' });
    await rig.settle(1);
    lagging = false;
    await rig.settle(3);
    expect(rig.world.target.requests).toEqual({ create: 1 });
  });
});
