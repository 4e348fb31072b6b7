import { SimulatorClient } from './simulator-client.ts';

const path = '/api/v2/scim/v2/users*';

describe('injected faults', () => {
  let client: SimulatorClient;
  beforeEach(async () => {
    client = await SimulatorClient.start();
  });
  afterEach(() => client.close());

  const arm = (fault: object) => client.control('POST', 'faults', fault);
  const accounts = async () => (await client.control('GET', 'users')).json.total;
  const user = { userName: 'ada@example.org', displayName: 'Ada' };

  it.each([408, 500, 503, 504])('answers %i before or after the request took effect, as told', async (status) => {
    await arm({ method: 'POST', path, kind: 'status', status, when: 'before' });
    expect((await client.post(user)).status).toBe(status);
    expect(await accounts()).toBe(0);

    await arm({ method: 'POST', path, kind: 'status', status, when: 'after' });
    expect((await client.post(user)).status).toBe(status);
    expect(await accounts()).toBe(1);
  });

  it.each(['reset', 'timeout'])('ends the connection without an answer by %s, before or after', async (kind) => {
    await arm({ method: 'POST', path, kind, when: 'before', holdMs: 10 });
    await expect(client.post(user)).rejects.toThrow('fetch failed');
    expect(await accounts()).toBe(0);

    await arm({ method: 'POST', path, kind, when: 'after', holdMs: 10 });
    await expect(client.post(user)).rejects.toThrow('fetch failed');
    expect(await accounts()).toBe(1);
    expect((await client.control('GET', 'requests')).json.requests.at(-1)).toMatchObject({ status: 0 });
  });

  it('cuts a JSON answer in the middle', async () => {
    await arm({ path, kind: 'truncated' });

    await expect(client.list({})).rejects.toThrow('terminated');
  });

  it('answers with a page of HTML as a proxy does', async () => {
    await arm({ path, kind: 'html' });

    const reply = await client.list({});

    expect([reply.status, reply.headers.get('content-type')]).toEqual([502, 'text/html']);
  });

  it('lets another writer win: the version is raised and the write refused', async () => {
    const id = await client.made();
    await arm({ method: 'PATCH', path, kind: 'version-conflict' });
    const operation = { op: 'replace', path: 'title', value: 'Lead' };

    const refused = await client.patch(id, [operation], { 'If-Match': '"1"' });
    const stale = await client.patch(id, [operation], { 'If-Match': '"1"' });
    const fresh = await client.patch(id, [operation], { 'If-Match': '"2"' });

    expect([refused.status, stale.status, fresh.status]).toEqual([409, 409, 200]);
  });

  it('strikes after the skipped requests, as often as counted, and only what it names', async () => {
    await arm({ name: 'later', method: 'GET', path, status: 429, retryAfterSeconds: 7, skip: 1, count: 2 });
    await client.made();

    const replies = [await client.list({}), await client.list({}), await client.list({}), await client.list({})];

    expect(replies.map((reply) => reply.status)).toEqual([200, 429, 429, 200]);
    expect(replies[1]?.headers.get('retry-after')).toBe('7');
    expect((await client.control('GET', 'faults')).json.faults).toMatchObject([{ name: 'later', struck: 2 }]);
  });

  it('strikes the login too and is disarmed on demand', async () => {
    await arm({ path: '/oauth/token', status: 503, count: 9 });
    expect((await client.requestToken()).status).toBe(503);

    await client.control('DELETE', 'faults');

    expect((await client.requestToken()).status).toBe(200);
  });

  it('can strike one person by a text in the body', async () => {
    await arm({ method: 'POST', path, status: 500, bodyIncludes: 'bob@', count: 9 });

    expect((await client.post(user)).status).toBe(201);
    expect((await client.post({ userName: 'bob@example.org', displayName: 'Bob' })).status).toBe(500);
  });

  it('refuses a fault or a switch with a name or a word that it does not know', async () => {
    expect((await arm({ kind: 'earthquake' })).status).toBe(400);
    expect((await arm({ path, statsu: 500 })).status).toBe(400);
    expect((await client.switch({ postOnDeleted: 'restore' })).status).toBe(400);
    expect((await client.switch({ phoneEcho: 'spaced', listLag: 5 })).status).toBe(400);
    expect((await client.control('GET', 'switches')).json).toMatchObject({ phoneEcho: 'e164' });
  });
});
