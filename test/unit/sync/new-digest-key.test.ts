import { createDigester } from '../../../shared/domain/digest.ts';
import type { CompiledMapping } from '../../../shared/domain/mapping/types.ts';
import type { Configuration, Ports } from '../../../shared/sync/configuration.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

function deploy(rig: SyncRig, ports: Partial<Ports>, change: Partial<Configuration>): void {
  rig.restart({});
  const { instance } = rig;
  const configuration = { ...instance.ports.configuration, ...change };
  rig.instance = { ...instance, ports: { ...instance.ports, ...ports, configuration } };
}

const newKey = (rig: SyncRig) => deploy(rig, { digester: createDigester('another key') }, { hash: 'with another key' });

async function company(): Promise<SyncRig> {
  const rig = createRig();
  for (const id of ['p1', 'p2', 'p3']) rig.put(id, { jobTitle: 'Agent' });
  await rig.settle(8);
  expect(rig.world.target.requests).toEqual({ create: 3 });
  return rig;
}

describe('a new digest key', () => {
  it('has every account read and compared once, and nothing written where nothing differs', async () => {
    const rig = await company();
    newKey(rig);
    await rig.settle(20);
    expect(rig.world.target.requests).toEqual({ create: 3, read: 3 });
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('loses nothing that changed while the app was deployed', async () => {
    const rig = await company();
    rig.put('p1', { enabled: false });
    rig.put('p2', { displayName: 'Person 2 renamed' });
    newKey(rig);
    await rig.settle(20);
    expect(rig.record('p1')).toMatchObject({ want: { source: 'disabled' }, have: { state: 'inactive' } });
    expect([...(rig.world.target.accounts.get('t2')?.values.values() ?? [])]).toContain('Person 2 renamed');
    expect(rig.world.target.requests).toEqual({ create: 3, read: 3, disable: 1, update: 1 });
  });

  it('leaves the feeds where they were', async () => {
    const rig = await company();
    const selectHash = () => Reflect.get(rig.world.control.peek('feed|users') as object, 'selectHash');
    const before = selectHash();
    newKey(rig);
    await rig.run();
    expect(selectHash()).toBe(before);
    expect(rig.log()).not.toContain('projection');
  });
});

describe('a release that reads other properties', () => {
  it('begins another feed and has everybody read again, in one transaction', async () => {
    const rig = await company();
    const { mapping } = rig.instance.ports.configuration;
    const wider: CompiledMapping = { ...mapping, select: [...mapping.select, 'usageLocation'] };
    rig.put('p1', { enabled: false });
    deploy(rig, {}, { mapping: wider });
    await rig.settle(10);
    expect(rig.log()).toContain('refresh-begun {"why":"projection"}');
    expect(rig.record('p1').have.state).toBe('inactive');
    expect(rig.world.target.requests).toEqual({ create: 3, disable: 1 });
  });
});
