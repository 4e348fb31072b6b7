import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import type { AttributeName } from '../../../shared/domain/mapping/types.ts';
import type { Directory } from '../../../shared/sync/ports.ts';
import { type Person, toUser } from '../../simulation/sim-directory.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const DAY = 24 * 60 * MINUTE;

/** From now on every reading of p1 shows the person as of now, whatever the feed shows; the function returned ends it. */
function lag(rig: SyncRig): () => void {
  const old = rig.world.directory.person('p1') as Person;
  let lagging = true;
  const { ports } = rig.instance;
  const directory: Directory = {
    ...ports.directory,
    readUser: async (id, select) => (lagging ? toUser(old) : ports.directory.readUser(id, select)),
    readUsers: async (ids, select) =>
      lagging
        ? { found: new Map([['p1', toUser(old)]]), missing: new Set(), failed: new Map() }
        : ports.directory.readUsers(ids, select),
  };
  rig.instance = { ...rig.instance, ports: { ...ports, directory } };
  return () => {
    lagging = false;
  };
}

const title = ({ world }: SyncRig) => world.target.accounts.get('t1')?.values.get('title' as AttributeName);

describe('a reading that lags behind the feed', () => {
  it('in a refresh does not undo for good what the feed has just shown', async () => {
    const rig = createRig();
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(8);
    await rig.pass(8 * DAY);
    const heal = lag(rig);
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.run();
    expect(rig.log()).toContain('refresh-finished {"why":"weekly"}');
    await rig.work();
    expect(title(rig)).toBe('Agent');
    heal();
    await rig.settle(10);
    expect(title(rig)).toBe('Lead');
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('as the last of a doubt does not undo for good what the feed has just shown', async () => {
    const rig = createRig();
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(8);
    rig.put('p1', { state: 'softDeleted' });
    await rig.settle(3);
    rig.put('p1', { state: 'present' });
    await rig.run();
    await rig.work();
    const { doubtUntil } = rig.record('p1').want;
    expect(doubtUntil).not.toBeNull();
    await rig.pass((doubtUntil ?? 0) - rig.world.scheduler.now);
    const heal = lag(rig);
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.run();
    await rig.work();
    heal();
    await rig.settle(10);
    expect(title(rig)).toBe('Lead');
  });
});

/** The target answers neither readings nor the disabling, and names no wait; the function returned ends it. */
function ailing(rig: SyncRig): () => void {
  const { ports } = rig.instance;
  const { target } = ports;
  let ill = true;
  const answer = <T>(kind: 'unavailable' | 'unknown', ask: () => Promise<T>): Promise<T> =>
    ill ? Promise.reject(new ConnectorError('target-unavailable', 'failed', { kind, status: 503 })) : ask();
  const failing: typeof target = {
    ...target,
    read: (id) => answer('unavailable', () => target.read(id)),
    setActive: (id, active, options) => answer('unknown', () => target.setActive(id, active, options)),
  };
  rig.instance = { ...rig.instance, ports: { ...ports, target: failing } };
  return () => {
    ill = false;
  };
}

describe('a leaver whose disabling keeps getting lost', () => {
  it('is tried again within hours of the trouble', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(8);
    rig.put('p1', { enabled: false });
    const heal = ailing(rig);
    await rig.settle(40);
    expect(rig.record('p1').have).toMatchObject({ state: 'active', parked: true });
    heal();
    for (let hour = 0; hour < 7; hour += 1) {
      await rig.pass(60 * MINUTE);
      await rig.settle(2);
    }
    expect(rig.record('p1').have).toMatchObject({ state: 'inactive', parked: false });
    expect(rig.world.records.peekDue()).toEqual([]);
  });
});
