import { ENTERPRISE, GENESYS, SimulatorClient } from './simulator-client.ts';

describe('the life of a user', () => {
  let client: SimulatorClient;
  beforeEach(async () => {
    client = await SimulatorClient.start();
  });
  afterEach(() => client.close());

  it('answers a create with 201, the whole user, version 1 and the employee role only', async () => {
    const reply = await client.post({
      userName: 'ada@example.org',
      displayName: 'Ada Example',
      password: 'not-to-be-seen',
      emails: [{ type: 'work', value: 'ada.work@example.org' }],
      phoneNumbers: [{ type: 'work', value: '+13175550100' }],
    });

    expect(reply.status).toBe(201);
    expect(reply.headers.get('etag')).toBe('"1"');
    expect(reply.headers.get('content-type')).toBe('application/scim+json');
    expect(reply.headers.get('inin-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.text).not.toContain('not-to-be-seen');
    expect(reply.json).toMatchObject({
      active: true,
      roles: [{ value: 'employee' }],
      emails: [
        { value: 'ada@example.org', type: 'other', primary: true },
        { value: 'ada.work@example.org', type: 'work', primary: false },
      ],
      phoneNumbers: [{ value: '+13175550100', type: 'work', primary: true }],
      [ENTERPRISE]: { division: 'Home' },
      meta: { version: '1', location: `/api/v2/scim/v2/users/${reply.json.id}` },
    });
  });

  it.each([
    ['no userName', { displayName: 'Ada' }],
    ['no displayName', { userName: 'ada@example.org' }],
    ['a userName that is no address', { userName: 'ada', displayName: 'Ada' }],
    ['an unknown division', { [ENTERPRISE]: { division: 'Nowhere' } }],
    ['an unknown role', { roles: [{ value: 'King' }] }],
    ['a skill in the wrong letter case', { [GENESYS]: { routingSkills: [{ name: 'billing', proficiency: 1 }] } }],
    ['51 skills', { [GENESYS]: { routingSkills: Array(51).fill({ name: 'Billing', proficiency: 1 }) } }],
    ['a hire date that is none', { [ENTERPRISE]: { dateHire: 'May 2024' } }],
    ['a rating above 5', { [GENESYS]: { routingSkills: [{ name: 'Billing', proficiency: 5.5 }] } }],
    ['a manager that is no user', { [ENTERPRISE]: { manager: { value: 'b0b0b0b0-0000-4000-8000-000000000000' } } }],
    ['a fax number', { phoneNumbers: [{ type: 'fax', value: '+13175550100' }] }],
    ['a phone number with spaces', { phoneNumbers: [{ type: 'work', value: '+1 317 555 0100' }] }],
    ['text where active is a boolean', { active: 'True' }],
  ])('refuses a create with %s as an invalid value', async (_what, user) => {
    const complete = 'userName' in user || 'displayName' in user ? {} : { userName: 'a@example.org', displayName: 'A' };
    const reply = await client.post({ ...complete, ...user });

    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ status: '400', scimType: 'invalidValue' });
    expect((await client.control('GET', 'users')).json.total).toBe(0);
  });

  it('refuses the name of an active or inactive user in any letter case with a 409 ScimError', async () => {
    const id = await client.made();
    await client.patch(id, [{ op: 'replace', path: 'active', value: false }]);

    const reply = await client.post({ userName: 'ADA@example.org', displayName: 'Second' });

    expect(reply.status).toBe(409);
    expect(reply.json).toMatchObject({ status: '409', scimType: 'uniqueness' });
  });

  it('deletes softly: 204, then 404 for every method, while the address stays with the account', async () => {
    const id = await client.made({ roles: [{ value: 'Agent' }], [ENTERPRISE]: { division: 'Sales' } });

    expect((await client.remove(id)).status).toBe(204);

    expect((await client.get(id)).status).toBe(404);
    expect((await client.remove(id)).status).toBe(404);
    expect((await client.patch(id, [{ op: 'replace', path: 'title', value: 'X' }])).status).toBe(404);
    const kept = (await client.control('GET', `users/${id}`)).json;
    expect(kept).toMatchObject({ state: 'deleted', user: { userName: 'ada@example.org', roles: [] } });
    expect(kept.user[ENTERPRISE].division).toBe('Home');
  });

  it.each([
    ['restore-201', 201],
    ['restore-200', 200],
  ])('with %s a create on a deleted name restores the same id without roles and in Home', async (word, status) => {
    const user = { title: 'Agent', roles: [{ value: 'Agent' }], [ENTERPRISE]: { division: 'Sales' } };
    const id = await client.made(user);
    await client.remove(id);
    await client.switch({ postOnDeleted: word });

    const reply = await client.post({ userName: 'ada@example.org', displayName: 'Ada Again' });

    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ id, active: true, displayName: 'Ada Again', title: 'Agent', roles: [] });
    expect(reply.json[ENTERPRISE].division).toBe('Home');
    expect(reply.json.meta.version).toBe('3');
  });

  it('frees a name by renaming its holder, and lets a rename take the name of a deleted user', async () => {
    const first = await client.made();
    await client.patch(first, [{ op: 'replace', path: 'userName', value: 'renamed@example.org' }]);
    const second = await client.post({ userName: 'ada@example.org', displayName: 'Second Ada' });
    await client.remove(first);

    const reply = await client.patch(second.json.id, [
      { op: 'replace', path: 'userName', value: 'renamed@example.org' },
    ]);

    expect(second.status).toBe(201);
    expect(reply.status).toBe(200);
  });

  it('can refuse a create on a deleted name with 409', async () => {
    await client.remove(await client.made());
    await client.switch({ postOnDeleted: '409' });

    expect((await client.post({ userName: 'ada@example.org', displayName: 'Ada' })).status).toBe(409);
  });

  it.each([
    ['dropped', []],
    ['kept', [{ value: 'Agent' }]],
  ])('has direct roles %s after a user went inactive and came back', async (word, roles) => {
    await client.switch({ rolesOnInactive: word });
    const id = await client.made({ roles: [{ value: 'Agent' }] });

    await client.patch(id, [{ op: 'replace', path: 'active', value: false }]);
    const reply = await client.patch(id, [{ op: 'replace', path: 'active', value: true }]);

    expect(reply.json).toMatchObject({ active: true, roles });
  });

  it('replaces with PUT: what is left out is cleared, apart from division and state', async () => {
    const id = await client.made({
      title: 'Agent',
      active: false,
      [ENTERPRISE]: { division: 'Sales', department: 'D' },
    });

    const user = { userName: 'ada@example.org', displayName: 'Ada New' };
    const reply = await client.call('PUT', `/api/v2/scim/v2/users/${id}`, user);

    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ displayName: 'Ada New', active: false, [ENTERPRISE]: { division: 'Sales' } });
    expect(reply.json.title).toBeUndefined();
    expect(reply.json[ENTERPRISE].department).toBeUndefined();
  });

  it.each([
    ['409', 409],
    ['400', 400],
  ])('refuses an externalId of another user with %s by switch', async (word, status) => {
    await client.switch({ externalIdConflict: word });
    await client.made({ externalId: 'entra-1' });

    const reply = await client.post({ userName: 'b@example.org', displayName: 'B', externalId: 'entra-1' });

    expect(reply.status).toBe(status);
    expect(reply.json.scimType).toBe('uniqueness');
  });

  it('shows an externalId to the OAuth client that wrote it and hides it from another', async () => {
    const id = await client.made({ externalId: 'entra-1' });
    await client.control('POST', 'clients', { clientId: 'second', clientSecret: 's2' });

    await client.login('second', 's2');

    const seen = (await client.get(id)).json;
    expect(seen.externalId).toBeUndefined();
    expect(seen[GENESYS].externalIds).toEqual([{ authority: 'x-pc:scimv2:v1:genesys-client', value: 'entra-1' }]);
    expect((await client.list({ filter: 'externalId eq "entra-1"' })).json.totalResults).toBe(0);
    await client.switch({ externalIdScope: 'org' });
    expect((await client.get(id)).json.externalId).toBe('entra-1');
  });
});
