import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import type { Ports } from '../../../shared/sync/configuration.ts';
import type { Directory, Target } from '../../../shared/sync/ports.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const SECOND = 1000;

async function company(...people: readonly string[]): Promise<SyncRig> {
  const rig = createRig();
  for (const id of people) rig.put(id);
  await rig.settle(12);
  return rig;
}

function withPorts(rig: SyncRig, ports: Partial<Ports>): void {
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, ...ports } };
}

const throttled = (retryAfterMs: number) =>
  new ConnectorError('graph-throttled', 'throttled', { kind: 'throttled', status: 429, retryAfterMs });

describe('a wait named by the source', () => {
  it.each(['usersPage', 'assignmentsPage'] as const)('holds the feed of %s back, over all instances', async (call) => {
    const rig = await company('p1');
    const asked: number[] = [];
    const throttle = () => {
      const { directory } = rig.instance.ports;
      const broken: Partial<Directory> = {
        [call]: async () => {
          asked.push(rig.world.scheduler.now);
          throw throttled(10 * MINUTE);
        },
      };
      withPorts(rig, { directory: { ...directory, ...broken } });
    };
    throttle();
    await rig.settle(5);
    // Another instance takes the lease: the wait was stored.
    rig.restart({});
    throttle();
    await rig.settle(7);
    const [first = 0, second = 0] = asked;
    expect(asked).toHaveLength(2);
    expect(second - first).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  it('is over with its time, and the feed goes on', async () => {
    const rig = await company('p1');
    const { directory } = rig.instance.ports;
    let told = false;
    const usersPage: Directory['usersPage'] = async (link) => {
      if (told) return directory.usersPage(link);
      told = true;
      throw throttled(3 * MINUTE);
    };
    withPorts(rig, { directory: { ...directory, usersPage } });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(6);
    expect([...(rig.world.target.accounts.values().next().value?.values.values() ?? [])]).toContain('Agent');
  });
});

describe('a wait named by the target', () => {
  /** Every PATCH is answered with this; returns when they were sent. */
  function refusePatches(rig: SyncRig, error: ConnectorError): number[] {
    const { target } = rig.instance.ports;
    const sent: number[] = [];
    const update: Target['update'] = async () => {
      sent.push(rig.world.scheduler.now);
      throw error;
    };
    withPorts(rig, { target: { ...target, update } });
    return sent;
  }

  it('to one record is a wait for all', async () => {
    const people = ['p1', 'p2', 'p3', 'p4'];
    const rig = await company(...people);
    const details = { kind: 'throttled', status: 429, retryAfterMs: 42 * SECOND } as const;
    const sent = refusePatches(rig, new ConnectorError('genesys-throttled', 'throttled', details));
    for (const id of people) rig.put(id, { displayName: `Anna ${id}` });
    await rig.run();
    await rig.work();
    for (const [place, at] of sent.entries()) {
      const before = sent[place - 1];
      if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(42 * SECOND);
    }
    expect(sent.length).toBeGreaterThan(1);
  });

  it('holds leavers back as well', async () => {
    const rig = await company('p1', 'p2');
    const details = { kind: 'throttled', status: 429, retryAfterMs: 10 * MINUTE } as const;
    const [sent, start] = [
      refusePatches(rig, new ConnectorError('genesys-throttled', 'throttled', details)),
      rig.world.scheduler.now,
    ];
    rig.put('p1', { displayName: 'Anna' });
    await rig.run();
    await rig.work();
    expect(sent).toHaveLength(1);
    rig.put('p2', { enabled: false });
    await rig.settle(8);
    expect(rig.world.target.requests.disable).toBeUndefined();
    await rig.settle(8);
    expect(rig.world.target.requests.disable).toBe(1);
    expect(rig.world.scheduler.now - start).toBeLessThan(20 * MINUTE);
  });

  it('with an answer of unknown outcome is the earliest next attempt', async () => {
    const rig = await company('p1');
    const details = { kind: 'unknown', status: 503, retryAfterMs: 10 * MINUTE } as const;
    const sent = refusePatches(rig, new ConnectorError('genesys-outcome-unknown', 'unknown', details));
    const before = { ...rig.world.target.requests };
    rig.put('p1', { displayName: 'Anna' });
    await rig.settle(9);
    expect(sent).toHaveLength(1);
    expect(rig.world.target.requests).toEqual(before);
    await rig.settle(3);
    expect(rig.world.target.requests.read).toBe(1);
  });

  it('that is shorter than the intent does not shorten it', async () => {
    const rig = await company('p1');
    const details = { kind: 'unknown', status: 503, retryAfterMs: 2 * SECOND } as const;
    const sent = refusePatches(rig, new ConnectorError('genesys-outcome-unknown', 'unknown', details));
    rig.put('p1', { displayName: 'Anna' });
    await rig.run();
    await rig.work();
    const { intent, nextAttempt } = rig.record('p1').have;
    expect(sent).toHaveLength(1);
    expect(nextAttempt).toBe(intent?.expiry);
  });

  it('is obeyed by the probe of a quarantine', async () => {
    const rig = await company('p1');
    const { target, control } = rig.instance.ports;
    const probes: number[] = [];
    const probe: Target['probe'] = async () => {
      probes.push(rig.world.scheduler.now);
      const details = { kind: 'unavailable', status: 503, retryAfterMs: 40 * MINUTE } as const;
      throw new ConnectorError('genesys-unavailable', 'down', details);
    };
    withPorts(rig, { target: { ...target, probe } });
    const now = rig.world.scheduler.now;
    const gate = { closed: true, reason: 'x', cause: 'unavailable', since: now, probing: '', nextProbe: now, step: 0 };
    const stored = control.read('gate');
    await rig.pass(SECOND);
    const written = control.write('gate', { ...gate, failures: 10, failingSince: now, ramp: 0 }, (await stored)?.etag);
    await rig.pass(SECOND);
    await written;
    await rig.settle(38);
    expect(probes).toHaveLength(1);
  });
});
