import { type Rig, startRig } from './rig.ts';

const feed = '/users/delta?$select=displayName,department,manager';
let rig: Rig;

beforeEach(async () => {
  rig = await startRig();
});

afterEach(() => rig.close());

describe('what is not known about the feed has a switch', () => {
  it('leaves a cleared property out instead of giving null, but never with return=minimal', async () => {
    await rig.control('POST switches', { clearedProperty: 'absent' });
    const id = await rig.person({ displayName: 'Ada', department: 'Sales' });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`PATCH people/${id}`, { department: null });
    const whole = await rig.round(deltaLink);
    const minimal = await rig.round(deltaLink, { prefer: 'return=minimal' });

    expect(whole.items).toEqual([{ id, displayName: 'Ada' }]);
    expect(minimal.items).toEqual([{ id, department: null }]);
  });

  it('sends an emptied list as an empty list', async () => {
    const id = await rig.person({ businessPhones: ['+49 30 1'] });
    const { deltaLink } = await rig.round('/users/delta?$select=businessPhones');
    await rig.control(`PATCH people/${id}`, { businessPhones: null });

    expect((await rig.round(deltaLink)).items).toEqual([{ id, businessPhones: [] }]);
  });

  it('can be silent about the manager before and about a cleared manager', async () => {
    await rig.control('POST switches', { managerReplaced: 'new-only', managerCleared: 'silent' });
    const [ada, bob] = [await rig.person({}), await rig.person({})];
    const cem = await rig.person({ displayName: 'Cem', manager: ada });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`PUT people/${cem}/manager`, { manager: bob });
    const replaced = await rig.round(deltaLink);
    await rig.control(`PUT people/${cem}/manager`, { manager: null });
    const cleared = await rig.round(replaced.deltaLink);

    expect(replaced.items[0]?.['manager@delta']).toEqual([{ '@odata.type': '#microsoft.graph.user', id: bob }]);
    expect(cleared.items).toEqual([{ id: cem, displayName: 'Cem' }]);
  });

  it('can send the manager with every change', async () => {
    await rig.control('POST switches', { managerOnEveryChange: true });
    const ada = await rig.person({});
    const bob = await rig.person({ manager: ada });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`PATCH people/${bob}`, { department: 'Sales' });

    expect((await rig.round(deltaLink)).items[0]?.['manager@delta']).toMatchObject([{ id: ada }]);
  });

  it('can send removed people with their other properties', async () => {
    await rig.control('POST switches', { removedWithProperties: true });
    const id = await rig.person({ displayName: 'Ada' });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`POST people/${id}/soft-delete`);

    expect((await rig.round(deltaLink)).items).toEqual([{ id, displayName: 'Ada', '@removed': { reason: 'changed' } }]);
  });

  it('can read a missing manager as null', async () => {
    const id = await rig.person({});
    const url = `/users/${id}?$select=id&$expand=manager($select=id)`;
    const absent = await (await rig.get(url)).json();
    await rig.control('POST switches', { expandedNoManager: 'null' });

    expect(absent).not.toHaveProperty('manager');
    expect(await (await rig.get(url)).json()).toHaveProperty('manager', null);
  });

  it('goes back to the standard when the switches are deleted', async () => {
    await rig.close();
    rig = await startRig({ pageSize: 7 });
    const before = await rig.control('GET switches');
    await rig.control('POST switches', { pageSize: 3, restoreSilent: 'always' });

    expect(await rig.control('DELETE switches')).toEqual(before);
    expect(before).toMatchObject({ pageSize: 7 });
  });
});

describe('properties of people', () => {
  it('may all be missing: a new person then comes as an id alone', async () => {
    const { deltaLink } = await rig.round('/users/delta?$select=department&$deltatoken=latest');
    const id = await rig.person({ displayName: 'Ada' });

    expect((await rig.round(deltaLink)).items).toEqual([{ id }]);
  });

  it('hold extension attributes and directory extensions', async () => {
    const extension = 'extension_0123456789abcdef0123456789abcdef_costCentre';
    const given = { onPremisesExtensionAttributes: { extensionAttribute1: 'a' }, [extension]: '4711' };
    const id = await rig.person(given);

    const { items } = await rig.round(`/users/delta?$select=onPremisesExtensionAttributes,${extension}`);

    expect(items).toEqual([{ id, ...given }]);
  });
});
