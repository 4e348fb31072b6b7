import { DEFAULT_LEAVER_ACTIONS, type LeaverActions } from '../../../shared/domain/guard.ts';
import type { Settings } from '../../simulation/settings.ts';
import type { Person } from '../../simulation/sim-directory.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const actions = (changed: Partial<LeaverActions>): { leaver: LeaverActions } => ({
  leaver: { ...DEFAULT_LEAVER_ACTIONS, ...changed },
});

/** Batched readings of the source fail until the function returned is called. */
function withoutReadings(rig: SyncRig): () => void {
  const { directory } = rig.world;
  const heal = directory.failures;
  directory.failures = 1;
  return () => {
    directory.failures = heal;
  };
}

describe('a release', () => {
  it('is for what the person was to lose when it was given, whatever is configured since', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(8);
    rig.put('p1', { enabled: false });
    await rig.run();
    expect(rig.record('p1').want.departure).toMatchObject({ number: 1, action: 'disable' });
    rig.restart(actions({ disabled: 'delete' }));
    const heal = withoutReadings(rig);
    await rig.run();
    heal();
    await rig.work();
    expect(rig.world.target.requests).toEqual({ create: 1, disable: 1 });
  });
});

describe('a release under a configuration that asks for less', () => {
  /** p1 left under the first settings, was released, and the worker comes under the second ones, before any refresh. */
  async function worked(
    first: Partial<Settings>,
    second: Partial<Settings>,
    change: Partial<Person>,
  ): Promise<SyncRig> {
    const rig = createRig(first);
    rig.put('p1');
    await rig.settle(8);
    rig.put('p1', change);
    for (let runs = 0; runs < 2; runs += 1) await rig.run();
    expect(rig.record('p1').want.release?.departure).toBe(1);
    rig.restart(second);
    const heal = withoutReadings(rig);
    await rig.run();
    heal();
    await rig.work();
    expect(rig.world.target.requests).toEqual({ create: 1 });
    return rig;
  }

  it('takes nothing before the record follows the configuration', async () => {
    const deletes = actions({ disabled: 'delete' });
    const rig = await worked(deletes, actions({ disabled: 'disable' }), { enabled: false });
    await rig.settle(5);
    expect(rig.world.target.requests).toEqual({ create: 1, disable: 1 });
  });

  it('takes nothing from the unassigned in scope "all"', async () => {
    const rig = await worked({}, { scope: 'all' }, { assigned: false });
    await rig.settle(5);
    expect(rig.world.target.requests).toEqual({ create: 1 });
    expect(rig.record('p1').want.departure).toBeNull();
  });
});

describe('a new action for leavers', () => {
  /** Everybody but p1 has left, and kept the account. */
  async function kept(count: number, guardLimit = 100): Promise<SyncRig> {
    const rig = createRig({ guardLimit, ...actions({ unassigned: 'keep' }) });
    const ids = Array.from({ length: count + 1 }, (_, index) => `p${index + 1}`);
    for (const id of ids) rig.put(id);
    await rig.settle(8);
    for (const id of ids.slice(1)) rig.put(id, { assigned: false });
    await rig.settle(4);
    expect(rig.world.target.requests).toEqual({ create: count + 1 });
    expect(rig.record('p2').have).toMatchObject({ state: 'active', confirmedDeparture: 1 });
    return rig;
  }

  it('reaches those who have left already, as a departure of its own', async () => {
    const rig = await kept(2);
    rig.restart(actions({ unassigned: 'disable' }));
    await rig.run();
    expect(rig.world.records.peekHeld().map(({ id }) => id)).toEqual(['p2', 'p3']);
    await rig.settle(4);
    expect(rig.world.target.requests).toEqual({ create: 3, disable: 2 });
    expect(rig.record('p2').want.departure).toMatchObject({ number: 2, why: 'unassigned', action: 'disable' });
  });

  it('is judged by the guard like any other mass departure', async () => {
    const rig = await kept(4, 3);
    rig.restart(actions({ unassigned: 'disable' }));
    await rig.settle(4);
    expect(rig.log()).toMatch(/plan-frozen .*"departures":4,"limit":3/);
    expect(rig.world.target.requests).toEqual({ create: 5 });
  });

  it('that is not the action of their reason leaves them alone', async () => {
    const rig = await kept(2);
    rig.restart(actions({ unassigned: 'keep', disabled: 'delete' }));
    await rig.settle(4);
    expect(rig.record('p2').want.departure).toMatchObject({ number: 1, action: 'keep' });
    expect(rig.world.target.requests).toEqual({ create: 3 });
  });

  it('deletes the accounts that were made inactive', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(4);
    rig.put('p1', { enabled: false });
    await rig.settle(4);
    rig.restart(actions({ disabled: 'delete' }));
    await rig.settle(4);
    expect(rig.world.target.requests).toEqual({ create: 1, disable: 1, delete: 1 });
  });
});

describe('somebody restored from the bin while still disabled', () => {
  it('is not deleted, although the feed has shown only the bin so far', async () => {
    const rig = createRig(actions({ softDeleted: 'delete' }));
    rig.put('p1');
    await rig.settle(12);
    const { ports } = rig.instance;
    let isRestored = false;
    const readUsers: typeof ports.directory.readUsers = async (ids, select) => {
      if (!isRestored) rig.put('p1', { state: 'present', enabled: false });
      isRestored = true;
      return ports.directory.readUsers(ids, select);
    };
    rig.instance = { ...rig.instance, ports: { ...ports, directory: { ...ports.directory, readUsers } } };
    rig.put('p1', { state: 'softDeleted' });
    await rig.settle(15);
    expect(rig.world.target.requests).toEqual({ create: 1, disable: 1 });
    expect(rig.record('p1').want.departure).toMatchObject({ why: 'disabled', action: 'disable' });
  });
});
