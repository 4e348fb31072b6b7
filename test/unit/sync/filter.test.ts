import type { AttributeName } from '../../../shared/domain/mapping/types.ts';
import type { DeltaItem, Directory } from '../../../shared/sync/ports.ts';
import { type Person, toUser } from '../../simulation/sim-directory.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

/** The rig's filter keeps out "Person 2", unless the job title is "Lead". */
const OUT = { displayName: 'Person 2', jobTitle: null };

/** Somebody in scope with an account, and nothing open. */
async function inStep(person: Partial<Person> = {}): Promise<SyncRig> {
  const rig = createRig({ filtered: true });
  rig.put('p1', person);
  await rig.settle(12);
  expect(rig.world.target.requests).toEqual({ create: 1 });
  return rig;
}

function withDirectory(rig: SyncRig, change: Partial<Directory>): SyncRig['instance'] {
  const { ports } = rig.instance;
  return { ...rig.instance, ports: { ...ports, directory: { ...ports.directory, ...change } } };
}

/** An item as Graph delivers it: what is not there is missing. */
function without(item: DeltaItem): DeltaItem {
  return { ...item, user: Object.fromEntries(Object.entries(item.user).filter(([, value]) => value !== undefined)) };
}

describe('a scoping filter', () => {
  it.each(['all', 'assigned'] as const)('creates no account for those it keeps out, in scope %s', async (scope) => {
    const rig = createRig({ filtered: true, scope });
    rig.put('p1');
    rig.put('p2', OUT);
    await rig.settle();

    expect([...rig.world.target.accounts.values()].map(({ externalId }) => externalId)).toEqual(['p1']);
    expect(rig.record('p2').want).toMatchObject({ filter: 'fail', version: 0, departure: null });
  });

  it('takes the account of somebody it no longer lets through, after the guard, and gives it back', async () => {
    const rig = createRig({ filtered: true });
    rig.put('p1');
    await rig.settle();
    const [account] = [...rig.world.target.accounts.values()];

    rig.put('p1', OUT);
    await rig.settle(8);
    expect(rig.record('p1').want).toMatchObject({ filter: 'fail', departure: { why: 'filtered' } });
    expect(account?.active).toBe(false);

    rig.put('p1', { displayName: 'Person 2', jobTitle: 'Lead' });
    await rig.settle(8);
    expect(account?.active).toBe(true);
    expect(rig.record('p1').want).toMatchObject({ filter: 'pass', departure: null });
  });

  it('is applied anew to everybody when it is set, and when it goes', async () => {
    const rig = createRig({ filtered: false });
    rig.put('p1', OUT);
    await rig.settle();
    const [account] = [...rig.world.target.accounts.values()];
    expect(account?.active).toBe(true);

    await rig.pass(MINUTE);
    rig.restart({ filtered: true });
    await rig.settle(8);
    expect(account?.active).toBe(false);

    await rig.pass(MINUTE);
    rig.restart({ filtered: false });
    await rig.settle(8);
    expect(account?.active).toBe(true);
  });

  it('does not take an account while the reading contradicts the item', async () => {
    const rig = createRig({ filtered: true });
    rig.put('p1');
    await rig.settle();
    rig.put('p1', OUT);
    rig.world.directory.readLagMs = 0;
    await rig.run();
    // The person is back before the departure is confirmed.
    rig.put('p1', { displayName: 'Person 1', jobTitle: null });
    await rig.settle(8);

    const [account] = [...rig.world.target.accounts.values()];
    expect(account?.active).toBe(true);
    expect(rig.record('p1').want.departure).toBeNull();
  });

  it('waits for a round begun after the departure was seen', async () => {
    const rig = await inStep({ jobTitle: 'Agent' });
    rig.put('p1', { displayName: 'Person 2' });
    await rig.run();
    expect(rig.record('p1').want).toMatchObject({ departure: { why: 'filtered' }, release: null });

    for (let minute = 0; minute < 7; minute += 1) {
      await rig.pass(MINUTE);
      await rig.run();
    }
    expect(rig.record('p1').want.release).toMatchObject({ departure: 1 });
  });

  it('takes no account from somebody who passes again before the worker comes', async () => {
    const rig = await inStep();
    rig.put('p1', OUT);
    while (rig.record('p1').want.release === null) {
      await rig.run();
      await rig.pass(MINUTE);
    }
    rig.put('p1', { displayName: 'Person 1' });
    await rig.work();

    expect(rig.world.target.requests).toEqual({ create: 1 });
    await rig.settle(8);
    expect(rig.world.target.requests.disable).toBeUndefined();
    expect(rig.record('p1').want.departure).toBeNull();
  });

  it('writes nothing to the account of somebody a worker finds outside', async () => {
    const rig = await inStep();
    rig.put('p1', { displayName: 'Anna' });
    await rig.run();
    rig.put('p1', OUT);
    await rig.work();

    expect(rig.world.target.requests).toEqual({ create: 1 });
    expect(rig.record('p1').have.recheck).toMatchObject({ reason: 'source-doubt' });
  });

  it('is decided by a reading when an item lacks what it reads', async () => {
    const rig = await inStep({ displayName: 'Person 1', jobTitle: 'Lead' });
    const { directory } = rig.instance.ports;
    rig.instance = withDirectory(rig, {
      usersPage: async (link) => {
        const page = await directory.usersPage(link);
        return {
          ...page,
          items: page.items.map((item) => ({ ...item, user: { ...item.user, jobTitle: undefined } })).map(without),
        };
      },
    });
    rig.put('p1', { displayName: 'Person 2' });
    await rig.run();

    expect(rig.record('p1').want).toMatchObject({ filter: 'pass', departure: null });
  });

  it('is looked at again while the reading contradicts the item that asked for it', async () => {
    const rig = await inStep({ displayName: 'Person 1', jobTitle: null });
    const known = rig.world.directory.person('p1');
    if (known === undefined) throw new Error('nobody there');
    const stale = new Map([['p1', toUser(known)]]);
    rig.put('p1', { displayName: 'Anna' });
    const before = rig.instance;
    rig.instance = withDirectory(rig, {
      readUsers: async () => ({ found: stale, missing: new Set(), failed: new Map() }),
    });
    await rig.run();
    expect(rig.record('p1').want.doubtUntil).not.toBeNull();

    rig.instance = before;
    await rig.settle(8);
    const [account] = [...rig.world.target.accounts.values()];
    expect(account?.values.get('displayName' as AttributeName)).toBe('Anna');
  });
});
