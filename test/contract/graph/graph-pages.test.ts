import { createDirectory } from '../../../shared/graph/graph-client.ts';
import { realClock, rejection, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

const SELECT = ['displayName', 'id', 'manager'];
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

function open() {
  return createDirectory({
    baseUrl: server.url,
    credential: { getToken: async () => 'token', renew: async () => 'token' },
    clock: realClock,
    uuid: () => 'call-1',
    servicePrincipal: { appId: "o'app" },
  });
}
const link = (query: string) => `${server.url}/v1.0/users/delta?${query}`;
const next = (query = '$skiptoken=b') => ({ '@odata.nextLink': link(query) });
const last = () => ({ '@odata.deltaLink': link('$deltatoken=c') });

describe('a page of users', () => {
  it('keeps properties, managers and removals, and drops annotations', async () => {
    const manager = [{ '@odata.type': '#microsoft.graph.user', id: 'm' }];
    const value = [
      { id: '1', displayName: 'Ada', '@odata.type': '#microsoft.graph.user', 'manager@delta': manager },
      { id: '2', '@removed': { reason: 'changed' } },
      { id: '3', '@removed': { reason: 'deleted' }, displayName: null },
      { id: '4', '@removed': {} },
    ];
    server.script({ status: 200, body: { '@odata.context': 'x', value, ...next() } });

    const page = await open().firstUsersPage(SELECT);

    expect(page).toEqual({
      items: [
        { id: '1', user: { id: '1', displayName: 'Ada', 'manager@delta': manager } },
        { id: '2', user: { id: '2' }, removed: 'changed' },
        { id: '3', user: { id: '3', displayName: null }, removed: 'deleted' },
        { id: '4', user: { id: '4' }, removed: 'changed' },
      ],
      nextLink: link('$skiptoken=b'),
    });
    expect(server.seen[0]).toMatchObject({ url: '/v1.0/users/delta?$select=displayName,id,manager' });
    expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer token', 'client-request-id': 'call-1' });
  });

  it('is asked for with the stored link byte for byte', async () => {
    server.script({ status: 200, body: { value: [], ...last() } });

    await open().usersPage(link('$skiptoken=A%2Fb+c==&x=%7e'));

    expect(server.seen[0]?.url).toBe('/v1.0/users/delta?$skiptoken=A%2Fb+c==&x=%7e');
  });

  it.each([
    ['without value', () => last(), 'graph-answer-broken'],
    ['whose value is no list', () => ({ value: {}, ...last() }), 'graph-answer-broken'],
    ['with both links', () => ({ value: [], ...next(), ...last() }), 'graph-answer-broken'],
    ['with neither link', () => ({ value: [] }), 'graph-answer-broken'],
    ['with an item without id', () => ({ value: [{ displayName: 'x' }], ...last() }), 'graph-answer-broken'],
    ['with an empty id', () => ({ value: [{ id: '' }], ...last() }), 'graph-answer-broken'],
    ['with a link that is no address', () => ({ value: [], '@odata.nextLink': 'more' }), 'graph-answer-broken'],
    ['whose next link is its own', () => ({ value: [], ...next('$skiptoken=a') }), 'graph-repeating-link'],
    [
      'whose next link leads elsewhere',
      () => ({ value: [], '@odata.nextLink': 'https://graph.example.invalid/v1.0/users/delta?$skiptoken=b' }),
      'graph-foreign-link',
    ],
    [
      'whose delta link leads to another port',
      () => ({ value: [], '@odata.deltaLink': 'http://127.0.0.1:9/v1.0/users/delta?$deltatoken=b' }),
      'graph-foreign-link',
    ],
  ])('%s is refused', async (_, body, code) => {
    server.script({ status: 200, body: body() });

    const error = await rejection(open().usersPage(link('$skiptoken=a')));

    expect(error).toMatchObject({ kind: 'contract', code });
  });

  it('is never asked for at another origin', async () => {
    const other = await startScriptedServer();
    server.script();

    const foreign = await rejection(open().usersPage(`${other.url}/v1.0/users/delta?$deltatoken=a`));
    const disguised = await rejection(open().assignmentsPage(`${server.url.replace('//', '//user:pw@')}/x`, 999));

    expect(foreign).toMatchObject({ kind: 'contract', code: 'graph-foreign-link' });
    expect(disguised).toMatchObject({ kind: 'contract', code: 'graph-foreign-link' });
    expect(other.seen).toEqual([]);
    expect(server.seen).toEqual([]);
    await other.close();
  });
});

describe('the link for "from now on"', () => {
  it('is the delta link of an empty page', async () => {
    server.script({ status: 200, body: { value: [], ...last() } });

    expect(await open().latestUsersLink(['id'])).toBe(link('$deltatoken=c'));
    expect(server.seen[0]?.url).toBe('/v1.0/users/delta?$select=id&$deltatoken=latest');
  });

  it('is looked for behind empty pages, up to twenty of them', async () => {
    server.script({ status: 200, body: { value: [], ...next() } }, { status: 200, body: { value: [], ...last() } });

    expect(await open().latestUsersLink(['id'])).toBe(link('$deltatoken=c'));
    expect(server.seen.map(({ url }) => url).at(-1)).toBe('/v1.0/users/delta?$skiptoken=b');

    const endless = Array.from({ length: 30 }, (_, page) => ({ value: [], ...next(`$skiptoken=${page}`) }));
    server.script(...endless.map((body) => ({ status: 200, body })));
    expect(await rejection(open().latestUsersLink(['id']))).toMatchObject({ kind: 'contract' });
    expect(server.seen).toHaveLength(20);
  });

  it.each([
    ['items and more pages', () => ({ value: [{ id: '1' }], ...next() })],
    ['items', () => ({ value: [{ id: '1' }], ...last() })],
  ])('is refused when the service answers with %s', async (_, body) => {
    server.script({ status: 200, body: body() });

    expect(await rejection(open().latestUsersLink(['id']))).toMatchObject({ kind: 'contract' });
  });
});

describe('a page of assignments', () => {
  it('names the principals and the next link', async () => {
    const row = { principalId: 'p', principalType: 'Group', principalDisplayName: 'Team' };
    server.script({ status: 200, body: { value: [row], ...next() } });

    const page = await open().assignmentsPage(undefined, 999);

    expect(page).toEqual({ rows: [{ principalId: 'p', principalType: 'Group' }], nextLink: link('$skiptoken=b') });
    expect(server.seen[0]?.url).toBe("/v1.0/servicePrincipals(appId='o''app')/appRoleAssignedTo?$top=999");
  });

  it.each([
    ['without value', {}],
    ['with a row without its principal', { value: [{ principalType: 'User' }] }],
  ])('%s is refused instead of read as empty', async (_, body) => {
    server.script({ status: 200, body });

    expect(await rejection(open().assignmentsPage(undefined, 999))).toMatchObject({ kind: 'contract' });
  });
});

describe('reading users in a batch', () => {
  const item = (id: string, status: number, more: object = {}) => ({ id, status, ...more });
  const found = (id: string, user: string) => item(id, 200, { body: { '@odata.context': 'c', id: user } });
  const missing = (id: string) => item(id, 404, { body: { error: { code: 'Request_ResourceNotFound' } } });

  it('finds its answers in any order and tells who does not exist', async () => {
    server.script({ status: 200, body: { responses: [missing('1'), found('2', 'C'), found('0', 'a')] } });

    const users = await open().readUsers(['a', 'b', 'c', 'a'], SELECT);

    expect([...users.found]).toEqual([
      ['a', { id: 'a' }],
      ['c', { id: 'C' }],
    ]);
    expect([[...users.missing], users.failed.size]).toEqual([['b'], 0]);
    const sent = JSON.parse(server.seen[0]?.body ?? '') as { requests: { url: string }[] };
    expect(sent.requests).toHaveLength(3);
    expect(sent.requests[0]?.url).toBe('/users/a?$select=displayName,id&$expand=manager($select=id)');
  });

  it.each([
    [
      '429 in an item',
      [item('0', 429, { headers: { 'retry-after': '3' } }), item('1', 503, { headers: { 'Retry-After': 9 } })],
      'throttled',
      9000,
    ],
    ['403 beside 429', [item('0', 429), item('1', 403)], 'permission', undefined],
    ['401 in an item', [item('0', 401), item('1', 429)], 'unauthorized', undefined],
    ['an item answered twice', [found('0', 'a'), found('0', 'a')], 'contract', undefined],
  ])('fails as a whole for %s', async (_, responses, kind, retryAfterMs) => {
    server.script({ status: 200, body: { responses } });

    expect(await rejection(open().readUsers(['a', 'b'], SELECT))).toMatchObject({ kind, retryAfterMs });
  });

  it.each([
    ['500', item('1', 500), 'unavailable'],
    ['503', item('1', 503), 'unavailable'],
    ['424', item('1', 424), 'unavailable'],
    ['400', item('1', 400), 'rejected'],
    ["a gateway's 404", item('1', 404, { body: 'PGh0bWw+' }), 'contract'],
    ['another user', found('1', 'x'), 'contract'],
    ['nothing', item('9', 200), 'contract'],
  ])('answered with %s in one item fails for that person alone, who is not taken for absent', async (_, bad, kind) => {
    server.script({ status: 200, body: { responses: [found('0', 'a'), bad, missing('2')] } });

    const users = await open().readUsers(['a', 'b', 'c'], SELECT);

    expect([[...users.found.keys()], [...users.missing]]).toEqual([['a'], ['c']]);
    expect([...users.failed]).toMatchObject([['b', { kind }]]);
  });

  it('sends nothing for nobody and refuses more than twenty', async () => {
    server.script();

    expect((await open().readUsers([], SELECT)).found.size).toBe(0);
    const many = Array.from({ length: 21 }, (__, index) => String(index));
    expect(await rejection(open().readUsers(many, SELECT))).toBeInstanceOf(RangeError);
    expect(server.seen).toEqual([]);
  });
});
