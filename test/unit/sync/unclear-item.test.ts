import type { AttributeName } from '../../../shared/domain/mapping/types.ts';
import type { DeltaItem } from '../../../shared/sync/ports.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

/** From now on no delta item says whether the account is enabled. */
function withoutEnabled(rig: SyncRig, value: 'absent' | 'null') {
  const { directory } = rig.instance.ports;
  const strip = (item: DeltaItem): DeltaItem => {
    const { accountEnabled: _, ...user } = item.user;
    return { ...item, user: value === 'null' ? { ...user, accountEnabled: null } : user };
  };
  const usersPage = async (link: string) => {
    const page = await directory.usersPage(link);
    return { ...page, items: page.items.map(strip) };
  };
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, directory: { ...directory, usersPage } } };
}

const activeIds = ({ world }: SyncRig) =>
  [...world.target.accounts.values()].filter((account) => account.active).map(({ externalId }) => externalId);

async function company(scope: 'all' | 'assigned', value: 'absent' | 'null'): Promise<SyncRig> {
  const rig = createRig({ scope });
  rig.put('p1');
  await rig.settle(12);
  withoutEnabled(rig, value);
  return rig;
}

describe.each(['absent', 'null'] as const)('an item whose accountEnabled is %s', (value) => {
  it('brings somebody new in scope "all"', async () => {
    const rig = await company('all', value);
    rig.put('p2');
    await rig.settle(3);
    expect(activeIds(rig)).toEqual(['p1', 'p2']);
  });

  it('brings nobody new who is disabled', async () => {
    const rig = await company('all', value);
    rig.put('p2', { enabled: false });
    await rig.settle(12);
    expect(activeIds(rig)).toEqual(['p1']);
    expect(rig.record('p2').want).toMatchObject({ source: 'disabled', departure: null, doubtUntil: null });
  });

  it('brings nobody new who is not assigned in scope "assigned"', async () => {
    const rig = await company('assigned', value);
    rig.put('p2', { assigned: false });
    await rig.settle(3);
    expect(rig.world.records.peek().map(({ id }) => id)).toEqual(['p1']);
  });

  it('changes somebody known without a departure', async () => {
    const rig = await company('all', value);
    rig.put('p1', { displayName: 'Anna' });
    await rig.settle(3);
    expect(rig.record('p1').want).toMatchObject({ source: 'present', departures: 0 });
    expect([...rig.world.target.accounts.values()][0]?.values.get('displayName' as AttributeName)).toBe('Anna');
  });

  it('of somebody who was disabled is a departure', async () => {
    const rig = await company('all', value);
    rig.put('p1', { enabled: false });
    await rig.run();
    expect(rig.record('p1').want).toMatchObject({ source: 'disabled', departure: { why: 'disabled' } });
    await rig.settle(7);
    expect(activeIds(rig)).toEqual([]);
  });
});
