import { compileMapping } from '../../../shared/domain/mapping/compile-mapping.ts';
import type { AttributeName, CompiledMapping } from '../../../shared/domain/mapping/types.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const TITLE = 'title' as AttributeName;

function withCreateOnlyTitle(rig: SyncRig): void {
  const built = compileMapping({
    version: 1,
    attributes: [
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'active', expression: 'Not([IsSoftDeleted])' },
      { target: 'displayName', expression: '[displayName]' },
      { target: 'title', expression: '"New hire"', onlyOnCreate: true },
    ],
  });
  if (!built.ok) throw new Error(JSON.stringify(built.faults));
  const mapping: CompiledMapping = built.mapping;
  const { ports } = rig.instance;
  rig.instance = { ...rig.instance, ports: { ...ports, configuration: { ...ports.configuration, mapping } } };
}

describe('a value that is written on create only', () => {
  it.each([true, false])('does not replace what an adopted account holds (active: %s)', async (active) => {
    const rig = createRig();
    withCreateOnlyTitle(rig);
    const account = rig.world.target.seed('p1@example.org', active);
    account.values.set(TITLE, 'Director');
    rig.put('p1');
    await rig.settle(12);
    expect(rig.record('p1').have).toMatchObject({ accountId: account.id, state: 'active', reason: null });
    expect(account).toMatchObject({ externalId: 'p1', active: true });
    expect(account.values.get('displayName' as AttributeName)).toBe('Person p1');
    expect(account.values.get(TITLE)).toBe('Director');
  });

  it('is written to a new account', async () => {
    const rig = createRig();
    withCreateOnlyTitle(rig);
    rig.put('p1');
    await rig.settle(12);
    expect(rig.world.target.accounts.get('t1')?.values.get(TITLE)).toBe('New hire');
  });
});
