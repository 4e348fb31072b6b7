import { ENTERPRISE, GENESYS, SimulatorClient } from './simulator-client.ts';

const work = 'phoneNumbers[type eq "work"].value';
const teams = `${GENESYS}:externalIds[authority eq "microsoftteams"].value`;

describe('PATCH on a user', () => {
  let client: SimulatorClient;
  let id: string;
  beforeEach(async () => {
    client = await SimulatorClient.start();
    id = await client.made({ title: 'Agent', phoneNumbers: [{ type: 'work', value: '+13175550100' }] });
  });
  afterEach(() => client.close());

  it('answers 200 with the whole user and the next version, in the path form and in the object form', async () => {
    const first = await client.patch(id, [{ op: 'Replace', path: 'title', value: 'Lead' }]);
    const value = { displayName: 'Ada B', [ENTERPRISE]: { department: 'Care' } };
    const second = await client.patch(id, [{ op: 'replace', value }]);

    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).toBe('"2"');
    expect(second.json).toMatchObject({ title: 'Lead', displayName: 'Ada B', meta: { version: '3' } });
    expect(second.json[ENTERPRISE].department).toBe('Care');
  });

  it('creates the item of a value path when it is absent and changes it when it is there', async () => {
    const reply = await client.patch(id, [
      { op: 'replace', path: work, value: '+13175550199' },
      { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: 'tel:+13175550111;ext=42' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'ada.work@example.org' },
      { op: 'replace', path: teams, value: 'entra-1' },
      { op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '42' },
    ]);

    expect(reply.status).toBe(200);
    expect(reply.json.phoneNumbers).toEqual([
      { type: 'work', value: '+13175550199', primary: true },
      { type: 'mobile', value: 'tel:+13175550111;ext=42', primary: false },
    ]);
    expect(reply.json.emails).toContainEqual({ type: 'work', value: 'ada.work@example.org', primary: false });
    expect(reply.json[GENESYS].externalIds).toEqual([{ authority: 'microsoftteams', value: 'entra-1' }]);
    expect(reply.json[ENTERPRISE].employeeNumber).toBe('42');
  });

  it('removes attributes, values by filter and extension attributes', async () => {
    await client.patch(id, [{ op: 'add', path: `${ENTERPRISE}:department`, value: 'Care' }]);

    const reply = await client.patch(id, [
      { op: 'remove', path: 'title' },
      { op: 'remove', path: 'phoneNumbers[type eq "work"]' },
      { op: 'remove', path: `${ENTERPRISE}:department` },
    ]);

    expect(reply.json.title).toBeUndefined();
    expect(reply.json.phoneNumbers).toEqual([]);
    expect(reply.json[ENTERPRISE].department).toBeUndefined();
  });

  it('takes the manager as text, as an object and by its value, and removes it', async () => {
    const boss = await client.made({ userName: 'boss@example.org' });
    const forms = [
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: boss },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: boss } },
      { op: 'replace', path: `${ENTERPRISE}:manager.value`, value: boss },
    ];

    for (const form of forms) {
      const set = await client.patch(id, [form]);
      expect(set.json[ENTERPRISE].manager).toEqual({ value: boss, $ref: `/api/v2/scim/v2/users/${boss}` });
      const cleared = await client.patch(id, [{ op: 'remove', path: `${ENTERPRISE}:manager` }]);
      expect(cleared.json[ENTERPRISE].manager).toBeUndefined();
    }
  });

  it.each([
    ['an unknown attribute', { op: 'replace', path: 'nickName', value: 'A' }, 'invalidPath'],
    ['a path that cannot be read', { op: 'replace', path: 'phoneNumbers[type eq', value: 'A' }, 'invalidPath'],
    ['an operator other than eq', { op: 'remove', path: 'phoneNumbers[type co "w"]' }, 'invalidPath'],
    ['a sub-attribute without a filter', { op: 'replace', path: 'phoneNumbers.value', value: '+13' }, 'invalidPath'],
    ['a remove without a path', { op: 'remove' }, 'noTarget'],
    ['a remove that matches nothing', { op: 'remove', path: 'phoneNumbers[type eq "home"]' }, 'noTarget'],
    ['a read-only attribute', { op: 'replace', path: 'groups', value: [] }, 'mutability'],
    ['the id', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['the mirror of userName', { op: 'replace', path: 'emails[type eq "other"].value', value: 'x@y.zz' }, 'mutability'],
    ['the removal of that mirror', { op: 'remove', path: 'emails[type eq "other"]' }, 'mutability'],
    ['the removal of displayName', { op: 'remove', path: 'displayName' }, 'mutability'],
    ['a phone number of the wrong form', { op: 'replace', path: work, value: '317 555' }, 'invalidValue'],
    ['an unknown phone type', { op: 'add', path: 'phoneNumbers[type eq "fax"].value', value: '+13' }, 'invalidValue'],
    ['an unknown operation', { op: 'move', path: 'title' }, 'invalidSyntax'],
  ])('refuses %s and changes nothing, not even by the operations before it', async (_what, operation, scimType) => {
    const reply = await client.patch(id, [{ op: 'replace', path: 'title', value: 'Changed' }, operation]);

    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ status: '400', scimType });
    expect((await client.get(id)).json).toMatchObject({ title: 'Agent', meta: { version: '1' } });
  });

  it('refuses a rename to the name of another user with 409', async () => {
    await client.made({ userName: 'taken@example.org' });

    const reply = await client.patch(id, [{ op: 'replace', path: 'userName', value: 'taken@example.org' }]);

    expect(reply.status).toBe(409);
  });

  it('keeps one number for the types other and microsoftteams, the last written', async () => {
    const write = (type: string, value: string) =>
      client.patch(id, [{ op: 'replace', path: `phoneNumbers[type eq "${type}"].value`, value }]);

    await write('other', '+13175550001');
    await write('microsoftteams', '+13175550002');
    const reply = await write('other', '+13175550003');

    const types = reply.json.phoneNumbers.map((phone) => phone.type);
    expect(types).toEqual(['work', 'other']);
    expect(reply.json.phoneNumbers[1]?.value).toBe('+13175550003');
  });

  it('lets the later operation win when one PATCH writes both types of the shared slot', async () => {
    await client.patch(id, [{ op: 'add', path: 'phoneNumbers[type eq "other"].value', value: '+13175550001' }]);

    const reply = await client.patch(id, [
      { op: 'add', path: 'phoneNumbers[type eq "microsoftteams"].value', value: '+13175550002' },
      { op: 'replace', path: 'phoneNumbers[type eq "other"].value', value: '+13175550003' },
    ]);

    expect(reply.json.phoneNumbers[1]).toMatchObject({ type: 'other', value: '+13175550003' });
  });

  it('keeps one primary number: setting it on one takes it from the other', async () => {
    await client.patch(id, [{ op: 'add', path: 'phoneNumbers', value: [{ type: 'mobile', value: '+13175550111' }] }]);
    const primary = async (type: string) => {
      const path = `phoneNumbers[type eq "${type}"].primary`;
      const reply = await client.patch(id, [{ op: 'replace', path, value: true }]);
      return reply.json.phoneNumbers.filter((phone) => phone.primary).map((phone) => phone.type);
    };

    expect(await primary('mobile')).toEqual(['mobile']);
    expect(await primary('work')).toEqual(['work']);
  });

  it('returns a hire date as a day, however exactly it was written', async () => {
    const path = `${ENTERPRISE}:dateHire`;

    const reply = await client.patch(id, [{ op: 'add', path, value: '2024-05-01T09:30:00Z' }]);

    expect(reply.json[ENTERPRISE].dateHire).toBe('2024-05-01');
  });

  it.each([
    ['ignored', 200, undefined],
    ['refused', 400, undefined],
    ['accepted', 200, '7'],
  ])('has a short extension path %s by switch', async (word, status, stored) => {
    await client.switch({ shortExtensionPath: word });

    expect((await client.patch(id, [{ op: 'add', path: 'employeeNumber', value: '7' }])).status).toBe(status);

    expect((await client.get(id)).json[ENTERPRISE].employeeNumber).toBe(stored);
  });

  it.each([
    ['all', 200, false, 'Lead'],
    ['active-only', 200, false, 'Agent'],
    ['refused', 400, true, 'Agent'],
  ])('treats active next to other attributes as %s by switch', async (word, status, active, title) => {
    await client.switch({ activeWithOthers: word });

    const reply = await client.patch(id, [{ op: 'replace', value: { active: false, title: 'Lead' } }]);

    expect(reply.status).toBe(status);
    expect((await client.get(id)).json).toMatchObject({ active, title });
  });

  it('can ignore removals and echo numbers with spaces', async () => {
    await client.switch({ removeValuePath: 'ignored', removeAttribute: 'ignored', phoneEcho: 'spaced' });

    const reply = await client.patch(id, [
      { op: 'remove', path: 'phoneNumbers[type eq "work"]' },
      { op: 'remove', path: 'title' },
    ]);

    expect(reply.json.title).toBe('Agent');
    expect(reply.json.phoneNumbers[0]?.value).toBe('+1 317 555 0100');
  });
});
