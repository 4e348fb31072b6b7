import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { status } from '../../../shared/sync/status.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`);

/** `count` people with accounts in step. */
async function company(count: number, guardLimit: number): Promise<SyncRig> {
  const rig = createRig({ guardLimit });
  for (const id of people(count)) rig.put(id);
  await rig.settle(12);
  expect(rig.world.target.requests).toEqual({ create: count });
  return rig;
}

const active = ({ world }: SyncRig) => [...world.target.accounts.values()].filter((account) => account.active).length;
const events = (rig: SyncRig, name: string) => rig.log().split(`${name} {`).length - 1;
const plans = ({ world }: SyncRig) => new Set(world.records.peekHeld().map(({ plan }) => plan));

describe('departures up to the limit', () => {
  it('are carried out without asking', async () => {
    const rig = await company(4, 3);
    for (const id of ['p1', 'p2', 'p3']) rig.put(id, { enabled: false });
    await rig.settle();
    expect([active(rig), events(rig, 'plan-frozen')]).toEqual([1, 0]);
  });

  it('count against those of the following day', async () => {
    const rig = await company(5, 3);
    for (const id of ['p1', 'p2']) rig.put(id, { enabled: false });
    await rig.settle();
    for (const id of ['p3', 'p4']) rig.put(id, { enabled: false });
    await rig.settle();
    expect([active(rig), events(rig, 'plan-frozen')]).toEqual([3, 1]);
  });

  it('no longer count a day later', async () => {
    const rig = await company(5, 3);
    for (const id of ['p1', 'p2']) rig.put(id, { enabled: false });
    await rig.settle();
    await rig.pass(24 * 60 * MINUTE);
    for (const id of ['p3', 'p4']) rig.put(id, { enabled: false });
    await rig.settle();
    expect([active(rig), events(rig, 'plan-frozen')]).toEqual([1, 0]);
  });

  it('of people without an account are free', async () => {
    const rig = createRig({ guardLimit: 0 });
    rig.world.target.faults = { ...rig.world.target.faults, throttled: 1 };
    rig.put('p1');
    await rig.run();
    rig.put('p1', { enabled: false });
    await rig.settle();
    expect(rig.world.records.peekHeld()).toEqual([]);
    expect(rig.record('p1').have.confirmedDeparture).toBe(1);
    expect(rig.world.target.requests).toEqual({});
  });
});

describe('departures above the limit', () => {
  async function frozen(): Promise<SyncRig> {
    const rig = await company(6, 3);
    for (const id of people(4)) rig.put(id, { enabled: false });
    await rig.settle();
    return rig;
  }

  it('are frozen as one plan, with one event, and nothing is written', async () => {
    const rig = await frozen();
    expect([active(rig), events(rig, 'plan-frozen'), plans(rig).size]).toEqual([6, 1, 1]);
    expect(plans(rig).has('')).toBe(false);
    expect(rig.world.target.requests).toEqual({ create: 6 });
    expect(rig.log()).toMatch(/plan-frozen .*"departures":4,"limit":3/);
  });

  it('stay frozen, while later leavers go on their own', async () => {
    const rig = await frozen();
    rig.put('p5', { enabled: false });
    await rig.settle();
    expect([active(rig), rig.world.records.peekHeld().length]).toEqual([5, 4]);
    expect(rig.record('p5').have.state).toBe('inactive');
  });

  it('go when the limit is raised', async () => {
    const rig = await frozen();
    rig.restart({ guardLimit: 4 });
    await rig.settle();
    expect([active(rig), rig.world.records.peekHeld().length]).toEqual([2, 0]);
  });

  it('show as a plan in the status as long as somebody is held by it', async () => {
    const rig = await frozen();
    const shown = async () => {
      const answer = status(rig.instance.ports, []);
      await rig.pass(1000);
      return Reflect.get((await answer).body as object, 'plans');
    };
    expect(await shown()).toMatchObject([{ departures: 4, limit: 3 }]);
    rig.restart({ guardLimit: 4 });
    await rig.settle();
    expect(await shown()).toEqual([]);
  });

  it('stay together when marking them fails half-way', async () => {
    const rig = await company(6, 3);
    const { ports } = rig.instance;
    let failures = 1;
    const records: typeof ports.records = {
      ...ports.records,
      markPlanned: async (entries, plan) => {
        if (failures === 0) return ports.records.markPlanned(entries, plan);
        failures -= 1;
        await ports.records.markPlanned(entries.slice(0, 2), plan);
        throw new ConnectorError('test-tables', 'failed', { kind: 'unavailable', status: 503 });
      },
    };
    rig.instance = { ...rig.instance, ports: { ...ports, records } };
    for (const id of people(4)) rig.put(id, { enabled: false });
    await rig.settle(4);
    expect(failures).toBe(0);
    expect([active(rig), plans(rig).size, plans(rig).has('')]).toEqual([6, 1, false]);
  });

  it('lose those who come back, and only the rest is judged again', async () => {
    const rig = await frozen();
    rig.put('p1', { enabled: true });
    rig.put('p2', { enabled: true });
    await rig.settle();
    expect(
      rig.world.records
        .peekHeld()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['p3', 'p4']);
    expect(rig.record('p1').want).toMatchObject({ departure: null, release: null });
    rig.restart({ guardLimit: 4 });
    await rig.settle();
    expect(active(rig)).toBe(4);
    expect(rig.world.target.requests.enable).toBeUndefined();
  });

  it('are held again under a number of their own when somebody leaves anew', async () => {
    const rig = await frozen();
    rig.put('p1', { enabled: true });
    await rig.settle(8);
    rig.put('p1', { enabled: false });
    await rig.settle();
    expect(rig.record('p1').want).toMatchObject({ departure: { number: 2 }, release: { departure: 2 } });
    expect(rig.record('p1').have).toMatchObject({ state: 'inactive', confirmedDeparture: 2 });
  });
});

describe('a release', () => {
  it('names the departure and lives fifteen minutes from the reading', async () => {
    const rig = await company(1, 3);
    rig.put('p1', { enabled: false });
    const before = rig.world.scheduler.now;
    await rig.run();
    const { departure, release } = rig.record('p1').want;
    expect(release?.departure).toBe(departure?.number);
    expect(release?.until).toBeGreaterThanOrEqual(before + 15 * MINUTE);
    expect(release?.until).toBeLessThanOrEqual(rig.world.scheduler.now + 15 * MINUTE);
  });

  it('that ran out is not used; it is confirmed again without being counted again', async () => {
    const rig = await company(1, 1);
    rig.put('p1', { enabled: false });
    await rig.run();
    const lateMessages = rig.world.queue.splice(0);
    await rig.pass(16 * MINUTE);
    rig.world.queue.push(...lateMessages);
    expect((await rig.cost(() => rig.work())).requests).toBe(0);
    expect(active(rig)).toBe(1);
    await rig.settle();
    expect([active(rig), events(rig, 'plan-frozen')]).toEqual([0, 0]);
  });

  it('is not given when the reading shows the person again', async () => {
    const rig = await company(1, 0);
    rig.put('p1', { enabled: false });
    await rig.run();
    expect(rig.record('p1').want.departure?.number).toBe(1);
    rig.world.directory.deltaLagMs = 60 * MINUTE;
    rig.put('p1', { enabled: true });
    rig.restart({ guardLimit: 5 });
    await rig.run();
    expect(rig.record('p1').want).toMatchObject({ departure: null, release: null });
    await rig.settle();
    expect([rig.record('p1').want.departure, active(rig)]).toEqual([null, 1]);
    expect(rig.world.target.requests).toEqual({ create: 1 });
  });

  it('for a lost assignment waits for a list read after it was seen', async () => {
    const rig = await company(1, 5);
    rig.put('p1', { assigned: false });
    await rig.run();
    expect(rig.record('p1').want).toMatchObject({ departure: { why: 'unassigned' }, release: null });
    await rig.settle();
    expect(active(rig)).toBe(0);
  });
});
