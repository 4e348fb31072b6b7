import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { createDirectoryProbe } from '../../../shared/graph/directory-probe.ts';
import { createDirectory } from '../../../shared/graph/graph-client.ts';
import { createNamedWaits } from '../../../shared/graph/named-waits.ts';
import { realClock, rejection, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

const SELECT = ['displayName', 'id'];
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

/** The callers of one process; their time is moved by hand. */
function open() {
  const time = { ahead: 0 };
  const clock = { ...realClock, now: () => realClock.now() + time.ahead };
  const options = {
    baseUrl: server.url,
    credential: { getToken: async () => 'token', renew: async () => 'token' },
    clock,
    uuid: () => 'call-1',
    servicePrincipal: { appId: 'app' },
    waits: createNamedWaits(clock),
  };
  return { directory: createDirectory(options), probe: createDirectoryProbe(options), time };
}

const refusal = (status: number, seconds: string) => ({ status, headers: { 'Retry-After': seconds } });
const item = (id: string, status: number, more: object = {}) => ({ id, status, ...more });
const found = (id: string, user: string) => item(id, 200, { body: { id: user } });
const batch = (...responses: object[]) => ({ status: 200, body: { responses } });
const list = { status: 200, body: { value: [] } };
const paths = () => server.seen.map(({ url }) => url.split('?')[0]);

describe('a wait that Graph names', () => {
  it('when it throttles is obeyed by all callers of the process, without a request', async () => {
    const { directory, probe, time } = open();
    server.script(refusal(429, '600'), list);
    await rejection(directory.readUser('a', SELECT));
    for (const call of [
      () => directory.readUser('b', SELECT),
      () => directory.readUsers(['a', 'b'], SELECT),
      () => directory.firstUsersPage(SELECT),
      () => directory.assignmentsPage(undefined, 999),
      () => probe.readUsers(),
    ]) {
      const error = await rejection(call());
      expect(error).toMatchObject({ code: 'graph-throttled', kind: 'throttled', status: 429 });
      expect(Reflect.get(error as object, 'retryAfterMs')).toBeGreaterThan(590_000);
    }
    expect(server.seen).toHaveLength(1);

    time.ahead = 600_001;
    expect(await directory.assignmentsPage(undefined, 999)).toEqual({ rows: [] });
  });

  it('in one item of a batch that is throttled is one for all', async () => {
    const { directory } = open();
    server.script(batch(found('0', 'a'), item('1', 429, { headers: { 'Retry-After': '7' } })));
    await rejection(directory.readUsers(['a', 'b'], SELECT));
    expect(await rejection(directory.readUser('c', SELECT))).toMatchObject({ kind: 'throttled' });
    expect(server.seen).toHaveLength(1);
  });

  it('of a feed that is out of order holds nothing else back', async () => {
    const { directory } = open();
    server.script(refusal(503, '600'), list);
    await rejection(directory.firstUsersPage(SELECT));
    expect(await rejection(directory.usersPage(`${server.url}/v1.0/users/delta?$deltatoken=a`))).toMatchObject({
      kind: 'unavailable',
      status: 503,
    });
    await directory.assignmentsPage(undefined, 999);
    expect(paths()).toEqual(['/v1.0/users/delta', "/v1.0/servicePrincipals(appId='app')/appRoleAssignedTo"]);
  });

  it('for one person in a batch is obeyed for that person alone, however the person is read', async () => {
    const { directory, time } = open();
    server.script(
      batch(found('0', 'a'), item('1', 503, { headers: { 'Retry-After': '600' } })),
      batch(found('0', 'a')),
      batch(found('0', 'a'), found('1', 'b')),
    );
    const bOf = async () => (await directory.readUsers(['a', 'b'], SELECT)).failed.get('b');
    expect(await bOf()).toMatchObject({ kind: 'unavailable', retryAfterMs: 600_000 });
    expect(await bOf()).toMatchObject({ kind: 'unavailable', status: 503 });
    expect(await rejection(directory.readUser('b', SELECT))).toMatchObject({ kind: 'unavailable', status: 503 });
    expect(server.seen).toHaveLength(2);
    expect(JSON.parse(server.seen[1]?.body ?? '').requests).toHaveLength(1);

    time.ahead = 600_001;
    expect(await bOf()).toBeUndefined();
  });

  it('is the longest of those in one batch', async () => {
    const { directory } = open();
    const later = batch(
      item('0', 429, { headers: { 'Retry-After': '600' } }),
      item('1', 429, { headers: { 'Retry-After': '1' } }),
    );
    server.script(later);
    await rejection(directory.readUsers(['a', 'b'], SELECT));
    const error = await rejection(directory.readUser('a', SELECT));
    expect(Reflect.get(error as object, 'retryAfterMs')).toBeGreaterThan(590_000);
  });
});

it('waits of very many people are remembered up to a bound, those that are over are dropped first', () => {
  const time = { now: 0 };
  const waits = createNamedWaits({ now: () => time.now });
  const error = (retryAfterMs: number) =>
    new ConnectorError('graph-unavailable', 'down', { kind: 'unavailable', status: 503, retryAfterMs });
  const url = (index: number) => `https://graph.example/v1.0/users/${index}`;
  waits.note(url(0), error(10_000));
  for (let index = 1; index < 10_000; index += 1) waits.note(url(index), error(5));
  time.now = 6;
  waits.note(url(10_000), error(10_000));
  expect([0, 1, 10_000].map((index) => waits.standing(url(index))?.status)).toEqual([503, undefined, 503]);
});
