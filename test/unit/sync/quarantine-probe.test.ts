import { ConnectorError, type ErrorKind } from '../../../shared/domain/connector-error.ts';
import type { Target } from '../../../shared/sync/ports.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const failure = (kind: ErrorKind) => new ConnectorError(`test-${kind}`, 'failed', { kind });

/** A target whose writes fail with `kind` while it is set, and whose probe fails with `probeKind` while that is set. */
function refusing(rig: SyncRig) {
  const state: { kind?: ErrorKind | undefined; probeKind?: ErrorKind | undefined; sent: string[]; probes: number } = {
    sent: [],
    probes: 0,
  };
  const { target } = rig.instance.ports;
  const refuse = (what: string) => {
    state.sent.push(what);
    if (state.kind !== undefined) throw failure(state.kind);
  };
  const wrapped: Target = {
    ...target,
    update: async (id, changes, options) => {
      refuse(`update ${id}`);
      return target.update(id, changes, options);
    },
    setActive: async (id, active, options) => {
      refuse(`active ${id}`);
      return target.setActive(id, active, options);
    },
    create: async (externalId, values, options) => {
      refuse(`create ${externalId}`);
      return target.create(externalId, values, options);
    },
    probe: async () => {
      state.probes += 1;
      if (state.probeKind !== undefined) throw failure(state.probeKind);
    },
  };
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, target: wrapped } };
  return state;
}

const events = (rig: SyncRig, name: string) => rig.log().split(`${name} {`).length - 1;

async function withoutPermission(people: number) {
  const rig = createRig();
  const state = refusing(rig);
  state.kind = 'permission';
  for (let index = 1; index <= people; index += 1) rig.put(`p${index}`);
  await rig.run();
  await rig.work();
  expect(events(rig, 'quarantine-entered')).toBe(1);
  state.sent.length = 0;
  return { rig, state };
}

describe('a quarantine for a missing write permission', () => {
  it('is probed by one due record, since a read would prove nothing', async () => {
    const { rig, state } = await withoutPermission(3);
    await rig.pass(MINUTE);
    await rig.run();
    expect(rig.world.queue).toMatchObject([{ why: 'probe', urgent: true }]);
    await rig.work();
    expect([state.sent.length, state.probes]).toEqual([1, 0]);
    expect(events(rig, 'quarantine-left')).toBe(0);
  });

  it('lets nobody but the probe through', async () => {
    const { rig, state } = await withoutPermission(3);
    await rig.pass(MINUTE);
    await rig.run();
    const [probe] = rig.world.queue.splice(0);
    const others = ['p1', 'p2', 'p3'].filter((id) => id !== probe?.objectId);
    for (const objectId of others) rig.world.queue.push({ kind: 'user', objectId, why: 'change', urgent: false });
    await rig.work();
    expect(state.sent).toEqual([]);
  });

  it('ends with the write of its probe, and everybody follows', async () => {
    const { rig, state } = await withoutPermission(3);
    state.kind = undefined;
    await rig.pass(MINUTE);
    await rig.run();
    await rig.work();
    expect([events(rig, 'quarantine-left'), rig.world.target.requests]).toEqual([1, { create: 1 }]);
    await rig.settle(4);
    expect(rig.world.target.requests).toEqual({ create: 3 });
  });

  it('is probed again after five minutes when the probe was refused, and no attempt is counted', async () => {
    const { rig, state } = await withoutPermission(1);
    await rig.pass(MINUTE);
    await rig.run();
    await rig.work();
    await rig.pass(4 * MINUTE);
    await rig.run();
    expect(rig.world.queue).toEqual([]);
    await rig.pass(MINUTE);
    await rig.run();
    expect(rig.world.queue).toHaveLength(1);
    await rig.work();
    expect([state.sent.length, rig.record('p1').have.attempts]).toEqual([2, 0]);
  });

  it('is probed by another record each time, so that a leaver whose release ran out does not stand in the way', async () => {
    const rig = createRig();
    for (const id of ['p1', 'p2', 'p3']) rig.put(id);
    await rig.settle(12);
    const state = refusing(rig);
    state.kind = 'permission';
    rig.put('p1', { enabled: false });
    await rig.settle(2);
    expect(events(rig, 'quarantine-entered')).toBe(1);
    for (const id of ['p2', 'p3']) rig.put(id, { displayName: 'Renamed' });
    await rig.pass(20 * MINUTE);
    const probes: string[] = [];
    for (let round = 0; round < 120; round += 1) {
      await rig.run();
      probes.push(...rig.world.queue.filter(({ why }) => why === 'probe').map(({ objectId }) => objectId));
      await rig.work();
      await rig.pass(MINUTE);
    }
    expect(probes).toEqual(expect.arrayContaining(['p2', 'p3']));
    state.kind = undefined;
    for (let round = 0; round < 60; round += 1) {
      await rig.run();
      await rig.work();
      await rig.pass(MINUTE);
    }
    expect([...rig.world.target.accounts.values()].filter(({ active }) => active)).toHaveLength(2);
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('is probed by a read when no record is due', async () => {
    const { rig, state } = await withoutPermission(1);
    rig.put('p1', { assigned: false });
    await rig.run();
    await rig.pass(10 * MINUTE);
    await rig.run();
    expect([state.probes, events(rig, 'quarantine-left')]).toEqual([1, 1]);
    expect(rig.world.queue).not.toContainEqual(expect.objectContaining({ why: 'probe' }));
  });
});

describe('a refusal of one person', () => {
  it('parks that person when a read still works', async () => {
    const rig = createRig();
    const state = refusing(rig);
    state.kind = 'forbidden';
    rig.put('p1');
    await rig.run();
    await rig.work();
    expect(rig.record('p1').have).toMatchObject({ parked: true, reason: 'test-forbidden' });
    expect([state.probes, events(rig, 'quarantine-entered')]).toEqual([1, 0]);
  });

  it('says nothing of the line when the budget leaves no room for a read', async () => {
    const rig = createRig();
    const state = refusing(rig);
    state.kind = 'forbidden';
    state.probeKind = 'throttled';
    rig.put('p1');
    await rig.run();
    await rig.work();
    expect(events(rig, 'quarantine-entered')).toBe(0);
  });

  it('stops the line when a read is refused as well', async () => {
    const rig = createRig();
    const state = refusing(rig);
    state.kind = 'forbidden';
    state.probeKind = 'forbidden';
    rig.put('p1');
    await rig.run();
    await rig.work();
    expect(events(rig, 'quarantine-entered')).toBe(1);
  });
});
