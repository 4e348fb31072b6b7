import { failure, type Rig, startRig } from './rig.ts';

const feed = '/users/delta?$select=displayName';
const usersDelta = '/v1.0/users/delta';
let rig: Rig;

beforeEach(async () => {
  rig = await startRig({ pageSize: 2 });
  for (const name of ['Ada', 'Bob', 'Cem']) await rig.person({ displayName: name });
});

afterEach(() => rig.close());

describe('arming faults', () => {
  it('strikes as often as told, on the paths told, after as many calls as told', async () => {
    await rig.control('POST faults', { kind: 'server-error', path: '/v1.0/org*', count: 2, after: 1, status: 502 });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await rig.get('/organization')).status);

    expect(statuses).toEqual([200, 502, 502, 200, 200]);
    expect((await rig.get('/users/nobody')).status).toBe(404);
  });

  it('strikes until it is deleted when the count is 0', async () => {
    await rig.control('POST faults', { kind: 'forbidden', path: '*', count: 0 });
    const struck = [await rig.get('/organization'), await rig.get('/organization')];
    await rig.control('DELETE faults');

    for (const reply of struck) {
      expect(await failure(reply)).toEqual({ status: 403, code: 'Authorization_RequestDenied' });
    }
    expect((await rig.get('/organization')).status).toBe(200);
  });

  it.each([{ kind: 'bad-luck' }, { path: '*' }, { kind: 'reset', cuont: 1 }, { kind: 'reset', count: '1' }])(
    'refuses a fault that cannot be: %j',
    async (fault) => {
      await expect(rig.control('POST faults', fault)).rejects.toThrow(/^400/);
    },
  );
});

describe('answers that go wrong', () => {
  it.each([
    ['integer', '7'],
    ['fraction', '7.128'],
    ['date', 'Sun, 01 Mar 2026 08:00:07 GMT'],
    ['none', null],
  ])('throttles with a Retry-After that is: %s', async (retryAfter, header) => {
    await rig.control('POST faults', { kind: 'throttle', retryAfter, seconds: 7 });
    const reply = await rig.get('/organization');

    expect(reply.headers.get('retry-after')).toBe(header);
    expect(await failure(reply)).toEqual({ status: 429, code: 'TooManyRequests' });
  });

  it('answers 401 once, 404, HTML or nothing at all', async () => {
    for (const kind of ['unauthorized', 'not-found', 'html', 'empty-body']) await rig.control('POST faults', { kind });
    const replies = [];
    for (let n = 0; n < 5; n += 1) replies.push(await rig.get('/organization'));

    expect(replies.map((reply) => reply.status)).toEqual([401, 404, 503, 503, 200]);
    expect(await replies[2]?.text()).toMatch(/^<html>/);
    expect(await replies[3]?.text()).toBe('');
  });

  it('resets the connection, cuts the body off, or leaves half of the JSON', async () => {
    for (const kind of ['reset', 'cut-off', 'truncated']) await rig.control('POST faults', { kind });

    await expect(rig.get('/organization')).rejects.toThrow();
    await expect(rig.get('/organization').then((reply) => reply.text())).rejects.toThrow();
    await expect(rig.get('/organization').then((reply) => reply.json())).rejects.toMatchObject({ name: 'SyntaxError' });
    expect((await rig.get('/organization')).status).toBe(200);
  });

  it('lets a caller wait who gives up before the slow answer', async () => {
    await rig.control('POST faults', { kind: 'slow', delayMs: 60_000 });
    const impatient = { signal: AbortSignal.timeout(50), headers: { authorization: 'Bearer rig-token' } };

    await expect(fetch(`${rig.url}/v1.0/organization`, impatient)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('strikes the login side as well', async () => {
    await rig.control('POST faults', { kind: 'server-error', path: '/*/oauth2/*', status: 504 });

    expect((await fetch(`${rig.url}/t/oauth2/v2.0/token`, { method: 'POST' })).status).toBe(504);
  });
});

describe('pages that go wrong', () => {
  it('sends an empty page with a link to what would have been there', async () => {
    await rig.control('POST faults', { kind: 'empty-page', path: usersDelta });
    const page = await rig.page(feed);
    const rest = await rig.round(page['@odata.nextLink'] ?? '');

    expect(page.value).toEqual([]);
    expect(rest.items).toHaveLength(3);
  });

  it('begins every round with an empty page or repeats items over pages when switched so', async () => {
    await rig.control('POST switches', { emptyFirstPage: true, repeatItems: true });
    const { items } = await rig.round(feed);

    expect(items.map((item) => item.displayName)).toEqual(['Ada', 'Bob', 'Bob', 'Cem']);
    expect((await rig.page(feed)).value).toEqual([]);
  });

  it('repeats items within a page and changes their order', async () => {
    await rig.control('POST switches', { pageSize: 50 });
    for (let n = 0; n < 20; n += 1) await rig.person({});
    for (const kind of ['repeated-items', 'shuffled-items']) await rig.control('POST faults', { kind });
    const repeated = await rig.page(feed);
    const shuffled = await rig.page(feed);
    const ids = (await rig.page(feed)).value.map((item) => item.id);
    const mixed = shuffled.value.map((item) => item.id);

    expect(repeated.value).toHaveLength(46);
    expect(mixed).not.toEqual(ids);
    expect(mixed.sort()).toEqual(ids.sort());
  });

  it('links a page to itself', async () => {
    await rig.control('POST faults', { kind: 'same-url', path: usersDelta });

    expect((await rig.page(feed))['@odata.nextLink']).toBe(`${rig.url}/v1.0${feed}`);
  });

  it('has both links, none, or no value', async () => {
    for (const kind of ['both-links', 'no-link', 'no-value']) await rig.control('POST faults', { kind });
    const [both, none, empty] = [await rig.page(feed), await rig.page(feed), await rig.page(feed)];

    expect(Object.keys(both)).toEqual(['@odata.context', '@odata.nextLink', '@odata.deltaLink', 'value']);
    expect(Object.keys(none)).toEqual(['@odata.context', 'value']);
    expect(empty).not.toHaveProperty('value');
  });

  it('links to a foreign place and sends an item without an id', async () => {
    await rig.control('POST faults', { kind: 'foreign-link', origin: 'https://evil.example' });
    await rig.control('POST faults', { kind: 'item-without-id' });
    const [foreign, nameless] = [await rig.page(feed), await rig.page(feed)];
    await rig.control('POST faults', { kind: 'foreign-link', origin: 'https://evil.example' });
    const last = await rig.page(`${feed}&$deltatoken=latest`);

    expect(foreign['@odata.nextLink']).toMatch(/^https:\/\/evil\.example\/v1\.0\/users\/delta\?/);
    expect(last['@odata.deltaLink']).toMatch(/^https:\/\/evil\.example\/v1\.0\/users\/delta\?/);
    expect(nameless.value[0]).toEqual({ displayName: 'Ada' });
  });

  it('says a skip token has expired', async () => {
    const next = (await rig.page(feed))['@odata.nextLink'] ?? '';
    await rig.control('POST faults', { kind: 'page-token-expired' });

    expect(await failure(await rig.get(next))).toEqual({ status: 400, code: 'Directory_ExpiredPageToken' });
  });

  it('spells the inner error in lower case when switched so', async () => {
    await rig.control('POST switches', { innerErrorLowerCase: true });

    expect(await (await rig.get('/users/nobody')).json()).toHaveProperty('error.innererror.date');
  });
});
