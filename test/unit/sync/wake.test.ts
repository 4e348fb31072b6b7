import { NOTHING_HAD, type Want } from '../../../shared/domain/record.ts';
import { TIMINGS } from '../../../shared/domain/timings.ts';
import type { Mode } from '../../../shared/sync/configuration.ts';
import type { WakeMessage } from '../../../shared/sync/ports.ts';
import { sendWakes } from '../../../shared/sync/wake.ts';
import { createRig } from '../../support/sync/sync-rig.ts';
import { wantOf } from '../domain/sample-record.ts';

const departure = { number: 1, since: 1, why: 'disabled', action: 'disable' } as const;

/** Due records in a store, and a bus that keeps what it is given. */
function rig(mode: Mode = 'live', allowed = 300) {
  const { world, instance } = createRig({ mode });
  const { records } = world;
  const time = { now: world.scheduler.now };
  const sent: WakeMessage[] = [];
  const bus = {
    works: true,
    send: async (messages: readonly WakeMessage[]) => {
      if (!bus.works) throw new Error('no bus');
      sent.push(...messages);
    },
  };
  const clock = { now: () => time.now, sleep: async () => undefined };
  const budget = { ...instance.ports.budget, allowedPerMinute: async () => allowed };
  const ports = { ...instance.ports, records, bus, clock, budget };
  return {
    records,
    time,
    bus,
    hash: ports.configuration.hash,
    add: (id: string, want: Partial<Want> = {}) =>
      records.write({ id, want: wantOf(want), have: NOTHING_HAD }, undefined),
    leaver: (id: string) => ({
      source: 'disabled' as const,
      departure,
      departures: 1,
      release: { departure: 1, until: time.now + 60_000 },
      id,
    }),
    /** Ids sent by this call. */
    wake: async (ramp?: number, since?: number) => {
      sent.length = 0;
      const count = await sendWakes(ports, ramp, since);
      expect(sent).toHaveLength(count);
      return sent.map(({ objectId }) => objectId);
    },
    sent,
  };
}

describe('wakes', () => {
  it('go to leavers first, then to changes, then to bulk', async () => {
    const { add, leaver, wake, sent } = rig();
    await add('bulk', { urgency: 2 });
    await add('change');
    const { id, ...want } = leaver('gone');
    await add(id, want);
    expect(await wake()).toEqual(['gone', 'change', 'bulk']);
    expect(sent.map(({ urgent, why }) => [urgent, why])).toEqual([
      [true, 'departure'],
      [false, 'change'],
      [false, 'change'],
    ]);
  });

  it('are sent once, and again after three minutes without progress', async () => {
    const { add, wake, time } = rig();
    await add('p1');
    expect(await wake()).toEqual(['p1']);
    time.now += TIMINGS.wakeAgain - 1;
    expect(await wake()).toEqual([]);
    time.now += 1;
    expect(await wake()).toEqual(['p1']);
  });

  it('stay within two minutes of budget, those not answered yet counted', async () => {
    const { add, wake } = rig('live', 5);
    for (let index = 10; index < 30; index += 1) await add(`p${index}`, { urgency: 2 });
    expect(await wake()).toHaveLength(10);
    expect(await wake()).toEqual([]);
  });

  it('of leavers wait for no first load', async () => {
    const { add, leaver, wake } = rig('live', 5);
    for (let index = 10; index < 40; index += 1) await add(`p${index}`, { urgency: 2 });
    await wake();
    const { id, ...want } = leaver('gone');
    await add(id, want);
    expect(await wake()).toEqual(['gone']);
  });

  it('stay within the ramp after a quarantine, leavers too', async () => {
    const { add, leaver, wake } = rig();
    for (const name of ['g1', 'g2', 'g3']) {
      const { id, ...want } = leaver(name);
      await add(id, want);
    }
    await add('p1');
    expect(await wake(2)).toEqual(['g1', 'g2']);
    expect(await wake(0)).toEqual([]);
  });

  it('are not sent for held departures', async () => {
    const { add, wake } = rig();
    await add('p1', { source: 'disabled', departure, departures: 1 });
    expect(await wake()).toEqual([]);
  });

  it('are not sent while paused', async () => {
    const { add, wake } = rig('paused');
    await add('p1');
    expect(await wake()).toEqual([]);
  });

  it('of another configuration hold up nobody', async () => {
    const { add, wake, time } = rig();
    await add('p1');
    const before = time.now;
    expect(await wake()).toEqual(['p1']);
    time.now += 1000;
    expect(await wake(undefined, before)).toEqual([]);
    expect(await wake(undefined, time.now)).toEqual(['p1']);
  });

  it('that the bus refused are sent by the next run', async () => {
    const { add, wake, bus } = rig();
    await add('p1');
    bus.works = false;
    await expect(wake()).rejects.toThrow('no bus');
    bus.works = true;
    expect(await wake()).toEqual(['p1']);
  });

  it('in a dry run are sent once for each version and configuration', async () => {
    const { add, wake, records, time, hash } = rig('dry');
    await add('p1');
    await records.markPreviewed('p1', `1:${hash}:create:title`);
    expect(await wake()).toEqual([]);
    await records.markPreviewed('p1', '1:other:create:title');
    expect(await wake()).toEqual(['p1']);
    time.now += TIMINGS.wakeAgain;
    await records.markPreviewed('p1', `0:${hash}:create:title`);
    expect(await wake()).toEqual(['p1']);
  });

  it('in a dry run hold up nobody for a target that allows little', async () => {
    const { add, wake } = rig('dry', 1);
    for (let index = 10; index < 60; index += 1) await add(`p${index}`, { urgency: 2 });
    expect(await wake()).toHaveLength(50);
  });

  it('in a dry run go first to those who were never woken', async () => {
    const { add, wake, time } = rig('dry');
    for (let index = 1000; index < 1301; index += 1) await add(`p${index}`, { urgency: 2 });
    expect(await wake()).toHaveLength(300);
    time.now += TIMINGS.wakeAgain;
    const [first, second] = await wake();
    expect([first, second]).toEqual(['p1300', 'p1000']);
  });

  it('in a dry run are sent again when a wait is over', async () => {
    const { add, wake, records, time, hash } = rig('dry');
    await add('p1');
    await records.markPreviewed('p1', `1:${hash}:waiting:${time.now + 1}:graph-unavailable`);
    expect(await wake()).toEqual([]);
    time.now += 1;
    expect(await wake()).toEqual(['p1']);
  });
});
