import type { MappingEntry, MappingFile } from '../../../shared/domain/mapping/mapping-file.ts';
import type { AttributeName } from '../../../shared/domain/mapping/types.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const TITLE = 'title' as AttributeName;
const NAME = 'userName' as AttributeName;

function file(...entries: readonly MappingEntry[]): MappingFile {
  const names = entries.map(({ target }) => target);
  const needed = [
    { target: 'userName', expression: '[userPrincipalName]' },
    { target: 'active', expression: 'Not([IsSoftDeleted])' },
    { target: 'displayName', expression: '[displayName]' },
  ].filter(({ target }) => !names.includes(target));
  return { version: 1, attributes: [...needed, ...entries] };
}

const shown = (rig: SyncRig, name: AttributeName) =>
  [...rig.world.target.accounts.values()].map(({ values }) => values.get(name));

describe('values that come from clock and chance', () => {
  it.each(['Now()', 'Guid()', 'RandomString(8, 1, 1, 1, 1)'])(
    '%s is sent once, when the account is created',
    async (expression) => {
      const rig = createRig({ file: file({ target: 'title', expression, flow: 'ObjectAddOnly' }) });
      rig.put('p1');
      await rig.settle();
      const [first] = shown(rig, TITLE);
      rig.put('p1', { displayName: 'Anna' });
      await rig.settle();

      expect(first).toMatch(/\S{3}/);
      expect(shown(rig, TITLE)).toEqual([first]);
      expect(rig.world.target.requests).toMatchObject({ create: 1, update: 1 });
    },
  );
});

describe('IgnoreObjectFlow', () => {
  const flow = file({ target: 'title', expression: 'IIF([jobTitle] = "Temp", IgnoreObjectFlow, [jobTitle])' });

  it('writes nothing for a person, and leaves the record in step', async () => {
    const rig = createRig({ file: flow });
    rig.put('p1', { jobTitle: 'Temp' });
    await rig.settle();

    expect(rig.world.target.requests).toEqual({});
    expect(rig.record('p1').have).toMatchObject({ parked: false, reason: null });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();
    expect(shown(rig, TITLE)).toEqual(['Agent']);
  });

  it('still links the account of a create whose answer was lost, so that a leaver loses it', async () => {
    const rig = createRig({ file: flow });
    const { faults } = rig.world.target;
    rig.put('p1', { jobTitle: 'Agent' });
    faults.lostAnswer = 1;
    await rig.settle(1);
    faults.lostAnswer = 0;
    rig.put('p1', { jobTitle: 'Temp' });
    await rig.settle(25);
    expect(rig.record('p1').have).toMatchObject({ accountId: 't1', state: 'active' });

    rig.put('p1', { enabled: false });
    await rig.settle(8);
    expect([...rig.world.target.accounts.values()]).toMatchObject([{ id: 't1', active: false }]);
  });
});

describe('SelectUniqueValue', () => {
  const unique = file({
    target: 'userName',
    expression:
      'SelectUniqueValue([userPrincipalName], Join("", "2.", [userPrincipalName]), Append("3.", [userPrincipalName]))',
    flow: 'ObjectAddOnly',
  });

  it('takes the first name that is free', async () => {
    const rig = createRig({ file: unique });
    rig.put('p1');
    await rig.settle();

    expect(shown(rig, NAME)).toEqual(['p1@example.org']);
  });

  it('creates no more accounts in a day than the limit says', async () => {
    const rig = createRig({ file: unique, createLimit: 1 });
    rig.put('p1');
    rig.put('p2');
    await rig.settle();

    expect(rig.world.target.requests.create).toBe(1);
    const reasons = ['p1', 'p2'].map((id) => rig.record(id).have.reason);
    expect(reasons.filter((reason) => reason !== null)).toEqual(['create-limit']);
  });

  it('takes the next one when a name is held, and keeps it', async () => {
    const rig = createRig({ file: unique });
    rig.world.target.seed('p1@example.org', true);
    rig.put('p1');
    await rig.settle();
    rig.put('p1', { displayName: 'Anna' });
    await rig.settle();

    expect(shown(rig, NAME)).toEqual(['p1@example.org', '2.p1@example.org']);
    expect(rig.record('p1').have).toMatchObject({ accountId: 't2', state: 'active' });
  });

  it('moves on when a name turns out to be taken by an inactive account', async () => {
    const rig = createRig({ file: unique });
    const { target } = rig.instance.ports;
    rig.world.target.seed('p1@example.org', false);
    rig.instance = {
      ...rig.instance,
      ports: { ...rig.instance.ports, target: { ...target, searchByUserName: async () => [] } },
    };
    rig.put('p1');
    await rig.settle();

    expect(shown(rig, NAME)).toEqual(['p1@example.org', '2.p1@example.org']);
  });

  it('waits for a person when every name is taken', async () => {
    const rig = createRig({ file: unique });
    for (const prefix of ['', '2.', '3.']) rig.world.target.seed(`${prefix}p1@example.org`, true);
    rig.put('p1');
    await rig.settle();

    expect(rig.world.target.accounts.size).toBe(3);
    expect(rig.record('p1').have).toMatchObject({ accountId: null, reason: 'no-unique-name', parked: true });
  });
});
