import type { WakeMessage } from '../../../shared/sync/ports.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

/** Somebody with an account in step, everything looked at and nothing open. */
async function inStep(): Promise<SyncRig> {
  const rig = createRig();
  rig.put('p1');
  await rig.settle(12);
  expect(rig.world.records.peekDue()).toEqual([]);
  expect(rig.world.target.requests).toEqual({ create: 1 });
  return rig;
}

/** The attempts that follow a run; the run itself is not counted. */
async function costOfAttempt(rig: SyncRig) {
  await rig.run();
  return rig.cost(() => rig.work());
}

const messageFor = (objectId: string): WakeMessage => ({ kind: 'user', objectId, why: 'change', urgent: false });

describe('requests to the target', () => {
  it('are one to create an account', async () => {
    const rig = createRig();
    rig.put('p1');
    const { target, reads } = await costOfAttempt(rig);
    expect(target).toEqual({ create: 1 });
    expect(reads).toBe(1);
    expect(rig.record('p1').have).toMatchObject({ state: 'active', confirmedVersion: rig.record('p1').want.version });
  });

  it('are one to update an account, whatever number of attributes moved', async () => {
    const rig = await inStep();
    rig.put('p1', { displayName: 'Anna', jobTitle: 'Agent', upn: 'anna@example.org' });
    const { target, reads } = await costOfAttempt(rig);
    expect(target).toEqual({ update: 1 });
    expect(reads).toBe(1);
  });

  it('are none when the account is as wanted already', async () => {
    const rig = await inStep();
    rig.put('p1', { displayName: 'Anna' });
    await rig.run();
    rig.put('p1', { displayName: 'Person p1' });
    await rig.run();
    const { requests, reads } = await rig.cost(() => rig.work());
    expect([requests, reads]).toEqual([0, 1]);
  });

  it('are one to disable, and none more as long as the person is away', async () => {
    const rig = await inStep();
    rig.put('p1', { enabled: false });
    const { target, reads } = await costOfAttempt(rig);
    expect([target, reads]).toEqual([{ disable: 1 }, 1]);
    expect((await rig.cost(() => rig.settle(12))).requests).toBe(0);
  });

  it('are one to enable an account that is as wanted otherwise', async () => {
    const rig = await inStep();
    rig.put('p1', { enabled: false });
    await rig.settle(12);
    rig.put('p1', { enabled: true });
    expect((await costOfAttempt(rig)).target).toEqual({ enable: 1 });
  });

  it('are two to enable an account whose person changed meanwhile', async () => {
    const rig = await inStep();
    rig.put('p1', { enabled: false });
    await rig.settle(12);
    rig.put('p1', { enabled: true, jobTitle: 'Agent' });
    const { target, reads } = await costOfAttempt(rig);
    expect([target, reads]).toEqual([{ enable: 1, update: 1 }, 1]);
  });

  it('are one to delete the account of somebody purged', async () => {
    const rig = await inStep();
    rig.put('p1', { state: 'purged' });
    const { target, reads } = await costOfAttempt(rig);
    expect([target, reads]).toEqual([{ delete: 1 }, 1]);
    expect(rig.record('p1').have.state).toBe('deleted');
  });

  it('are at most four to adopt an active account', async () => {
    const rig = createRig();
    const account = rig.world.target.seed('p1@example.org', true);
    rig.put('p1');
    const { requests, target } = await costOfAttempt(rig);
    expect(target).toMatchObject({ create: 1, update: 1 });
    expect(requests).toBeLessThanOrEqual(4);
    expect(rig.record('p1').have.accountId).toBe(account.id);
    expect(account.externalId).toBe('p1');
    // What was written counts as sent, so that the next change is not sent together with it.
    expect(Object.keys(rig.record('p1').have.sent).sort()).toEqual(['displayName', 'externalId', 'title', 'userName']);
  });

  it('are at most five to adopt an inactive account', async () => {
    const rig = createRig();
    const account = rig.world.target.seed('p1@example.org', false);
    rig.put('p1');
    const { requests, target } = await costOfAttempt(rig);
    expect(target).toMatchObject({ create: 1, enable: 1, update: 1 });
    expect(requests).toBeLessThanOrEqual(5);
    expect([account.active, account.externalId]).toEqual([true, 'p1']);
  });
});

describe('operations of the stores', () => {
  it('are at most six for a confirmed update, the budget row among them', async () => {
    const rig = createRig();
    for (const id of ['p1', 'p2', 'p3']) rig.put(id);
    await rig.settle(12);
    for (const id of ['p1', 'p2', 'p3']) rig.put(id, { jobTitle: 'Agent' });
    await rig.run();
    // The first one warms the cached control row and the budget row of the process.
    const [first, ...rest] = rig.world.queue.splice(0);
    rig.world.queue.push(...(first === undefined ? [] : [first]));
    await rig.work();
    for (const message of rest) {
      rig.world.queue.push(message);
      const { stores, target } = await rig.cost(() => rig.work());
      expect(target).toEqual({ update: 1 });
      expect(stores.length).toBeLessThanOrEqual(6);
    }
    expect(rest).toHaveLength(2);
  });

  it.each(['p1', 'nobody'])(
    'are one, and no read of the source, for a wake of %s that has nothing to do',
    async (id) => {
      const rig = await inStep();
      rig.world.queue.push(messageFor(id));
      await rig.work();
      rig.world.queue.push(messageFor(id));
      const { stores, reads, requests } = await rig.cost(() => rig.work());
      expect([stores, reads, requests]).toEqual([[`records.read ${id}`], 0, 0]);
    },
  );

  it('are one for a wake that comes before its time', async () => {
    const rig = await inStep();
    rig.world.target.faults = { ...rig.world.target.faults, throttled: 1 };
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.run();
    await rig.work();
    expect(rig.record('p1').have.nextAttempt).toBeGreaterThan(rig.world.scheduler.now);
    rig.world.queue.push(messageFor('p1'));
    const { stores, reads } = await rig.cost(() => rig.work());
    expect([stores, reads]).toEqual([['records.read p1'], 0]);
  });

  it('are the same few for a departure that is still held', async () => {
    const rig = createRig({ guardLimit: 0 });
    rig.put('p1');
    await rig.settle(12);
    rig.put('p1', { enabled: false });
    await rig.run();
    await rig.pass(MINUTE);
    rig.world.queue.push(messageFor('p1'), messageFor('p1'));
    const { stores, requests } = await rig.cost(() => rig.work());
    expect(requests).toBe(0);
    expect(stores.filter((op) => op.startsWith('records'))).toEqual(['records.read p1', 'records.read p1']);
  });
});
