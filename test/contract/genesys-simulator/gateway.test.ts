import { SimulatorClient } from './simulator-client.ts';

const USERS = '/api/v2/scim/v2/users';

describe('the gateway in front of the service', () => {
  let client: SimulatorClient;
  beforeEach(async () => {
    client = await SimulatorClient.start({ allowedPerWindow: 5, windowMs: 60_000 });
  });
  afterEach(() => client.close());

  it('issues a token of the configured life time for the right secret only', async () => {
    await client.switch({ tokenSeconds: 300 });

    expect((await client.requestToken()).json).toMatchObject({ token_type: 'bearer', expires_in: 300 });
    const wrong = await client.requestToken('genesys-client', 'wrong');
    expect(wrong.status).toBe(401);
    expect(wrong.json).toMatchObject({ error: 'invalid_client' });
    const json = await client.call('POST', '/oauth/token', { grant_type: 'client_credentials' });
    expect(json.status).toBe(400);
  });

  it('refuses a missing, an unknown and an expired token with 401 in the platform shape', async () => {
    const missing = await client.call('GET', USERS, undefined, { Authorization: '' });
    const unknown = await client.call('GET', USERS, undefined, { Authorization: 'Bearer made-up' });
    client.nowMs += 86_400_000;
    const expired = await client.call('GET', USERS);

    expect([missing.status, missing.json.code]).toEqual([401, 'authentication.required']);
    expect([unknown.status, unknown.json.code]).toEqual([401, 'bad.credentials']);
    expect([expired.status, expired.json.code]).toEqual([401, 'credentials.expired']);
    expect(expired.json.contextId).toBe(expired.headers.get('inin-correlation-id'));
  });

  it('can let a token die before its time, by age, by use and by revocation', async () => {
    await client.switch({ tokenDiesAfterRequests: 1 });
    expect((await client.list({})).status).toBe(200);
    expect((await client.list({})).status).toBe(401);

    await client.switch({ tokenDiesAfterRequests: 0, tokenDiesAfterMs: 900_000 });
    await client.login();
    client.nowMs += 899_999;
    expect((await client.list({})).status).toBe(200);
    client.nowMs += 1;
    expect((await client.list({})).status).toBe(401);

    await client.login();
    await client.control('DELETE', 'tokens');
    expect((await client.list({})).status).toBe(401);
  });

  it('counts requests per token in a fixed window, then answers 429 until the window ends', async () => {
    const first = await client.list({});
    client.nowMs += 18_000;
    for (let used = 2; used <= 5; used += 1) expect((await client.list({})).status).toBe(200);
    const refused = await client.list({});

    expect(first.headers.get('inin-ratelimit-count')).toBe('1');
    expect(first.headers.get('inin-ratelimit-allowed')).toBe('5');
    expect(first.headers.get('inin-ratelimit-reset')).toBe('60');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('42');
    expect(refused.json).toMatchObject({
      message: 'Rate limit exceeded the maximum. Retry the request in [42] seconds',
      code: 'too.many.requests.retry.after',
      status: 429,
    });
    expect((await client.control('GET', 'stats')).json).toMatchObject({ throttled: 1, window: { maxUsed: 6 } });
    client.nowMs += 42_000;
    expect((await client.list({})).status).toBe(200);
  });

  it('gives a new token a new window, unless windows belong to the OAuth client', async () => {
    for (let used = 1; used <= 5; used += 1) await client.list({});
    await client.login();
    expect((await client.list({})).status).toBe(200);

    await client.switch({ rateScope: 'client' });
    for (let used = 1; used <= 5; used += 1) await client.list({});
    await client.login();
    expect((await client.list({})).status).toBe(429);
  });

  it('refuses an operation when every permission that would allow it is missing', async () => {
    await client.switch({ missingPermissions: ['directory:user:delete', 'directory:group:edit'] });
    const id = await client.made();

    const remove = await client.remove(id);

    expect([remove.status, remove.json.code]).toEqual([403, 'missing.any.permissions']);
    expect((await client.call('GET', '/api/v2/scim/v2/groups?filter=id%20eq%20x')).status).toBe(403);
    expect((await client.get(id)).status).toBe(200);
  });

  it('refuses a wrong media type, broken JSON and a body over 512000 bytes', async () => {
    const html = await client.call('POST', USERS, '{}', { 'Content-Type': 'text/html' });
    const broken = await client.call('POST', USERS, '{"userName":');
    const large = await client.post({ userName: 'a@example.org', displayName: 'x'.repeat(512_000) });

    expect([html.status, html.json.code]).toEqual([415, 'unsupported.media.type']);
    expect([broken.status, broken.json.code]).toEqual([400, 'bad.request']);
    expect(large.status).toBe(413);
  });

  it.each([
    ['409', 409, undefined],
    ['400', 400, 'invalidVers'],
    ['412', 412, undefined],
  ])('answers a version mismatch with %s by switch and changes nothing', async (word, status, scimType) => {
    await client.switch({ versionMismatch: word });
    const id = await client.made();

    const stale = await client.patch(id, [{ op: 'add', path: 'title', value: 'X' }], { 'If-Match': '"7"' });
    const fresh = await client.patch(id, [{ op: 'add', path: 'title', value: 'Y' }], { 'If-Match': '"1"' });

    expect([stale.status, stale.json.scimType]).toEqual([status, scimType]);
    expect(stale.json).toMatchObject({ status: String(status) });
    expect(fresh.json).toMatchObject({ title: 'Y', meta: { version: '2' } });
  });

  it('answers 304 without a body while the version is the known one', async () => {
    const id = await client.made();

    const reply = await client.call('GET', `${USERS}/${id}`, undefined, { 'If-None-Match': '"1"' });

    expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([304, '', '"1"']);
  });

  it('serves the vendor paths in any letter case, with and without the version, and nothing else', async () => {
    await client.switch({ allowedPerWindow: 100 });
    const status = async (method: string, path: string) => (await client.call(method, path)).status;

    expect(await status('GET', '/api/v2/scim/v2/Users')).toBe(200);
    expect(await status('GET', '/api/v2/scim/users')).toBe(200);
    expect(await status('GET', '/api/v2/scim/v2/serviceproviderconfig')).toBe(200);
    expect(await status('GET', '/api/v2/organizations/me')).toBe(200);
    expect(await status('GET', '/api/v2/scim/v2/groups?filter=displayName%20eq%20%22A%22')).toBe(200);
    expect(await status('GET', '/api/v2/scim/v2/groups')).toBe(400);
    expect(await status('POST', '/api/v2/scim/v2/groups')).toBe(404);
    expect(await status('PATCH', '/api/v2/scim/v2/groups/1')).toBe(501);
    expect(await status('POST', '/api/v2/scim/v2/Bulk')).toBe(404);
    expect(await status('GET', '/api/v2/scim/v2/Me')).toBe(404);
  });

  it('lists the roles of the organisation by page', async () => {
    const reply = await client.call('GET', '/api/v2/authorization/roles?pageSize=2&pageNumber=2');

    expect(reply.json).toMatchObject({ pageNumber: 2, total: 5, pageCount: 3 });
    expect(reply.json.entities.map((role) => role.name)).toEqual(['Agent', 'Supervisor']);
  });
});
