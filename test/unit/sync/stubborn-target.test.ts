import { ConnectorError, type ErrorKind } from '../../../shared/domain/connector-error.ts';
import type { Target } from '../../../shared/sync/ports.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

/** Runs, one a minute. */
const HOUR = 60;
const FOUR_HOURS = 4 * HOUR;

async function inStep(): Promise<SyncRig> {
  const rig = createRig();
  rig.put('p1');
  await rig.settle(12);
  return rig;
}

/** Replaces one method of the target; every call of it is counted. */
function stubborn<K extends 'update' | 'setActive' | 'remove'>(
  rig: SyncRig,
  name: K,
  act: (target: Target, id: string) => Promise<Awaited<ReturnType<Target[K]>>>,
): { count: number; mend: () => void } {
  const { instance } = rig;
  const { target } = instance.ports;
  const calls = {
    count: 0,
    mend: () => {
      rig.instance = instance;
    },
  };
  const replaced = (id: string) => {
    calls.count += 1;
    return act(target, id);
  };
  rig.instance = { ...instance, ports: { ...instance.ports, target: { ...target, [name]: replaced } } };
  return calls;
}

function refuse(kind: ErrorKind): () => Promise<never> {
  return async () => {
    throw new ConnectorError(`genesys-${kind}`, 'no', { kind, status: 409 });
  };
}

describe('a target that answers every write with a version conflict', () => {
  it('has not deleted an account, which is deleted as soon as it lets itself', async () => {
    const rig = await inStep();
    const calls = stubborn(rig, 'remove', refuse('version'));
    rig.put('p1', { state: 'purged' });
    await rig.settle(3);
    const { want, have } = rig.record('p1');
    expect(calls.count).toBeGreaterThan(1);
    expect(have).toMatchObject({ state: 'active', reason: 'version-conflict' });
    expect(have.confirmedDeparture).toBeLessThan(want.departure?.number ?? 0);
    calls.mend();
    await rig.settle(25);
    expect(rig.record('p1').have).toMatchObject({ state: 'deleted', reason: null });
    expect(rig.world.target.accounts.get('t1')?.deleted).toBe(true);
  });

  it('is asked ever more rarely, and the person parked', async () => {
    const rig = await inStep();
    const calls = stubborn(rig, 'update', refuse('conflict'));
    rig.put('p1', { displayName: 'Anna' });
    await rig.settle(FOUR_HOURS);
    expect(calls.count).toBeLessThanOrEqual(8);
    expect(rig.record('p1').have).toMatchObject({ reason: 'version-conflict', parked: true });
    calls.mend();
    await rig.settle(3 * HOUR);
    expect(rig.record('p1').have).toMatchObject({ reason: null, parked: false });
  });

  it('is asked to take access away ever more rarely, and at least daily', async () => {
    const rig = await inStep();
    const calls = stubborn(rig, 'setActive', refuse('version'));
    rig.put('p1', { enabled: false });
    await rig.settle(FOUR_HOURS);
    expect(calls.count).toBeLessThanOrEqual(16);
    calls.mend();
    await rig.settle(5 * HOUR);
    expect(rig.record('p1').have).toMatchObject({ state: 'inactive', reason: null });
  });
});

describe('a target that answers a write of active and does not carry it out', () => {
  const shows = async (target: Target, id: string) => {
    const account = await target.read(id);
    if (account === undefined) throw new Error('the account is gone');
    return account;
  };

  it('is asked once an attempt to enable, and ever more rarely', async () => {
    const rig = await inStep();
    rig.put('p1', { enabled: false });
    await rig.settle(12);
    const calls = stubborn(rig, 'setActive', shows);
    rig.put('p1', { enabled: true });
    await rig.run();
    const [message] = rig.world.queue;
    await rig.work();
    expect(message).toBeDefined();
    expect(calls.count).toBeLessThanOrEqual(3);
    await rig.settle(FOUR_HOURS);
    expect(calls.count).toBeLessThanOrEqual(8);
    expect(rig.record('p1').have).toMatchObject({ reason: 'not-carried-out', parked: true });
    calls.mend();
    await rig.settle(3 * HOUR);
    expect(rig.record('p1').have).toMatchObject({ state: 'active', reason: null });
  });

  it('has not disabled an account', async () => {
    const rig = await inStep();
    const calls = stubborn(rig, 'setActive', shows);
    rig.put('p1', { enabled: false });
    await rig.settle(FOUR_HOURS);
    expect(calls.count).toBeLessThanOrEqual(16);
    expect(rig.record('p1').have).toMatchObject({ state: 'active', reason: 'not-carried-out', parked: true });
    expect(rig.record('p1').have.confirmedDeparture).toBe(0);
  });
});
