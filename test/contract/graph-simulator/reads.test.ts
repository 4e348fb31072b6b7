import { failure, type Rig, startRig } from './rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await startRig();
});

afterEach(() => rig.close());

describe('reading one user', () => {
  it('finds by id and by user name in any case, with null for what was never set', async () => {
    const id = await rig.person({ displayName: 'Ada', userPrincipalName: 'ada@x.example' });
    const byId = await (await rig.get(`/users/${id}?$select=id,displayName,department,otherMails`)).json();
    const byName = await (await rig.get('/users/ADA@x.example')).json();

    expect(byId).toMatchObject({ id, displayName: 'Ada', department: null, otherMails: [] });
    expect(byName).toMatchObject({ id, userPrincipalName: 'ada@x.example' });
  });

  it('expands the manager, and drops one who is in the deleted items', async () => {
    const ada = await rig.person({});
    const bob = await rig.person({ manager: ada });
    const url = `/users/${bob}?$select=id&$expand=manager($select=id)`;
    const there = await (await rig.get(url)).json();
    await rig.control(`POST people/${ada}/soft-delete`);
    const gone = await (await rig.get(url)).json();

    expect(there).toMatchObject({ id: bob, manager: { '@odata.type': '#microsoft.graph.user', id: ada } });
    expect(gone).not.toHaveProperty('manager');
    expect(await failure(await rig.get(`/users/${bob}/manager`))).toMatchObject({ status: 404 });
  });

  it('answers 404 for unknown and deleted people and shows the latter among the deleted items until the purge', async () => {
    const id = await rig.person({ displayName: 'Ada', userPrincipalName: 'ada@x.example' });
    const before = await rig.get(`/directory/deletedItems/${id}`);
    await rig.control(`POST people/${id}/soft-delete`);
    const user = await rig.get(`/users/${id}`);
    const item = await (await rig.get(`/directory/deletedItems/${id}`)).json();
    await rig.control(`POST people/${id}/purge`);
    const purged = await rig.get(`/directory/deletedItems/${id}`);

    const notFound = { status: 404, code: 'Request_ResourceNotFound' };
    for (const response of [before, user, purged]) expect(await failure(response)).toEqual(notFound);
    expect(item).toMatchObject({ id, deletedDateTime: '2026-03-01T08:00:00Z', displayName: 'Ada' });
  });

  it.each([
    ['/users/x?$select=shoeSize', 400, 'BadRequest'],
    ['/users/x?$select=skills', 501, 'NotImplemented'],
    ['/users/x?$filter=a', 400, 'Request_UnsupportedQuery'],
    ['/users/x?select=id', 400, 'Request_BadRequest'],
    ['/groups/delta', 501, 'NotImplemented'],
    ['/users', 501, 'NotImplemented'],
  ])('refuses %s with %d %s', async (path, status, code) => {
    expect(await failure(await rig.get(path))).toEqual({ status, code });
  });
});

describe('what every answer carries', () => {
  it('echoes the client request id and tells request id, date and cost', async () => {
    const { headers } = await rig.get('/organization', { 'client-request-id': 'abc' });

    expect(headers.get('client-request-id')).toBe('abc');
    expect(headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('date')).toBe('Sun, 01 Mar 2026 08:00:00 GMT');
    expect(headers.get('x-ms-resource-unit')).toBe('1');
  });

  it('has errors in the shape of Graph', async () => {
    const body = await (await rig.get('/users/nobody', { 'client-request-id': 'abc' })).json();

    expect(body).toMatchObject({
      error: {
        code: 'Request_ResourceNotFound',
        message: expect.stringContaining("'nobody'"),
        innerError: { date: '2026-03-01T08:00:00', 'client-request-id': 'abc' },
      },
    });
  });

  it('throttles above the resource units of ten seconds and warns before', async () => {
    await rig.control('POST switches', { resourceUnits: 5 });
    const replies = [];
    for (let n = 0; n < 6; n += 1) replies.push(await rig.get('/organization'));
    rig.clock.now += 10_000;
    const later = await rig.get('/organization');

    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(replies[3]?.headers.get('x-ms-throttle-limit-percentage')).toBe('0.80');
    expect(replies[5]?.headers.get('retry-after')).toBe('10');
    expect(later.status).toBe(200);
  });
});

describe('batches', () => {
  it('answers each request on its own, in any order', async () => {
    const ids = [];
    for (let n = 0; n < 19; n += 1) ids.push(await rig.person({}));
    const requests = [...ids, 'nobody'].map((id, n) => ({
      id: String(n),
      method: 'GET',
      url: `/users/${id}?$select=id`,
    }));
    const response = await rig.batch(requests);
    const { responses } = (await response.json()) as {
      responses: { id: string; status: number; body: { id: string } }[];
    };

    const order = responses.map((item) => item.id);
    expect(response.status).toBe(200);
    expect(order).not.toEqual([...order].sort((a, b) => Number(a) - Number(b)));
    expect(responses.find((item) => item.id === '19')?.status).toBe(404);
    for (const item of responses.filter(({ id }) => id !== '19')) expect(item.body.id).toBe(ids[Number(item.id)]);
  });

  it('strikes single requests with faults and fails those that depend on them', async () => {
    const id = await rig.person({});
    await rig.control('POST faults', { kind: 'throttle', path: `/v1.0/users/${id}`, seconds: 7 });
    await rig.control('POST switches', { shuffleBatch: false });
    const response = await rig.batch([
      { id: '1', method: 'GET', url: `/users/${id}` },
      { id: '2', method: 'GET', url: `/users/${id}`, dependsOn: ['1'] },
      { id: '3', method: 'GET', url: `/users/${id}` },
    ]);

    expect(await response.json()).toMatchObject({
      responses: [{ status: 429, headers: { 'Retry-After': '7' } }, { status: 424 }, { status: 200 }],
    });
  });

  it.each([
    ['more than 20', Array.from({ length: 21 }, (_, n) => ({ id: String(n), method: 'GET', url: '/organization' }))],
    ['ids that differ in case only', ['a', 'A'].map((id) => ({ id, method: 'GET', url: '/organization' }))],
    ['none', []],
    ['an absolute url', [{ id: '1', method: 'GET', url: 'https://graph.microsoft.com/v1.0/organization' }]],
    ['no id', [{ method: 'GET', url: '/organization' }]],
  ])('refuses a batch with %s', async (_, requests) => {
    expect(await failure(await rig.batch(requests))).toEqual({ status: 400, code: 'BadRequest' });
  });
});
