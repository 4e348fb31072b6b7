import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import type { UsersRead } from '../../../shared/sync/ports.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const BROKEN = new ConnectorError('graph-unavailable', 'broken', { kind: 'unavailable', status: 500 });

/** From now on the source answers 500 whenever one of these people is read. */
function breakReadings(rig: SyncRig, ...people: readonly string[]) {
  const broken = new Set(people);
  const { directory } = rig.instance.ports;
  const readUsers = async (ids: readonly string[], select: readonly string[]): Promise<UsersRead> => {
    const good = ids.filter((id) => !broken.has(id));
    const bad = ids.filter((id) => broken.has(id));
    return { ...(await directory.readUsers(good, select)), failed: new Map(bad.map((id) => [id, BROKEN])) };
  };
  const readUser = async (id: string, select: readonly string[]) => {
    if (broken.has(id)) throw BROKEN;
    return directory.readUser(id, select);
  };
  rig.instance = {
    ...rig.instance,
    ports: { ...rig.instance.ports, directory: { ...directory, readUsers, readUser } },
  };
  return broken;
}

const activeIds = ({ world }: SyncRig) =>
  [...world.target.accounts.values()].filter((account) => account.active).map(({ externalId }) => externalId);

async function company(...people: readonly string[]): Promise<SyncRig> {
  const rig = createRig();
  for (const id of people) rig.put(id);
  await rig.settle(12);
  expect(activeIds(rig)).toEqual(people);
  return rig;
}

describe('one person who cannot be read', () => {
  it("does not stop another's departure, and keeps the own one held", async () => {
    const rig = await company('p1', 'p2');
    breakReadings(rig, 'p2');
    rig.put('p1', { enabled: false });
    rig.put('p2', { enabled: false });
    await rig.settle(12);
    expect(activeIds(rig)).toEqual(['p2']);
    expect(rig.world.records.peekHeld().map(({ id }) => id)).toEqual(['p2']);
    expect(rig.log()).toMatch(/reading-failed .*"people":1,"code":"graph-unavailable","status":500/);
  });

  it('leaves when the reading works again', async () => {
    const rig = await company('p1');
    const broken = breakReadings(rig, 'p1');
    rig.put('p1', { enabled: false });
    await rig.settle(12);
    broken.clear();
    await rig.settle(3);
    expect(activeIds(rig)).toEqual([]);
  });

  it('is never taken for absent', async () => {
    const rig = await company('p1');
    rig.restart({ withTitle: false });
    breakReadings(rig, 'p1');
    await rig.settle(30);
    expect(rig.record('p1').want).toMatchObject({ source: 'present', absentSince: null, departure: null });
  });

  it('who is new does not stop others who are assigned, and is created later', async () => {
    const rig = createRig();
    const broken = breakReadings(rig, 'p1');
    rig.put('p1');
    rig.put('p2');
    await rig.settle(12);
    expect(activeIds(rig)).toEqual(['p2']);
    broken.clear();
    await rig.settle(40);
    expect(activeIds(rig).sort()).toEqual(['p1', 'p2']);
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('does not stop a refresh of the others', async () => {
    const rig = await company('p1', 'p2', 'p3');
    breakReadings(rig, 'p2');
    rig.restart({ withTitle: false });
    breakReadings(rig, 'p2');
    await rig.settle(3);
    expect(rig.log()).toMatch(/refresh-finished/);
  });
});
