import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const HOUR = 60 * MINUTE;
const accounts = ({ world }: SyncRig) => world.target.accounts.size;
const events = (rig: SyncRig, name: string) => rig.log().split(`${name} {`).length - 1;

function company(count: number, settings: Parameters<typeof createRig>[0] = {}): SyncRig {
  const rig = createRig(settings);
  for (let index = 1; index <= count; index += 1) rig.put(`p${index}`);
  return rig;
}

describe('creates above expectation', () => {
  it('are reported once and carried out when no limit is set', async () => {
    const rig = company(12);
    await rig.settle(14);
    expect([accounts(rig), events(rig, 'creates-above-expectation')]).toEqual([12, 1]);
  });

  it('are not reported below ten', async () => {
    const rig = company(10);
    await rig.settle(14);
    expect([accounts(rig), events(rig, 'creates-above-expectation')]).toEqual([10, 0]);
  });

  it('wait for the next day above a configured limit, with a reason', async () => {
    const rig = company(5, { createLimit: 3 });
    await rig.settle(10);
    expect(accounts(rig)).toBe(3);
    const parked = rig.world.records.peek().filter(({ have }) => have.parked);
    expect(parked.map(({ have }) => have.reason)).toEqual(['create-limit', 'create-limit']);
    await rig.pass(22 * HOUR);
    await rig.settle(3);
    expect(accounts(rig)).toBe(3);
    await rig.pass(3 * HOUR);
    await rig.settle(3);
    expect(accounts(rig)).toBe(5);
  });

  it('go on within an hour when the limit is raised', async () => {
    const rig = company(5, { createLimit: 3 });
    await rig.settle(10);
    rig.restart({ createLimit: 10 });
    await rig.pass(HOUR);
    await rig.settle(3);
    expect(accounts(rig)).toBe(5);
  });

  it('do not count what the target refuses', async () => {
    const rig = company(1, { createLimit: 1 });
    rig.world.target.faults = { ...rig.world.target.faults, throttled: 1 };
    await rig.settle(8);
    expect(accounts(rig)).toBe(0);
    rig.world.target.faults = { ...rig.world.target.faults, throttled: 0 };
    await rig.settle(8);
    expect(accounts(rig)).toBe(1);
  });

  it('do not count accounts that are taken over, whose name the target refuses', async () => {
    const rig = createRig({ createLimit: 1 });
    rig.world.target.seed('p1@example.org', true);
    rig.put('p1');
    await rig.settle(6);
    expect(rig.record('p1').have).toMatchObject({ accountId: 't1', parked: false });
    rig.put('p2');
    await rig.settle(6);
    expect(rig.record('p2').have).toMatchObject({ accountId: 't2', parked: false });
  });

  it('count a create of which nobody knows whether it was carried out', async () => {
    const rig = company(1, { createLimit: 1 });
    rig.world.target.faults = { ...rig.world.target.faults, lostAnswer: 1 };
    await rig.run();
    await rig.work();
    rig.world.target.faults = { ...rig.world.target.faults, lostAnswer: 0 };
    rig.put('p2');
    await rig.settle(3);
    expect(rig.record('p2').have).toMatchObject({ accountId: null, reason: 'create-limit' });
  });

  it('leave everything else alone', async () => {
    const rig = company(3, { createLimit: 3 });
    await rig.settle(10);
    rig.put('p1', { jobTitle: 'Agent' });
    rig.put('p2', { enabled: false });
    await rig.settle(3);
    expect(rig.world.target.requests).toEqual({ create: 3, update: 1, disable: 1 });
  });
});
