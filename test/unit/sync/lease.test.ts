import { TIMINGS } from '../../../shared/domain/timings.ts';
import type { Configuration } from '../../../shared/sync/configuration.ts';
import { LeaseLost, takeLease } from '../../../shared/sync/lease.ts';
import { createWantWriter } from '../../../shared/sync/want-writer.ts';
import { createMemoryControl } from '../../support/memory/memory-control.ts';
import { createRig } from '../../support/sync/sync-rig.ts';

const base = createRig().instance.ports.configuration;

function rig() {
  const control = createMemoryControl();
  const time = { now: 1_800_000_000_000 };
  const clock = { now: () => time.now, sleep: async () => undefined };
  const take = (instance: string) => takeLease(control, clock, { ...base, instance } satisfies Configuration);
  const must = async (instance: string) => {
    const lease = await take(instance);
    if (lease === undefined) throw new Error(`${instance} has no lease`);
    return lease;
  };
  return { control, time, clock, take, must };
}

describe('the lease', () => {
  it('has one holder at a time', async () => {
    const { take, must, time } = rig();
    expect((await must('one')).epoch).toBe(1);
    time.now += TIMINGS.leaseLife - 1;
    expect(await take('two')).toBeUndefined();
  });

  it('goes to another instance after its time, with a greater epoch', async () => {
    const { must, time } = rig();
    await must('one');
    time.now += TIMINGS.leaseLife;
    expect((await must('two')).epoch).toBe(2);
  });

  it('keeps its epoch while the same instance takes it again', async () => {
    const { must } = rig();
    await must('one');
    expect((await must('one')).epoch).toBe(1);
  });

  it('is free at once when it was given back', async () => {
    const { must } = rig();
    await (await must('one')).release();
    expect((await must('two')).epoch).toBe(2);
  });

  it('goes to one of two that take it at the same moment', async () => {
    const { take } = rig();
    const leases = await Promise.all([take('one'), take('two')]);
    expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('is prolonged by each commit', async () => {
    const { take, must, time } = rig();
    const one = await must('one');
    time.now += TIMINGS.leaseLife - 1;
    await one.commit({ 'feed|users': 1 });
    time.now += TIMINGS.leaseLife - 1;
    expect(await take('two')).toBeUndefined();
  });

  it('lets an old holder commit nothing and give nothing back', async () => {
    const { control, must, time, take } = rig();
    const one = await must('one');
    time.now += TIMINGS.leaseLife;
    await must('two');
    await expect(one.commit({ 'feed|users': 1 })).rejects.toBeInstanceOf(LeaseLost);
    expect(control.peek('feed|users')).toBeUndefined();
    await one.release();
    expect(await take('three')).toBeUndefined();
  });
});

describe('a want half', () => {
  const writers = async () => {
    const { must, time } = rig();
    const one = await must('one');
    time.now += TIMINGS.leaseLife;
    const two = await must('two');
    const { world, instance } = createRig();
    const ports = { ...instance.ports, records: world.records };
    const options = { stampAll: false, urgency: 1 } as const;
    return {
      world,
      old: createWantWriter(ports, one, options),
      young: createWantWriter(ports, two, options),
      stamping: createWantWriter(ports, two, { ...options, stampAll: true }),
    };
  };

  it('written under a newer lease stops an old writer', async () => {
    const { old, young, world } = await writers();
    await young.change('p1', ['app'], (want, { epoch }) => ({ ...want, version: 1, epoch }));
    await expect(old.change('p1', ['app'], (want) => ({ ...want, version: 2 }))).rejects.toBeInstanceOf(LeaseLost);
    expect(world.records.peek().map(({ want }) => want.version)).toEqual([1]);
  });

  it('that did not move is written only by the first round of an epoch, which stamps it', async () => {
    const { old, young, stamping, world } = await writers();
    await old.change('p1', ['app'], (want, { epoch }) => ({ ...want, version: 1, epoch }));
    await young.change('p1', undefined, (want, { epoch }) => ({ ...want, epoch }));
    expect(world.records.peek()[0]?.want.epoch).toBe(1);
    await stamping.change('p1', undefined, (want, { epoch }) => ({ ...want, epoch }));
    expect(world.records.peek()[0]?.want.epoch).toBe(2);
  });

  it('of an unknown person is not made unless asked for', async () => {
    const { young, world } = await writers();
    expect(await young.change('p9', undefined, (want) => want)).toBeUndefined();
    expect(world.records.peek()).toEqual([]);
  });
});
