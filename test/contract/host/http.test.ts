import { openTiny, type TinyHost } from '../../support/tiny-app/open.ts';

describe('driving http functions', () => {
  let tiny: TinyHost;

  beforeAll(async () => {
    tiny = await openTiny({ functionKey: 'the key' });
  });

  afterAll(() => tiny.host.stop());

  const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${tiny.host.httpUrl}${path}`, init);
  const key = { 'x-functions-key': 'the key' };

  it('converts request and response both ways', async () => {
    const response = await call('/api/echo/7/more?q=one', {
      method: 'POST',
      body: 'grüß',
      headers: { ...key, 'X-Sent': 'yes' },
    });

    expect(response.status).toBe(201);
    expect(response.headers.get('x-seen')).toBe('yes');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('set-cookie')).toBe('crumb=a%20b; HttpOnly; SameSite=Strict');
    const body = { method: 'POST', params: { id: '7', part: 'more' }, query: 'one', body: 'grüß' };
    expect(await response.json()).toEqual(body);
  });

  it('leaves an optional route parameter out when the path does', async () => {
    const response = await call('/api/echo/a%2Fb', { headers: key });

    expect(await response.json()).toMatchObject({ params: { id: 'a/b' } });
  });

  it('joins a repeated query name with a comma', async () => {
    const response = await call('/api/echo/7?q=1&q=2', { headers: key });

    expect(await response.json()).toMatchObject({ query: '1,2' });
  });

  it.each([
    ['no key', '/api/echo/7', {}, 401],
    ['a wrong key', '/api/echo/7', { 'x-functions-key': 'a  key!' }, 401],
    ['the key in the query', '/api/echo/7?code=the%20key', {}, 201],
    ['no key for an anonymous function', '/api/open', {}, 200],
  ])('asks for the function key: %s', async (_what, path, headers, status) => {
    const response = await call(path, { headers });

    expect(response.status).toBe(status);
  });

  it.each([
    ['an unknown path', '/api/nowhere', 'GET'],
    ['a path outside the prefix', '/open', 'GET'],
    ['a method that the function does not list', '/api/echo/7', 'DELETE'],
  ])('answers 404 to %s', async (_what, path, method) => {
    const response = await call(path, { method, headers: key });

    expect(response.status).toBe(404);
  });

  it('answers an empty 200 when the handler returns nothing', async () => {
    const response = await call('/api/open');

    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('answers an empty 500 and logs the error when the handler throws', async () => {
    const response = await call('/api/open?throw');

    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(tiny.lines.at(-1)?.message).toContain("Executed 'Functions.open' (Failed): Error: broken");
  });

  it('lets everybody in when no key is configured', async () => {
    const { host } = await openTiny();

    const response = await fetch(`${host.httpUrl}/api/echo/7`);
    await host.stop();

    expect(response.status).toBe(201);
  });
});
