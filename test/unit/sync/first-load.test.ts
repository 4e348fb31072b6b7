import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const SECOND = 1000;
const ids = (count: number) => Array.from({ length: count }, (_, index) => `p${String(index).padStart(4, '0')}`);

/** A first load in which each reading of twenty people takes `batchMs`. */
function slowSource(rig: SyncRig, batchMs: number): { batches: number } {
  const { directory, clock } = rig.instance.ports;
  const seen = { batches: 0 };
  rig.instance = {
    ...rig.instance,
    ports: {
      ...rig.instance.ports,
      directory: {
        ...directory,
        readUsers: async (people, select) => {
          seen.batches += 1;
          await clock.sleep(batchMs);
          return directory.readUsers(people, select);
        },
      },
    },
  };
  return seen;
}

describe('a first load of the people assigned', () => {
  it('wakes those it has found while it goes on', async () => {
    const rig = createRig();
    for (const id of ids(400)) rig.put(id);
    slowSource(rig, 4 * SECOND);
    rig.world.enumerate(rig.instance);
    await rig.pass(40 * SECOND);
    expect(rig.instance.enumerating).toBe(true);
    expect(rig.world.queue.length).toBeGreaterThan(0);
    expect(rig.world.queue.length).toBeLessThan(400);
  });

  it('lets the guard release who leaves meanwhile', async () => {
    const rig = createRig();
    rig.put('leaver');
    await rig.settle(12);
    rig.put('leaver', { enabled: false });
    // Seen and held, as the guard's limit is 0 in the run that sees it.
    const { configuration } = rig.instance.ports;
    rig.instance = {
      ...rig.instance,
      ports: { ...rig.instance.ports, configuration: { ...configuration, guardLimit: 0 } },
    };
    await rig.run();
    expect(rig.world.records.peekHeld()).toHaveLength(1);
    rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, configuration } };
    for (const id of ids(400)) rig.put(id);
    slowSource(rig, 4 * SECOND);
    rig.world.enumerate(rig.instance);
    await rig.pass(40 * SECOND);
    expect(rig.instance.enumerating).toBe(true);
    expect(rig.world.queue.filter(({ urgent }) => urgent).map(({ objectId }) => objectId)).toEqual(['leaver']);
  });

  it('ends with the time of the run, and the next run goes on where it stopped', async () => {
    const rig = createRig();
    for (const id of ids(200)) rig.put(id);
    const seen = slowSource(rig, 4 * MINUTE);
    await rig.run();
    expect(rig.log()).toMatch(/run-finished .*"outcome":"partial"/);
    const { length: first } = rig.world.records.peek();
    expect(first).toBeGreaterThanOrEqual(80);
    expect(first).toBeLessThan(200);
    const { batches } = seen;
    await rig.run();
    await rig.run();
    await rig.run();
    expect(rig.world.records.peek()).toHaveLength(200);
    // Nobody is read for the first time twice: 10 batches of 20, and those that answer doubts.
    expect(seen.batches - batches).toBeLessThanOrEqual(10);
    expect(rig.log()).toMatch(/run-finished .*"outcome":"finished"/);
  });
});
