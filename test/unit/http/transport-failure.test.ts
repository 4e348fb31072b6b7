import { isLoopback, safeOrigin } from '../../../shared/http/origin.ts';
import { asTransportFailure } from '../../../shared/http/transport-failure.ts';

describe('a failed connection', () => {
  it.each([
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', false],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND api.example.invalid', false],
    ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.example.invalid', false],
    ['CERT_HAS_EXPIRED', 'certificate has expired', false],
    ['ETIMEDOUT', 'connect ETIMEDOUT 192.0.2.1:443', false],
    ['ETIMEDOUT', 'read ETIMEDOUT', true],
    ['ECONNRESET', 'socket hang up', true],
    ['EPIPE', 'write EPIPE', true],
    ['PARSE_ERROR', 'Error reading response as text: aborted', true],
    [undefined, 'something new', true],
  ])('%s (%s) may have sent the request: %s', (code, message, sent) => {
    expect(asTransportFailure(Object.assign(new Error(message), { code })).sent).toBe(sent);
  });

  it('keeps nothing of what was thrown but a code', () => {
    const failure = asTransportFailure({ code: 'secret code', message: 'secret', request: { headers: 'secret' } });

    expect(JSON.stringify([failure, String(failure)])).not.toContain('secret');
    expect(asTransportFailure(null).reason).toBe('connection');
  });
});

describe('an address', () => {
  it.each([
    ['https://graph.microsoft.com/v1.0', 'https://graph.microsoft.com'],
    ['http://127.0.0.1:7071', 'http://127.0.0.1:7071'],
    ['http://localhost', 'http://localhost'],
    ['http://[::1]:80', 'http://[::1]'],
  ])('%s is safe', (address, origin) => {
    expect(safeOrigin(address)).toBe(origin);
  });

  it.each([
    'http://graph.microsoft.com',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'file:///x',
    '',
  ])('%j is not safe', (address) => {
    expect(() => safeOrigin(address)).toThrow(RangeError);
  });

  it('of this machine is told from others', () => {
    expect([isLoopback(new URL('http://127.8.8.8')), isLoopback(new URL('http://10.0.0.1'))]).toEqual([true, false]);
  });
});
