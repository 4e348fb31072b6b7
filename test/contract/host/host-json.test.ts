import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHostJson } from '../../../local/host/host-json.ts';

describe('reading host.json', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'host-json-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (content: object) => {
    const path = join(folder, 'host.json');
    writeFileSync(path, JSON.stringify(content));
    return readHostJson(path);
  };

  it('falls back to the defaults of the Service Bus extension', () => {
    expect(read({ version: '2.0' })).toEqual({
      maxConcurrentSessions: 8,
      sessionIdleTimeoutMs: 60_000,
      maxAutoLockRenewalMs: 300_000,
      autoComplete: true,
      routePrefix: 'api',
    });
  });

  it('takes its own values', () => {
    const serviceBus = {
      maxConcurrentSessions: 3,
      sessionIdleTimeout: '00:00:02.5',
      maxAutoLockRenewalDuration: '1.00:00:00',
      autoCompleteMessages: false,
    };

    expect(read({ version: '2.0', extensions: { serviceBus, http: { routePrefix: '' } } })).toEqual({
      maxConcurrentSessions: 3,
      sessionIdleTimeoutMs: 2500,
      maxAutoLockRenewalMs: 86_400_000,
      autoComplete: false,
      routePrefix: '',
    });
  });

  it.each([
    ['no version', {}, '"version" must be "2.0"'],
    ['a bare number as time', { sessionIdleTimeout: 2 }, '"sessionIdleTimeout" must be a time span'],
    ['a time with a unit', { maxAutoLockRenewalDuration: '5m' }, '"maxAutoLockRenewalDuration" must be a time span'],
    ['no sessions at all', { maxConcurrentSessions: 0 }, '"maxConcurrentSessions" must be a positive integer, got 0'],
  ])('refuses %s', (what, serviceBus, message) => {
    const version = what === 'no version' ? '1' : '2.0';

    expect(() => read({ version, extensions: { serviceBus } })).toThrow(message);
  });
});
