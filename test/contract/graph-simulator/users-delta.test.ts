import { failure, type Rig, startRig } from './rig.ts';

const feed = '/users/delta?$select=displayName,department,manager';
let rig: Rig;

beforeEach(async () => {
  rig = await startRig({ pageSize: 2 });
});

afterEach(() => rig.close());

describe('rounds of users/delta', () => {
  it('lists everybody who is there, page by page, and ends with exactly one delta link', async () => {
    for (const name of ['Ada', 'Bob', 'Cem', 'Dora', 'Eve']) await rig.person({ displayName: name });

    const first = await rig.page(feed);
    const round = await rig.round(feed);

    expect(Object.keys(first)).toContain('@odata.nextLink');
    expect(Object.keys(first)).not.toContain('@odata.deltaLink');
    expect(round.items.map((item) => item.displayName)).toEqual(['Ada', 'Bob', 'Cem', 'Dora', 'Eve']);
    expect(round.pages).toBe(3);
  });

  it('leaves out properties that were never set and gives null for cleared ones', async () => {
    const id = await rig.person({ displayName: 'Ada', department: 'Sales' });
    await rig.person({ displayName: 'Bob' });
    await rig.control(`PATCH people/${id}`, { department: null });

    const { items } = await rig.round(feed);

    expect(items[0]).toEqual({ id, displayName: 'Ada', department: null });
    expect(items[1]).not.toHaveProperty('department');
  });

  it('gives all selected properties of a changed person, and only changed ones with return=minimal', async () => {
    const id = await rig.person({ displayName: 'Ada', department: 'Sales' });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`PATCH people/${id}`, { department: 'Service' });

    const whole = await rig.page(deltaLink);
    const minimal = await rig.get(deltaLink, { prefer: 'return=minimal' });

    expect(whole.value).toEqual([{ id, displayName: 'Ada', department: 'Service' }]);
    expect(await minimal.json()).toHaveProperty('value', [{ id, department: 'Service' }]);
    expect(minimal.headers.get('preference-applied')).toBe('return=minimal');
  });

  it('says nothing about changes of properties that were not selected', async () => {
    const id = await rig.person({ displayName: 'Ada' });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`PATCH people/${id}`, { city: 'Bonn' });

    expect((await rig.round(deltaLink)).items).toEqual([]);
  });

  it('gives the same changes again when a delta link is used twice', async () => {
    const { deltaLink } = await rig.round('/users/delta?$select=displayName&$deltatoken=latest');
    const ada = await rig.person({ displayName: 'Ada' });
    const once = await rig.round(deltaLink);
    const bob = await rig.person({ displayName: 'Bob' });
    const twice = await rig.round(deltaLink);

    expect(once.items.map((item) => item.id)).toEqual([ada]);
    expect(twice.items.map((item) => item.id)).toEqual([ada, bob]);
  });

  it('starts from now with $deltatoken=latest', async () => {
    await rig.person({ displayName: 'Ada' });

    const round = await rig.round('/users/delta?$select=displayName&$deltatoken=latest');

    expect(round.items).toEqual([]);
    expect((await rig.round(round.deltaLink)).items).toEqual([]);
  });

  it('keeps a round whole while people change between its pages', async () => {
    const ids = [];
    for (const name of ['Ada', 'Bob', 'Cem', 'Dora']) ids.push(await rig.person({ displayName: name }));
    const first = await rig.page(feed);
    await rig.control(`PATCH people/${ids[3]}`, { displayName: 'Dora II' });
    const rest = await rig.round(first['@odata.nextLink'] ?? '');

    expect([...first.value, ...rest.items].map((item) => item.id)).toEqual(ids);
    expect((await rig.round(rest.deltaLink)).items).toMatchObject([{ displayName: 'Dora II' }]);
  });

  it('says nothing when a property is set to the value it has', async () => {
    const id = await rig.person({ displayName: 'Ada' });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`PATCH people/${id}`, { displayName: 'Ada' });

    expect((await rig.round(deltaLink)).items).toEqual([]);
  });

  it('loses nobody over the pages of a later round, whatever the order of the changes', async () => {
    const ids = [];
    for (const name of ['Ada', 'Bob', 'Cem', 'Dora', 'Eve']) ids.push(await rig.person({ displayName: name }));
    const { deltaLink } = await rig.round(feed);
    for (const id of [...ids].reverse()) await rig.control(`PATCH people/${id}`, { department: 'Sales' });

    const { items, pages } = await rig.round(deltaLink);

    expect(items.map((item) => item.id).sort()).toEqual([...ids].sort());
    expect(pages).toBe(3);
  });

  it('forgets no change of somebody who changes very often', async () => {
    const id = await rig.person({ displayName: 'Ada', department: 'Sales' });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`PATCH people/${id}`, { department: 'Service' });
    for (let n = 0; n < 40; n += 1) await rig.control(`PATCH people/${id}`, { displayName: `Ada ${n}` });

    const { value } = await rig.page(deltaLink, { prefer: 'return=minimal' });

    expect(value).toEqual([{ id, displayName: 'Ada 39', department: 'Service' }]);
  });
});

describe('people who go and come back', () => {
  it('announces a soft delete as changed and a purge as deleted', async () => {
    const id = await rig.person({ displayName: 'Ada' });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`POST people/${id}/soft-delete`);
    const gone = await rig.round(deltaLink);
    await rig.control(`POST people/${id}/purge`);
    const purged = await rig.round(gone.deltaLink);

    expect(gone.items).toEqual([{ id, '@removed': { reason: 'changed' } }]);
    expect(purged.items).toEqual([{ id, '@removed': { reason: 'deleted' } }]);
  });

  it('gives only the last or both events of a purge between two rounds, as switched', async () => {
    const id = await rig.person({ displayName: 'Ada' });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`POST people/${id}/purge`);
    const last = await rig.round(deltaLink);
    await rig.control('POST switches', { purgeShows: 'both' });
    const both = await rig.round(deltaLink);

    expect(last.items).toHaveLength(1);
    expect(both.items.map((item) => item['@removed'])).toEqual([{ reason: 'changed' }, { reason: 'deleted' }]);
  });

  it.each([
    ['never', 1],
    ['with-select', 0],
    ['always', 0],
  ])('reports a restore as a whole new person unless switched silent (%s)', async (restoreSilent, expected) => {
    await rig.control('POST switches', { restoreSilent });
    const id = await rig.person({ displayName: 'Ada', department: 'Sales' });
    await rig.control(`POST people/${id}/soft-delete`);
    const { deltaLink } = await rig.round(feed);
    await rig.control(`POST people/${id}/restore`);

    const { items } = await rig.round(deltaLink);

    expect(items).toEqual(Array(expected).fill({ id, displayName: 'Ada', department: 'Sales' }));
  });

  it('lists removed people in a first round only when switched so', async () => {
    const id = await rig.person({ displayName: 'Ada' });
    await rig.control(`POST people/${id}/soft-delete`);
    const without = await rig.round(feed);
    await rig.control('POST switches', { removedInFirstRound: true });
    const withRemoved = await rig.round(feed);

    expect(without.items).toEqual([]);
    expect(withRemoved.items).toEqual([{ id, '@removed': { reason: 'changed' } }]);
  });
});

describe('the manager', () => {
  it('rides along only when it changed, with the one before as removed', async () => {
    const [ada, bob, cem] = [await rig.person({}), await rig.person({}), await rig.person({ displayName: 'Cem' })];
    await rig.control(`PUT people/${cem}/manager`, { manager: ada });
    const first = await rig.round(feed);
    await rig.control(`PUT people/${cem}/manager`, { manager: bob });
    const replaced = await rig.round(first.deltaLink);
    await rig.control(`PATCH people/${cem}`, { department: 'Sales' });
    const other = await rig.round(replaced.deltaLink);

    const type = '#microsoft.graph.user';
    expect(first.items[2]).toMatchObject({ 'manager@delta': [{ '@odata.type': type, id: ada }] });
    expect(replaced.items[0]?.['manager@delta']).toEqual([
      { '@odata.type': type, id: bob },
      { '@odata.type': type, id: ada, '@removed': { reason: 'deleted' } },
    ]);
    expect(other.items).toEqual([{ id: cem, displayName: 'Cem', department: 'Sales' }]);
  });

  it('shows a cleared manager as removed alone, a contact by its own type, and nothing without $select', async () => {
    const [ada, bob] = [await rig.person({}), await rig.person({ displayName: 'Bob' })];
    const contact = '0c9a1a52-0f6e-4a6f-9d49-6a2a5b2d4f11';
    await rig.control(`PUT people/${bob}/manager`, { manager: ada });
    const { deltaLink } = await rig.round(feed);
    await rig.control(`PUT people/${bob}/manager`, { manager: null });
    const cleared = await rig.round(deltaLink);
    await rig.control(`PUT people/${bob}/manager`, { manager: contact, type: 'orgContact' });
    const linked = await rig.round(cleared.deltaLink);
    const untracked = await rig.round('/users/delta');

    expect(cleared.items[0]?.['manager@delta']).toMatchObject([{ id: ada, '@removed': { reason: 'deleted' } }]);
    expect(linked.items[0]?.['manager@delta']).toEqual([{ '@odata.type': '#microsoft.graph.orgContact', id: contact }]);
    expect(untracked.items[1]).not.toHaveProperty('manager@delta');
  });
});

describe('query options of users/delta', () => {
  it.each([
    ['$select=signInActivity', 'BadRequest'],
    ['$select=shoeSize', 'BadRequest'],
    ['$select=onPremisesExtensionAttributes/extensionAttribute1', 'BadRequest'],
    ['deltatoken=latest', 'Request_BadRequest'],
    ['$orderby=displayName', 'Request_UnsupportedQuery'],
    [`$filter=displayName eq 'Ada'`, 'Request_UnsupportedQuery'],
    [`$filter=${Array(51).fill("id eq 'x'").join(' or ')}`, 'Request_UnsupportedQuery'],
  ])('refuses %s', async (query, code) => {
    expect(await failure(await rig.get(`/users/delta?${query}`))).toEqual({ status: 400, code });
  });

  it('ignores $top and $expand, follows an id filter into later rounds', async () => {
    const [ada, bob] = [await rig.person({}), await rig.person({})];
    const { items, deltaLink } = await rig.round(`/users/delta?$top=1&$expand=manager&$filter=id eq '${bob}'`);
    await rig.control(`PATCH people/${ada}`, { displayName: 'Ada' });
    await rig.control(`PATCH people/${bob}`, { displayName: 'Bob' });

    expect(items.map((item) => item.id)).toEqual([bob]);
    expect((await rig.round(deltaLink)).items.map((item) => item.id)).toEqual([bob]);
  });
});
