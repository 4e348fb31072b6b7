import { createScimTarget } from '../../../shared/genesys/scim-client.ts';
import type { RateLimits, Target } from '../../../shared/sync/ports.ts';
import { CUT, realClock, rejection, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

let server: ScriptedServer;
let limits: RateLimits[] = [];

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());
beforeEach(() => {
  limits = [];
});

function open(writable = true, apiUrl = server.url): Target {
  return createScimTarget({
    apiUrl,
    credential: { getToken: async () => 'first', renew: async () => 'second' },
    clock: realClock,
    observe: (seen) => limits.push(seen),
    writable: () => writable,
    userAgent: 'test',
  });
}

const soon = () => ({ deadline: Date.now() + 10_000 });
const NONE = new Map();
const calls = {
  create: (target: Target) => target.create('object-1', NONE, soon()),
  update: (target: Target) => target.update('u1', NONE, soon()),
  setActive: (target: Target) => target.setActive('u1', false, soon()),
  remove: (target: Target) => target.remove('u1', soon()),
  read: (target: Target) => target.searchByUserName('ada@example.org'),
} as const;
type Verb = keyof typeof calls;
const scim = (status: number, scimType?: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: String(status),
  scimType,
  detail: 'ada@example.org',
});
/** The vendor's own words for it (genesyscloud Terraform provider, util_retries). */
const STALE = 'The version 3 of ada@example.org does not match the current version';
const platform = (status: number, code: string) => ({ message: 'ada@example.org', code, status, contextId: 'c' });

describe('an answer outside 2xx', () => {
  it.each<[Verb, number, unknown, string, string]>([
    ['create', 409, scim(409, 'uniqueness'), 'conflict', 'genesys-conflict'],
    ['create', 409, platform(409, 'general.conflict'), 'conflict', 'genesys-conflict'],
    ['create', 400, scim(400, 'uniqueness'), 'conflict', 'genesys-conflict'],
    ['update', 409, scim(409, 'uniqueness'), 'conflict', 'genesys-conflict'],
    ['update', 409, scim(409), 'version', 'genesys-version'],
    ['update', 409, platform(409, 'general.conflict'), 'version', 'genesys-version'],
    ['update', 412, '', 'version', 'genesys-version'],
    ['update', 400, scim(400, 'invalidVers'), 'version', 'genesys-version'],
    ['remove', 409, scim(409), 'version', 'genesys-version'],
    ['setActive', 400, scim(400, 'invalidVers'), 'version', 'genesys-version'],
    ['update', 400, { ...platform(400, 'bad.request'), message: STALE }, 'version', 'genesys-version'],
    ['remove', 400, { ...scim(400), detail: STALE }, 'version', 'genesys-version'],
    ['update', 400, { ...scim(400, 'invalidValue'), detail: STALE }, 'rejected', 'genesys-rejected-invalid-value'],
    ['create', 400, { ...platform(400, 'bad.request'), message: STALE }, 'rejected', 'genesys-rejected'],
    ['update', 400, { ...platform(400, 'bad.request'), message: 'no such version' }, 'rejected', 'genesys-rejected'],
    ['update', 400, { ...platform(400, 'bad.request'), message: 7 }, 'rejected', 'genesys-rejected'],
    ['update', 400, scim(400, 'invalidValue'), 'rejected', 'genesys-rejected-invalid-value'],
    ['update', 400, scim(400, 'noTarget'), 'rejected', 'genesys-rejected-no-target'],
    ['create', 400, scim(400, 'somethingNew'), 'rejected', 'genesys-rejected'],
    ['create', 400, platform(400, 'bad.request'), 'rejected', 'genesys-rejected'],
    ['create', 413, platform(413, 'too.large'), 'rejected', 'genesys-rejected'],
    ['update', 415, platform(415, 'unsupported.media.type'), 'rejected', 'genesys-rejected'],
    ['read', 400, scim(400, 'invalidFilter'), 'rejected', 'genesys-rejected-invalid-filter'],
    ['update', 404, platform(404, 'not.found'), 'notFound', 'genesys-not-found'],
    ['remove', 404, scim(404), 'notFound', 'genesys-not-found'],
    ['update', 404, '<html>no such page</html>', 'unavailable', 'genesys-unavailable'],
    ['update', 403, platform(403, 'missing.permissions'), 'permission', 'genesys-missing-permission'],
    ['create', 403, platform(403, 'missing.any.permissions'), 'permission', 'genesys-missing-permission'],
    ['update', 403, platform(403, 'not.authorized'), 'forbidden', 'genesys-forbidden'],
    ['remove', 403, '', 'forbidden', 'genesys-forbidden'],
    ['create', 408, '', 'unknown', 'genesys-outcome-unknown'],
    ['update', 500, platform(500, 'internal.server.error'), 'unknown', 'genesys-outcome-unknown'],
    ['remove', 502, '<html>', 'unknown', 'genesys-outcome-unknown'],
    ['create', 503, platform(503, 'service.unavailable'), 'unknown', 'genesys-outcome-unknown'],
    ['setActive', 504, platform(504, 'request.timeout'), 'unknown', 'genesys-outcome-unknown'],
    ['read', 408, '', 'unavailable', 'genesys-unavailable'],
    ['read', 503, '<html>', 'unavailable', 'genesys-unavailable'],
    ['read', 504, '', 'unavailable', 'genesys-unavailable'],
    ['create', 302, '', 'rejected', 'genesys-rejected'],
  ])('%s %i %j', async (verb, status, body, kind, code) => {
    server.script({ status, body });

    const error = await rejection(calls[verb](open()));

    expect(error).toMatchObject({ kind, code, status });
    expect(String(error)).not.toContain('ada@');
    expect(server.seen).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'Retry-After': '42' }, 42_000],
    ['a date', { 'Retry-After': 'Wed, 21 Oct 2026 07:28:30 GMT', Date: 'Wed, 21 Oct 2026 07:28:00 GMT' }, 30_000],
    ['the end of the window only', { 'inin-ratelimit-reset': '9' }, 9000],
    ['nothing', {}, undefined],
  ])('429 naming %s', async (_, headers, retryAfterMs) => {
    server.script({ status: 429, body: platform(429, 'too.many.requests.retry.after'), headers });

    expect(await rejection(calls.create(open()))).toMatchObject({ kind: 'throttled', retryAfterMs });
  });

  it('401 is answered with one renewed token, a second one is final', async () => {
    server.script({ status: 401 }, { status: 204 });
    await calls.remove(open());
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);

    server.script({ status: 401 }, { status: 401, body: platform(401, 'bad.credentials') });
    expect(await rejection(calls.remove(open()))).toMatchObject({ kind: 'unauthorized' });
    expect(server.seen).toHaveLength(2);
  });
});

describe('a request without a complete answer', () => {
  it.each<[Verb, string, (typeof CUT)[keyof typeof CUT], string]>([
    ['create', 'reset', CUT.reset, 'unknown'],
    ['update', 'reset', CUT.reset, 'unknown'],
    ['remove', 'reset', CUT.reset, 'unknown'],
    ['read', 'reset', CUT.reset, 'unavailable'],
    ['create', 'cut off', CUT.halfBody, 'unknown'],
    ['read', 'cut off', CUT.halfBody, 'unavailable'],
  ])('%s that was %s', async (verb, _, step, kind) => {
    server.script(step);

    expect(await rejection(calls[verb](open()))).toMatchObject({ kind });
    expect(server.seen).toHaveLength(1);
  });

  it.each<[Verb, unknown, string]>([
    ['create', '{"id":"u1","userNa', 'unknown'],
    ['create', '<html>', 'unknown'],
    ['create', { userName: 'no id' }, 'unknown'],
    ['update', { id: 'other' }, 'unknown'],
    ['read', '{"totalResults":1,', 'contract'],
    ['read', {}, 'contract'],
    ['read', { totalResults: 1 }, 'contract'],
    ['read', { totalResults: 1, Resources: [{}] }, 'contract'],
    ['read', { totalResults: 26, Resources: [] }, 'contract'],
  ])('%s answered 200 with %j', async (verb, body, kind) => {
    server.script({ status: 200, body });

    expect(await rejection(calls[verb](open()))).toMatchObject({ kind });
  });

  it('a closed port is certainly not reached', async () => {
    const gone = await startScriptedServer();
    await gone.close();

    expect(await rejection(calls.create(open(true, gone.url)))).toMatchObject({ kind: 'unavailable' });
  });

  it('is aborted at the deadline, its outcome unknown', async () => {
    server.script(() => undefined);

    const error = await rejection(open().remove('u1', { deadline: Date.now() + 60 }));

    expect(error).toMatchObject({ kind: 'unknown' });
    expect(String(error)).toContain('deadline, sent');
  });

  it('is aborted at the deadline while the body trickles', async () => {
    server.script((_, response) => void response.writeHead(200).write('{'));

    expect(await rejection(open().setActive('u1', true, { deadline: Date.now() + 60 }))).toMatchObject({
      kind: 'unknown',
    });
  });

  it('does not begin after its deadline', async () => {
    server.script();

    expect(await rejection(open().remove('u1', { deadline: Date.now() - 1 }))).toMatchObject({ kind: 'unavailable' });
    expect(server.seen).toEqual([]);
  });
});

describe('the transport', () => {
  it.each(['create', 'update', 'setActive', 'remove'] as const)('refuses to %s when writing is off', async (verb) => {
    server.script();

    const error = await rejection(calls[verb](open(false)));

    expect(error).toMatchObject({ kind: 'refused', code: 'genesys-write-refused' });
    expect(server.seen).toEqual([]);
  });

  it('still reads when writing is off', async () => {
    server.script({ status: 200, body: { totalResults: 0 } });

    expect(await calls.read(open(false))).toEqual([]);
  });

  it('asks whether it may write after it has waited for the token', async () => {
    let writable = true;
    const target = createScimTarget({
      apiUrl: server.url,
      credential: {
        getToken: async () => {
          writable = false;
          return 'token';
        },
        renew: async () => 'token',
      },
      clock: realClock,
      observe: () => undefined,
      writable: () => writable,
      userAgent: 'test',
    });
    server.script();

    expect(await rejection(calls.remove(target))).toMatchObject({ kind: 'refused' });
    expect(server.seen).toEqual([]);
  });

  it('reports the limits of every answer, errors too', async () => {
    const headers = {
      'inin-ratelimit-count': '7',
      'inin-ratelimit-allowed': '300',
      'inin-ratelimit-reset': '41',
      Date: 'Wed, 21 Oct 2026 07:28:00 GMT',
    };
    server.script({ status: 409, headers });

    await rejection(calls.create(open()));

    const serverNow = Date.UTC(2026, 9, 21, 7, 28);
    expect(limits).toEqual([{ count: 7, allowed: 300, resetSeconds: 41, serverNow }]);
  });

  it.each(['http://api.mypurecloud.de', 'ftp://127.0.0.1', 'https://user:pw@api.mypurecloud.de', 'nonsense'])(
    'is not built for %s',
    (apiUrl) => {
      expect(() => open(true, apiUrl)).toThrow(RangeError);
    },
  );
});
