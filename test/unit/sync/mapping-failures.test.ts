import type { MappingEntry, MappingFile } from '../../../shared/domain/mapping/mapping-file.ts';
import type { AttributeName } from '../../../shared/domain/mapping/types.ts';
import { fileWith } from '../../support/sync/mapping-files.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const WORK = 'phoneNumbers[type eq "work"].value';

function file(...entries: readonly MappingEntry[]): MappingFile {
  return fileWith(entries);
}

const failing = { target: 'title', expression: 'Left([displayName], [jobTitle])' };

function names(rig: SyncRig): unknown[] {
  return [...rig.world.target.accounts.values()].map(({ values }) => values.get('displayName' as AttributeName));
}

describe('a required attribute that an expression leaves alone', () => {
  const [userName, active] = file().attributes;
  const name = { target: 'displayName', expression: 'IIF([jobTitle]="keep", IgnoreAttributeFlow, [displayName])' };
  const title = { target: 'title', expression: '[jobTitle]' };
  const leavesAlone: MappingFile = { version: 1, attributes: [userName, active, name, title].flatMap((e) => e ?? []) };

  it('does not matter for an account that is there, and stops a new one', async () => {
    const rig = createRig({ file: leavesAlone });
    rig.put('p1', { displayName: 'Anna' });
    await rig.settle();
    rig.put('p1', { displayName: 'Berta', jobTitle: 'keep' });
    rig.put('p2', { jobTitle: 'keep' });
    await rig.settle();

    expect(rig.record('p1').have).toMatchObject({ reason: null, parked: false });
    expect(names(rig)).toEqual(['Anna']);
    const [account] = [...rig.world.target.accounts.values()];
    expect(account?.values.get('title' as AttributeName)).toBe('keep');
    expect(rig.record('p2').have).toMatchObject({ reason: 'mapping:displayName', parked: true, accountId: null });
  });
});

describe('an expression that fails for one person', () => {
  it('parks that person, names attribute, expression and reason, and stops nobody else', async () => {
    const rig = createRig({ file: file(failing) });
    rig.put('p1', { displayName: 'Secret Name', jobTitle: 'four' });
    rig.put('p2', { jobTitle: '4' });
    await rig.settle();

    expect(rig.record('p1').have).toMatchObject({ reason: 'mapping:title', parked: true, state: 'active' });
    expect(rig.record('p2').have).toMatchObject({ reason: null, parked: false });
    expect(names(rig)).toEqual(['Secret Name', 'Person p2']);
    const line =
      rig
        .log()
        .split('\n')
        .find((text) => text.includes('mapping-failed')) ?? '';
    expect(line).toContain('"attribute":"title","expression":"Left([displayName], [jobTitle])","reason":');
    expect(line).not.toMatch(/Secret|four/);
  });

  it('is looked at again when the person changes', async () => {
    const rig = createRig({ file: file(failing) });
    rig.put('p1', { jobTitle: 'four' });
    await rig.settle();
    rig.put('p1', { jobTitle: '4' });
    await rig.settle();

    expect(rig.record('p1').have).toMatchObject({ reason: null, parked: false });
  });

  it('does not matter for an account that is there when it is for new ones', async () => {
    const rig = createRig({ file: file({ ...failing, flow: 'ObjectAddOnly' }) });
    rig.put('p1', { jobTitle: '4' });
    await rig.settle();
    rig.put('p1', { jobTitle: 'four' });
    await rig.settle();

    expect(rig.record('p1').have).toMatchObject({ reason: null, parked: false });
  });

  it('parks a person without an account when nothing can be made of a required attribute', async () => {
    const rig = createRig({ file: file() });
    rig.put('p1', { displayName: '' });
    await rig.settle();

    expect(rig.record('p1').have).toMatchObject({ reason: 'mapping:displayName', accountId: null });
    expect(rig.log()).toContain(
      '"attribute":"displayName","expression":"[displayName]","reason":"is empty and required"',
    );
  });
});

describe('a value that does not suit its attribute', () => {
  it('is left out with an event that does not repeat it', async () => {
    const rig = createRig({ file: file({ target: WORK, expression: '[jobTitle]' }) });
    rig.put('p1', { jobTitle: '0170 1' });
    await rig.settle();

    expect(rig.record('p1').have).toMatchObject({ reason: null, parked: false, state: 'active' });
    const line =
      rig
        .log()
        .split('\n')
        .find((text) => text.includes('attributes-left-out')) ?? '';
    expect(line).toContain('does not begin with + and a country code');
    expect(line).not.toContain('0170');
  });

  it('is named with its attribute, each of two', async () => {
    const mobile = { target: 'phoneNumbers[type eq "mobile"].value', expression: '[jobTitle]' };
    const rig = createRig({ file: file({ target: WORK, expression: '[jobTitle]' }, mobile) });
    rig.put('p1', { jobTitle: '0170 1' });
    await rig.settle();

    const fault = 'does not begin with + and a country code';
    const why = JSON.stringify(`${mobile.target} ${fault}; ${WORK} ${fault}`);
    expect(rig.log()).toContain(`"why":${why}`);
  });
});
