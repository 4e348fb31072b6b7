import { createDirectory } from '../../../shared/graph/graph-client.ts';
import { CUT, realClock, rejection, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

const SELECT = ['id', 'displayName'];
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

function open(tokens: readonly string[] = ['first', 'second']) {
  let used = 0;
  return createDirectory({
    baseUrl: server.url,
    credential: {
      getToken: async () => tokens[0] ?? '',
      renew: async () => {
        used += 1;
        return tokens[used] ?? '';
      },
    },
    clock: realClock,
    uuid: () => '11111111-2222-4333-8444-555555555555',
    servicePrincipal: { objectId: 'sp' },
  });
}

const graphError = (code: string, more: object = {}) => ({ error: { code, message: 'Somebody', ...more } });
const delta = () => `${server.url}/v1.0/users/delta?$deltatoken=abc`;
const skip = () => `${server.url}/v1.0/users/delta?$skiptoken=abc`;

describe('an answer to a request that carried a token', () => {
  it.each([
    ['410 with a Location', delta, 410, {}, 'tokenLost', 'graph-token-lost'],
    ['410 to a page of a round', skip, 410, {}, 'tokenLost', 'graph-token-lost'],
    ['400 syncStateNotFound', delta, 400, graphError('syncStateNotFound'), 'tokenLost', 'graph-token-lost'],
    ['404 SyncStateNotFound', delta, 404, graphError('SyncStateNotFound'), 'tokenLost', 'graph-token-lost'],
    ['409 resyncRequired', delta, 409, graphError('resyncRequired'), 'tokenLost', 'graph-token-lost'],
    [
      'a nested resync code',
      delta,
      400,
      graphError('', { innererror: { code: 'resyncApplyDifferences' } }),
      'tokenLost',
      'graph-token-lost',
    ],
    ['a link that is too old', delta, 400, graphError('Request_UnsupportedQuery'), 'tokenLost', 'graph-token-lost'],
    ['a damaged delta token', delta, 400, graphError('Request_BadRequest'), 'tokenLost', 'graph-token-damaged'],
    ['a damaged skip token', skip, 400, graphError('BadRequest'), 'pageTokenLost', 'graph-page-token-lost'],
    [
      'an expired page token',
      skip,
      400,
      graphError('Directory_ExpiredPageToken'),
      'pageTokenLost',
      'graph-page-token-lost',
    ],
    [
      'a page token that is gone',
      skip,
      400,
      graphError('DirectoryPageTokenNotFoundException'),
      'pageTokenLost',
      'graph-page-token-lost',
    ],
    [
      'a page token error on a delta link',
      delta,
      400,
      graphError('Directory_ExpiredPageToken'),
      'tokenLost',
      'graph-token-lost',
    ],
    ['403', delta, 403, graphError('Authorization_RequestDenied'), 'permission', 'graph-missing-permission'],
    ['429', delta, 429, graphError('TooManyRequests'), 'throttled', 'graph-throttled'],
    ['503', skip, 503, graphError('ServiceNotAvailable'), 'unavailable', 'graph-unavailable'],
  ])('%s is classified by status, code and token', async (_, link, status, body, kind, code) => {
    server.script({ status, body });

    const error = await rejection(open().usersPage(link()));

    expect(error).toMatchObject({ kind, code, status });
  });
});

describe('an answer to a request without a token', () => {
  it.each([
    [400, graphError('Request_UnsupportedQuery'), 'rejected'],
    [400, graphError('Request_BadRequest'), 'rejected'],
    [410, graphError('syncStateNotFound'), 'rejected'],
    [403, graphError('Authorization_RequestDenied'), 'permission'],
    [404, graphError('Request_ResourceNotFound'), 'notFound'],
    [404, '<html>gateway</html>', 'contract'],
    [408, '', 'unavailable'],
    [500, graphError('UnknownError'), 'unavailable'],
    [502, '<html>bad gateway</html>', 'unavailable'],
    [503, '', 'unavailable'],
    [504, graphError(''), 'unavailable'],
    [509, graphError('BandwidthLimitExceeded'), 'unavailable'],
    [501, graphError('NotImplemented'), 'rejected'],
    [302, '', 'contract'],
    [200, '<html>sign in</html>', 'contract'],
    [200, '{"value":[{"id":"1"', 'contract'],
    [200, '[]', 'contract'],
  ])('%i %j becomes %s', async (status, body, kind) => {
    server.script({ status, body });

    const error = await rejection(open().firstUsersPage(SELECT));

    expect(error).toMatchObject({ kind, name: 'ConnectorError' });
    expect(String(error)).not.toContain('Somebody');
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['whole seconds', { 'Retry-After': '7' }, 7000],
    ['a fraction', { 'Retry-After': '2.128' }, 2128],
    ['a date', { 'Retry-After': 'Wed, 21 Oct 2026 07:28:30 GMT', Date: 'Wed, 21 Oct 2026 07:28:00 GMT' }, 30_000],
    ['no header', {}, undefined],
    ['a header without meaning', { 'Retry-After': 'soon' }, undefined],
  ])('429 with %s in Retry-After names its wait', async (_, headers, retryAfterMs) => {
    server.script({ status: 429, body: graphError('TooManyRequests'), headers });

    const error = await rejection(open().firstUsersPage(SELECT));

    expect(error).toMatchObject({ kind: 'throttled', retryAfterMs });
  });

  it('401 is answered with one renewed token', async () => {
    const body = { value: [], '@odata.deltaLink': delta() };
    server.script({ status: 401 }, { status: 200, body });

    const page = await open().firstUsersPage(SELECT);

    expect(page).toEqual({ items: [], deltaLink: delta() });
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
  });

  it('a second 401 is final', async () => {
    server.script({ status: 401 }, { status: 401, body: graphError('InvalidAuthenticationToken') }, { status: 200 });

    const error = await rejection(open().firstUsersPage(SELECT));

    expect(error).toMatchObject({ kind: 'unauthorized', code: 'graph-unauthorized' });
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    ['is reset', CUT.reset],
    ['is cut off within the body', CUT.halfBody],
  ])('a connection that %s counts as unavailable', async (_, step) => {
    server.script(step);

    const error = await rejection(open().firstUsersPage(SELECT));

    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(server.seen).toHaveLength(1);
  });

  it('a closed port counts as unavailable', async () => {
    const gone = await startScriptedServer();
    const directory = createDirectory({
      baseUrl: gone.url,
      credential: { getToken: async () => 't', renew: async () => 't' },
      clock: realClock,
      uuid: () => 'u',
      servicePrincipal: { appId: 'a' },
    });
    await gone.close();

    expect(await rejection(directory.readUser('1', SELECT))).toMatchObject({ kind: 'unavailable' });
  });
});
