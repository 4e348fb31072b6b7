import { ConnectorError, type ErrorKind } from '../../../shared/domain/connector-error.ts';
import { OPEN_GATE, readDocument } from '../../../shared/sync/control-documents.ts';
import { reportFailure, reportSuccess, tendGate } from '../../../shared/sync/gate.ts';
import type { Target } from '../../../shared/sync/ports.ts';
import { createRig, MINUTE } from '../../support/sync/sync-rig.ts';

const failure = (kind: ErrorKind) => new ConnectorError(`test-${kind}`, 'failed', { kind });

/** A gate whose probe succeeds only while `healthy`. */
function rig() {
  const { world, instance } = createRig();
  const { scheduler } = world;
  const probe = { healthy: false, count: 0 };
  const target: Target = {
    ...instance.ports.target,
    probe: async () => {
      probe.count += 1;
      if (!probe.healthy) throw failure('unavailable');
    },
  };
  const ports = { ...instance.ports, target };
  /** Virtual time must run for an answer to come. */
  const done = async <T>(work: Promise<T>): Promise<T> => {
    let result: { value: T } | undefined;
    void work.then((value) => {
      result = { value };
    });
    for (let step = 0; step < 500 && result === undefined; step += 1) await scheduler.run(scheduler.now + 1);
    if (result === undefined) throw new Error('no answer');
    return result.value;
  };
  const pass = (ms: number) => scheduler.run(scheduler.now + ms);
  const gate = async () => (await done(readDocument(ports.control, 'gate')))?.value ?? OPEN_GATE;
  const fail = async (times: number, kind: ErrorKind = 'unavailable') => {
    for (let time = 0; time < times; time += 1) await done(reportFailure(ports, failure(kind)));
  };
  const entered = () => scheduler.log.filter((line) => line.includes('quarantine-entered')).length;
  return {
    probe,
    pass,
    gate,
    fail,
    entered,
    succeed: async () => done(reportSuccess(ports, await gate())),
    tend: () => done(tendGate(ports)),
  };
}

describe('the gate', () => {
  it('closes on ten failures in a row within two minutes, once', async () => {
    const { fail, gate, entered } = rig();
    await fail(9);
    expect((await gate()).closed).toBe(false);
    await fail(4);
    expect(await gate()).toMatchObject({ closed: true, reason: 'test-unavailable' });
    expect(entered()).toBe(1);
  });

  it.each<ErrorKind>(['unknown', 'unavailable'])('counts a failure of kind %s', async (kind) => {
    const { fail, gate } = rig();
    await fail(10, kind);
    expect((await gate()).closed).toBe(true);
  });

  it.each<ErrorKind>(['throttled', 'rejected', 'forbidden', 'conflict', 'notFound', 'version'])(
    'does not mind %s, which says nothing of the connector as a whole',
    async (kind) => {
      const { fail, gate } = rig();
      await fail(20, kind);
      expect(await gate()).toEqual(OPEN_GATE);
    },
  );

  it.each<ErrorKind>(['unauthorized', 'permission'])('closes at once on %s', async (kind) => {
    const { fail, gate } = rig();
    await fail(1, kind);
    expect(await gate()).toMatchObject({ closed: true, reason: `test-${kind}` });
  });

  it('starts counting anew after a success', async () => {
    const { fail, gate, succeed } = rig();
    await fail(9);
    await succeed();
    await fail(9);
    expect((await gate()).closed).toBe(false);
  });

  it('starts counting anew when two minutes are past', async () => {
    const { fail, gate, pass } = rig();
    await fail(9);
    await pass(2 * MINUTE + 1);
    await fail(9);
    expect((await gate()).closed).toBe(false);
  });

  it('is not opened by the success of a request begun before it closed', async () => {
    const { fail, gate, succeed } = rig();
    await fail(10);
    await succeed();
    expect((await gate()).closed).toBe(true);
  });
});

describe('a closed gate', () => {
  it('is probed after 1, 5 and 15 minutes, then every 30', async () => {
    const { fail, tend, probe, pass } = rig();
    await fail(10);
    for (const [index, minutes] of [1, 5, 15, 30, 30, 30].entries()) {
      await pass(minutes * MINUTE - 2000);
      expect([await tend(), probe.count]).toEqual([0, index]);
      await pass(2000);
      expect([await tend(), probe.count]).toEqual([0, index + 1]);
    }
  });

  it('opens after a probe that works, with a ramp of wakes that doubles each run', async () => {
    const { fail, tend, probe, pass, gate } = rig();
    await fail(10);
    probe.healthy = true;
    await pass(MINUTE);
    const allowed: (number | undefined)[] = [];
    for (let run = 0; run < 8; run += 1) allowed.push(await tend());
    expect([allowed[0], allowed.at(-1)]).toEqual([1, undefined]);
    expect([...new Set(allowed.slice(0, -1))]).toEqual([1, 2, 4, 8, 16, 32]);
    expect([probe.count, (await gate()).closed]).toEqual([1, false]);
  });
});

describe('records while the gate is closed', () => {
  it('are neither woken nor written, and their attempts do not count', async () => {
    const sync = createRig();
    sync.put('p1');
    await sync.settle(12);
    sync.world.target.faults = { ...sync.world.target.faults, refused: 1 };
    for (let index = 2; index <= 13; index += 1) sync.put(`p${index}`);
    await sync.run();
    await sync.work();
    expect(sync.log()).toContain('quarantine-entered');
    await sync.pass(6000);
    sync.put('p1', { jobTitle: 'Agent' });
    await sync.run();
    expect(sync.world.queue).toEqual([]);
    sync.world.queue.push({ kind: 'user', objectId: 'p1', why: 'change', urgent: false });
    const before = sync.record('p1').have;
    expect((await sync.cost(() => sync.work())).requests).toBe(0);
    expect(sync.record('p1').have).toEqual(before);
  });
});
