import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const MANY = Array.from({ length: 25 }, (_, index) => `p${index + 10}`);

/** Everybody has an account; p33 is parked by the target, p34 held by the guard. */
async function company(): Promise<SyncRig> {
  const rig = createRig({ guardLimit: 0 });
  for (const id of MANY) rig.put(id);
  await rig.settle(8);
  const { ports } = rig.instance;
  const update = async () => {
    throw new ConnectorError('genesys-rejected-invalid-value', 'failed', { kind: 'rejected' });
  };
  rig.instance = { ...rig.instance, ports: { ...ports, target: { ...ports.target, update } } };
  rig.put('p33', { displayName: 'A name that the target refuses' });
  rig.put('p34', { enabled: false });
  await rig.settle(2);
  expect(rig.record('p33').have.parked).toBe(true);
  expect(rig.world.records.peekHeld().map(({ id }) => id)).toEqual(['p34']);
  return rig;
}

/** Who is read in batches during a run, in this order. */
async function readInRun(rig: SyncRig): Promise<string[]> {
  const read: string[] = [];
  const { ports } = rig.instance;
  const readUsers: typeof ports.directory.readUsers = async (ids, select) => {
    read.push(...ids);
    return ports.directory.readUsers(ids, select);
  };
  rig.instance = { ...rig.instance, ports: { ...ports, directory: { ...ports.directory, readUsers } } };
  await rig.run();
  return read;
}

describe('the refresh under a new configuration', () => {
  it('begins with who is held and who is parked, then goes through everybody', async () => {
    const rig = await company();
    rig.restart({ withTitle: false });
    const read = await readInRun(rig);
    expect(read.slice(0, 2)).toEqual(['p34', 'p33']);
    expect(new Set(read)).toEqual(new Set(MANY));
    expect(rig.log()).toContain('refresh-finished');
  });

  it('makes a parked person due at once', async () => {
    const rig = await company();
    rig.restart({ withTitle: false });
    await rig.settle(2);
    expect(rig.record('p33').have).toMatchObject({ parked: false, reason: null });
  });
});

describe('a weekly refresh', () => {
  it('goes through everybody once', async () => {
    const rig = await company();
    await rig.pass(8 * 24 * 60 * 60_000);
    const read = await readInRun(rig);
    expect(rig.log()).toContain('refresh-begun {"why":"weekly"}');
    expect(read.filter((id) => id === 'p33')).toEqual(['p33']);
  });
});
