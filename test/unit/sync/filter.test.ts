import { createRig, MINUTE } from '../../support/sync/sync-rig.ts';

/** The rig's filter keeps out "Person 2", unless the job title is "Lead". */
const OUT = { displayName: 'Person 2', jobTitle: null };

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
});
