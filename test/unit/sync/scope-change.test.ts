import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { NOTHING_HAD } from '../../../shared/domain/record.ts';
import type { Directory } from '../../../shared/sync/ports.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const states = ({ world }: SyncRig) =>
  Object.fromEntries(
    [...world.target.accounts.values()].map(({ externalId, active }) => [externalId, active ? 'active' : 'inactive']),
  );
const held = ({ world }: SyncRig) => world.records.peekHeld().map(({ id }) => id);

function replaceDirectory(rig: SyncRig, change: (directory: Directory) => Partial<Directory>): void {
  const { ports } = rig.instance;
  const directory = { ...ports.directory, ...change(ports.directory) };
  rig.instance = { ...rig.instance, ports: { ...ports, directory } };
}

/** The list of assignments cannot be read until `heal` is called. */
function failLists(rig: SyncRig): { heal(): void } {
  let down = true;
  replaceDirectory(rig, (directory) => ({
    assignmentsPage: async (link, size) => {
      if (!down) return directory.assignmentsPage(link, size);
      throw new ConnectorError('graph-unavailable', 'down', { kind: 'unavailable', status: 503 });
    },
  }));
  return {
    heal: () => {
      down = false;
    },
  };
}

describe('scope "all" made "assigned"', () => {
  async function everybody(guardLimit = 100): Promise<SyncRig> {
    const rig = createRig({ scope: 'all', guardLimit });
    rig.put('p1');
    for (const id of ['p2', 'p3', 'p4']) rig.put(id, { assigned: false });
    await rig.settle(8);
    expect(rig.world.target.requests).toEqual({ create: 4 });
    rig.restart({ scope: 'assigned' });
    return rig;
  }

  it('holds who is not assigned, then takes the account away, and writes nothing for the others', async () => {
    const rig = await everybody();
    await rig.run();
    expect(held(rig)).toEqual(['p2', 'p3', 'p4']);
    await rig.settle(8);
    expect(states(rig)).toEqual({ p1: 'active', p2: 'inactive', p3: 'inactive', p4: 'inactive' });
    expect(rig.world.target.requests).toEqual({ create: 4, disable: 3 });
  });

  it('is a mass departure like any other: above the limit it becomes a plan', async () => {
    const rig = await everybody(2);
    await rig.settle(8);
    expect(rig.log()).toMatch(/plan-frozen .*"departures":3,"limit":2/);
    expect(rig.world.target.requests).toEqual({ create: 4 });
  });

  it('lets nobody leave before the assignments have been read', async () => {
    const rig = await everybody();
    failLists(rig);
    await rig.settle(5);
    expect(held(rig)).toEqual([]);
    expect(rig.record('p2').want).toMatchObject({ entitledBy: ['everyone'], departure: null });
  });

  it('creates no account for a record that an old process left behind', async () => {
    const rig = await everybody();
    await rig.settle(8);
    const { want } = rig.record('p1');
    rig.put('p9', { assigned: false });
    const unseen = { ...want, entitledBy: ['everyone'], version: 1 };
    const writing = rig.world.records.write({ id: 'p9', want: unseen, have: NOTHING_HAD }, undefined);
    await rig.pass(1);
    await writing;
    await rig.settle(8);
    expect(rig.world.target.requests).toEqual({ create: 4, disable: 3 });
    expect(rig.record('p9').want.entitledBy).toEqual([]);
  });
});

describe('scope "assigned" made "all"', () => {
  it('finds who was never assigned, brings back who was unassigned, and writes nothing for the others', async () => {
    const rig = createRig();
    rig.put('p1');
    rig.put('p2', { assigned: false });
    rig.put('p3');
    await rig.settle(8);
    rig.put('p3', { assigned: false });
    await rig.settle(8);
    expect(states(rig)).toEqual({ p1: 'active', p3: 'inactive' });
    rig.restart({ scope: 'all' });
    await rig.settle(8);
    expect(states(rig)).toEqual({ p1: 'active', p2: 'active', p3: 'active' });
    expect(rig.world.target.requests).toEqual({ create: 3, disable: 1, enable: 1 });
  });

  it('releases no lost assignment while the records are gone through', async () => {
    const rig = createRig();
    for (let index = 10; index < 35; index += 1) rig.put(`p${index}`);
    await rig.settle(8);
    rig.put('p34', { assigned: false });
    await rig.run();
    expect(held(rig)).toEqual(['p34']);
    rig.restart({ scope: 'all' });
    replaceDirectory(rig, (directory) => ({
      readUsers: async (ids, select) => {
        await rig.instance.ports.clock.sleep(20_000);
        return directory.readUsers(ids, select);
      },
    }));
    await rig.run();
    expect(rig.log()).not.toContain('release of p34');
    expect(rig.record('p34').want).toMatchObject({ entitledBy: ['everyone'], departure: null });
  });

  it('and back again leaves everybody as assigned', async () => {
    const rig = createRig();
    rig.put('p1');
    rig.put('p2', { assigned: false });
    await rig.settle(8);
    rig.restart({ scope: 'all' });
    await rig.settle(8);
    rig.put('p1', { assigned: false });
    rig.put('p2', { assigned: true });
    rig.restart({ scope: 'assigned' });
    const lists = failLists(rig);
    await rig.settle(3);
    expect(held(rig)).toEqual([]);
    lists.heal();
    await rig.settle(8);
    expect(states(rig)).toEqual({ p1: 'inactive', p2: 'active' });
  });
});
