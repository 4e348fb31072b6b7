import { ENTERPRISE, GENESYS, SimulatorClient } from './simulator-client.ts';

describe('the list of users', () => {
  let client: SimulatorClient;
  beforeEach(async () => {
    client = await SimulatorClient.start();
  });
  afterEach(() => client.close());

  it('gives 25 active users by default and the rest from startIndex on', async () => {
    await client.control('POST', 'seed', { users: 30 });
    await client.control('POST', 'seed', { users: 2, prefix: 'gone', state: 'inactive' });

    const first = (await client.list({})).json;
    const second = (await client.list({ startIndex: '26' })).json;

    expect(first).toMatchObject({ totalResults: 30, startIndex: 1, itemsPerPage: 25 });
    expect(second).toMatchObject({ totalResults: 30, startIndex: 26, itemsPerPage: 5 });
    expect((await client.list({ count: '0' })).json).toMatchObject({ totalResults: 30, Resources: [] });
    expect((await client.list({ filter: 'active eq false' })).json.totalResults).toBe(2);
  });

  it('finds a user by every documented filter, quoted or bare, and by nothing else', async () => {
    const boss = await client.made({ userName: 'boss@example.org' });
    const id = await client.made({
      externalId: 'entra-1',
      emails: [{ type: 'work', value: 'ada.work@example.org' }],
      [ENTERPRISE]: { division: 'Sales', employeeNumber: '42', manager: { value: boss } },
      [GENESYS]: { externalIds: [{ authority: 'microsoftteams', value: 'entra-1' }] },
    });
    const filters = [
      'userName eq "ADA@example.org"',
      'username eq ada@example.org',
      `id eq "${id}"`,
      `manager eq ${boss}`,
      'email eq "ada.work@example.org"',
      'division eq "Sales"',
      'externalId eq "entra-1"',
      'employeeNumber eq 42',
      `${GENESYS}:externalIds[authority eq "microsoftteams" and value eq "entra-1"]`,
    ];

    for (const filter of filters) {
      const { json } = await client.list({ filter });
      expect([filter, json.Resources?.map((user) => user.id)]).toEqual([filter, [id]]);
    }
    for (const filter of ['userName co "ada"', 'title eq "x"', 'userName eq "a" or id eq "b"', 'active eq maybe', '']) {
      const reply = await client.list({ filter });
      expect([filter, reply.status, reply.json.scimType]).toEqual([filter, 400, 'invalidFilter']);
    }
  });

  it.each([
    ['yes', 1],
    ['no', 0],
  ])('finds an inactive user by name: %s by switch', async (word, total) => {
    await client.made({ active: false });
    await client.switch({ filterFindsInactive: word });

    expect((await client.list({ filter: 'userName eq "ada@example.org"' })).json.totalResults).toBe(total);
  });

  it('finds no deleted user by any filter', async () => {
    const id = await client.made({ externalId: 'entra-1' });
    await client.remove(id);

    for (const filter of [
      'userName eq "ada@example.org"',
      `id eq ${id}`,
      'externalId eq "entra-1"',
      'active eq false',
    ]) {
      expect((await client.list({ filter })).json.totalResults).toBe(0);
    }
  });

  it('returns only wanted attributes next to those that are always there', async () => {
    await client.made({ title: 'Agent', externalId: 'entra-1', [ENTERPRISE]: { department: 'Care' } });

    const wanted = (await client.list({ attributes: `title,${ENTERPRISE}:department` })).json.Resources[0];
    const without = (await client.list({ excludedAttributes: `title,${ENTERPRISE}` })).json.Resources[0];

    expect(Object.keys(wanted ?? {}).sort()).toEqual(
      ['active', 'id', 'meta', 'schemas', 'title', 'userName', ENTERPRISE].sort(),
    );
    expect(wanted?.[ENTERPRISE]).toEqual({ department: 'Care' });
    expect(without?.title).toBeUndefined();
    expect(without?.[ENTERPRISE]).toBeUndefined();
    expect(without?.externalId).toBe('entra-1');
    expect((await client.list({ attributes: 'shoeSize' })).status).toBe(400);
    expect((await client.list({ attributes: 'title', excludedAttributes: 'roles' })).status).toBe(400);
  });

  it('throttles a page of more than 25 unless the expensive attributes are left out', async () => {
    const heavy = await client.list({ count: '26' });

    expect(heavy.status).toBe(429);
    expect(heavy.headers.get('retry-after')).toBe('1');
    expect((await client.list({ count: '100', attributes: 'userName' })).status).toBe(200);
    await client.switch({ heavyList: 'allowed' });
    expect((await client.list({ count: '26' })).status).toBe(200);
  });

  it('shows writes in lists and filters only after the lag, but at once by id', async () => {
    await client.switch({ listLagMs: 5000 });
    const id = await client.made();
    const byName = async (name: string) => (await client.list({ filter: `userName eq "${name}"` })).json.totalResults;

    expect((await client.get(id)).status).toBe(200);
    expect(await byName('ada@example.org')).toBe(0);
    expect((await client.post({ userName: 'ada@example.org', displayName: 'Twin' })).status).toBe(409);
    client.nowMs += 5000;
    expect(await byName('ada@example.org')).toBe(1);

    await client.patch(id, [{ op: 'replace', path: 'userName', value: 'new@example.org' }]);
    expect(await byName('ada@example.org')).toBe(1);
    expect(await byName('new@example.org')).toBe(0);
    client.nowMs += 5000;
    expect(await byName('ada@example.org')).toBe(0);
    expect(await byName('new@example.org')).toBe(1);
  });
});
