import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENTERPRISE, SimulatorClient } from './simulator-client.ts';

describe('the control door', () => {
  let client: SimulatorClient;
  beforeEach(async () => {
    client = await SimulatorClient.start();
  });
  afterEach(() => client.close());

  it('stores accounts that were there before, in any state, and shows them all without a token', async () => {
    const person = (name: string, state: string) => ({ userName: `${name}@example.org`, displayName: name, state });
    await client.control('POST', 'users', [person('a', 'active'), person('i', 'inactive'), person('d', 'deleted')]);
    await client.control('DELETE', 'tokens');

    const { json } = await client.control('GET', 'users');

    expect(json.total).toBe(3);
    expect(json.users.map((account) => account.state)).toEqual(['active', 'inactive', 'deleted']);
  });

  it('edits an account behind the back of the connector and raises its version', async () => {
    const id = await client.made({ title: 'Agent' });

    await client.control('PATCH', `users/${id}`, {
      displayName: 'Edited',
      title: null,
      [ENTERPRISE]: { department: 'D' },
    });
    await client.control('PATCH', `users/${id}`, { state: 'inactive' });

    const { json } = await client.get(id);
    expect(json).toMatchObject({ displayName: 'Edited', active: false, meta: { version: '3' } });
    expect(json.title).toBeUndefined();
    expect(json[ENTERPRISE]).toMatchObject({ department: 'D', division: 'Home' });
  });

  it('deletes softly, restores, and purges only when asked to', async () => {
    const id = await client.made();

    await client.control('DELETE', `users/${id}`);
    expect((await client.get(id)).status).toBe(404);
    await client.control('PATCH', `users/${id}`, { state: 'active' });
    expect((await client.get(id)).status).toBe(200);
    await client.control('DELETE', `users/${id}?purge=true`);
    expect((await client.control('GET', `users/${id}`)).status).toBe(404);
  });

  it('logs what was asked for, by whom and with what result, but neither values nor tokens', async () => {
    const id = await client.made();
    const since = (await client.control('GET', 'requests')).json.next;
    await client.patch(id, [{ op: 'replace', path: 'title', value: 'secret-title' }], { 'If-Match': '"1"' });

    const reply = await client.control('GET', `requests?since=${since}`);

    expect(reply.json.requests).toEqual([
      expect.objectContaining({
        method: 'PATCH',
        path: `/api/v2/scim/v2/users/${id}`,
        verb: 'patch',
        status: 200,
        ifMatch: '"1"',
        operations: ['replace title'],
        tokenHash: expect.stringMatching(/^[0-9a-f]{12}$/),
      }),
    ]);
    expect(reply.text).not.toContain('secret-title');
    expect(reply.text).not.toContain('Bearer');
  });

  it('counts requests by verb and accounts by state', async () => {
    const id = await client.made();
    await client.get(id);
    await client.list({});
    await client.remove(id);

    expect((await client.control('GET', 'stats')).json).toMatchObject({
      requests: 5,
      byVerb: { login: 1, create: 1, read: 1, list: 1, delete: 1 },
      accounts: { active: 0, inactive: 0, deleted: 1 },
      throttled: 0,
    });
  });

  it('seeds users and the names that users may refer to', async () => {
    await client.control('POST', 'seed', { users: 3, prefix: 'p', divisions: ['Lab'] });

    const id = await client.made({ [ENTERPRISE]: { division: 'Lab' } });

    expect((await client.get(id)).json[ENTERPRISE].division).toBe('Lab');
    expect((await client.list({ filter: 'userName eq "p3@example.org"' })).json.totalResults).toBe(1);
  });
});

describe('the data file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'genesys-simulator-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lets a restart go on with the same accounts, versions, names and switches', async () => {
    const dataFile = join(folder, 'genesys.json');
    const first = await SimulatorClient.start({ dataFile });
    const id = await first.made({ externalId: 'entra-1' });
    await first.patch(id, [{ op: 'replace', path: 'active', value: false }]);
    await first.control('POST', 'seed', { roles: ['Trainer'] });
    await first.switch({ filterFindsInactive: 'no' });
    await first.close();

    const second = await SimulatorClient.start({ dataFile });
    const { json } = await second.get(id);
    const trainer = await second.post({ userName: 't@example.org', displayName: 'T', roles: [{ value: 'Trainer' }] });
    const found = await second.list({ filter: 'userName eq "ada@example.org"' });
    await second.close();

    expect(json).toMatchObject({ active: false, externalId: 'entra-1', meta: { version: '2' } });
    expect(trainer.status).toBe(201);
    expect(found.json.totalResults).toBe(0);
  });

  it('refuses a file that is not its own', async () => {
    const dataFile = join(folder, 'other.json');
    writeFileSync(dataFile, '{"format":9}');

    await expect(SimulatorClient.start({ dataFile })).rejects.toThrow('is not a data file of this simulator');
  });
});
