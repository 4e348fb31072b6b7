import type { MappingEntry, MappingFile } from '../../../shared/domain/mapping/mapping-file.ts';
import type { AttributeName } from '../../../shared/domain/mapping/types.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const TITLE = 'title' as AttributeName;
const NUMBER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber';
const SAME: MappingEntry = { target: 'displayName', expression: '[displayName]' };

function file(...entries: readonly MappingEntry[]): MappingFile {
  return {
    version: 1,
    attributes: [
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'active', expression: 'Not([IsSoftDeleted])' },
      ...entries,
    ],
  };
}

function account(rig: SyncRig) {
  const [first] = [...rig.world.target.accounts.values()];
  if (first === undefined) throw new Error('no account');
  return first;
}

describe('FlowAlways', () => {
  it('goes out with every change of the person, once', async () => {
    const rig = createRig({ file: file(SAME, { target: 'title', expression: '[jobTitle]', flow: 'FlowAlways' }) });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(12);
    account(rig).values.set(TITLE, 'changed by hand');

    rig.put('p1', { upn: 'p1@example.com' });
    const { target } = await rig.cost(() => rig.settle(12));
    expect(target).toEqual({ update: 1 });
    expect(account(rig).values.get(TITLE)).toBe('Agent');
  });

  it('goes out once also where another expression fails at every retry', async () => {
    const number = { target: NUMBER, expression: 'IIF([jobTitle]="x", CDate([jobTitle]), [jobTitle])' };
    const rig = createRig({ file: file({ ...SAME, flow: 'FlowAlways' }, number) });
    rig.put('p1', { jobTitle: '1' });
    await rig.settle(12);

    rig.put('p1', { jobTitle: 'x' });
    const { target } = await rig.cost(() => rig.settle(6 * 60));
    expect(target).toEqual({ update: 1 });
    expect(rig.record('p1').have).toMatchObject({ parked: true });
    expect(rig.record('p1').have.attempts).toBeGreaterThan(1);
    rig.put('p1', { upn: 'p1@example.com' });
    expect((await rig.cost(() => rig.settle(6))).target).toEqual({ update: 1 });
  });
});
