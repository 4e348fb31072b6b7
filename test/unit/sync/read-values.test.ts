import { compileMapping } from '../../../shared/domain/mapping/compile-mapping.ts';
import type { AttributeName } from '../../../shared/domain/mapping/types.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const TITLE = 'title' as AttributeName;
const DIVISION = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division';

function shownTitle(rig: SyncRig): unknown {
  const [account] = rig.world.target.accounts.values();
  return account?.values.get(TITLE);
}

describe('values that were read at the target and found as wanted', () => {
  it('count as sent: a value that goes back after an answer was lost is written again', async () => {
    const rig = createRig();
    const { target } = rig.world;
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(12);
    target.faults = { ...target.faults, lostAnswer: 1 };
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.run();
    await rig.work();
    target.faults = { ...target.faults, lostAnswer: 0 };
    await rig.settle(15);
    expect([shownTitle(rig), target.requests.update]).toEqual(['Lead', 1]);
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(3);
    expect([shownTitle(rig), target.requests.update]).toEqual(['Agent', 2]);
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('count as sent after an enable: what it may take away and did not is not written', async () => {
    const rig = createRig();
    const built = compileMapping({
      version: 1,
      attributes: [
        { target: 'userName', expression: '[userPrincipalName]' },
        { target: 'active', expression: 'Not([IsSoftDeleted])' },
        { target: 'displayName', expression: '[displayName]' },
        { target: DIVISION, expression: '"Home"' },
      ],
    });
    if (!built.ok) throw new Error(JSON.stringify(built.faults));
    const { ports } = rig.instance;
    const configuration = { ...ports.configuration, mapping: built.mapping };
    rig.instance = { ...rig.instance, ports: { ...ports, configuration } };
    rig.put('p1');
    await rig.settle(12);
    rig.put('p1', { enabled: false });
    await rig.settle(12);
    rig.put('p1', { enabled: true });
    await rig.settle(12);
    rig.put('p1', { displayName: 'Anna' });
    await rig.run();
    rig.put('p1', { displayName: 'Person p1' });
    await rig.settle(3);
    expect(rig.world.target.requests).toEqual({ create: 1, disable: 1, enable: 1 });
  });
});
