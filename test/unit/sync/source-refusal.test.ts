import { ConnectorError, type ErrorKind } from '../../../shared/domain/connector-error.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

/** From now on workers are refused when they read a person; enumeration goes on. */
function refuse(rig: SyncRig, kind: ErrorKind, status: number) {
  const { directory } = rig.instance.ports;
  const source = { refuses: true, reads: 0 };
  const readUser = async (id: string, select: readonly string[]) => {
    source.reads += 1;
    if (source.refuses) throw new ConnectorError('graph-missing-permission', 'refused', { kind, status });
    return directory.readUser(id, select);
  };
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, directory: { ...directory, readUser } } };
  return source;
}

async function twoChanges(kind: ErrorKind, status: number) {
  const rig = createRig();
  rig.put('p1');
  rig.put('p2');
  await rig.settle(12);
  rig.put('p1', { jobTitle: 'Agent' });
  rig.put('p2', { jobTitle: 'Agent' });
  return { rig, source: refuse(rig, kind, status) };
}

const events = (rig: SyncRig) => rig.log().split('source-refused {').length - 1;

describe.each([
  ['unauthorized', 401],
  ['permission', 403],
] as const)('a source that answers the workers with %s', (kind, status) => {
  it('is asked ever more rarely, at least every half hour, with one event', async () => {
    const { rig, source } = await twoChanges(kind, status);
    await rig.settle(22);
    // At once, after 1, 6 and 21 minutes, for each of the two people.
    expect(source.reads).toBeLessThanOrEqual(2 * 4);
    expect(source.reads).toBeGreaterThanOrEqual(2 * 3);
    source.reads = 0;
    await rig.settle(62);
    expect(source.reads).toBeLessThanOrEqual(2 * 3);
    expect(source.reads).toBeGreaterThanOrEqual(2 * 2);
    expect(events(rig)).toBe(1);
  });

  it('counts no attempt, and the work is done within half an hour after it is over', async () => {
    const { rig, source } = await twoChanges(kind, status);
    await rig.settle(60);
    expect(rig.record('p1').have).toMatchObject({ attempts: 0, parked: false, reason: 'graph-missing-permission' });
    source.refuses = false;
    await rig.settle(32);
    for (const id of ['p1', 'p2']) {
      expect(rig.record(id).have.confirmedVersion).toBe(rig.record(id).want.version);
    }
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('begins anew when it refuses again hours later', async () => {
    const { rig, source } = await twoChanges(kind, status);
    await rig.settle(30);
    source.refuses = false;
    await rig.settle(40);
    source.refuses = true;
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.pass(60 * MINUTE);
    source.reads = 0;
    await rig.settle(4);
    expect([source.reads, events(rig)]).toEqual([2, 2]);
  });
});
