import { keepSecret } from '../../../shared/vault/kept-secret.ts';
import type { VaultSecret } from '../../../shared/vault/vault-client.ts';

let now = 0;
let reads = 0;
let answer: () => Promise<VaultSecret>;
let failures: unknown[] = [];
const clock = { now: () => now, sleep: async () => undefined };

beforeEach(() => {
  now = 0;
  reads = 0;
  failures = [];
  answer = async () => ({ value: 'second', expiresAt: undefined });
});

const keep = () =>
  keepSecret({
    clock,
    first: { value: 'first', expiresAt: undefined },
    read: () => {
      reads += 1;
      return answer();
    },
    onFailure: (error) => failures.push(error),
  });

describe('a secret in use', () => {
  it('is read again after ten minutes, and not before', async () => {
    const secret = keep();

    now = 599_999;
    expect(await secret()).toBe('first');
    expect(reads).toBe(0);
    now = 600_000;
    expect(await secret()).toBe('second');
    expect(await secret()).toBe('second');
    expect(reads).toBe(1);
  });

  it('is read again at once when it was refused, once for all who ask', async () => {
    const secret = keep();

    expect(await Promise.all([secret('first'), secret('first'), secret()])).toEqual(['second', 'second', 'second']);
    expect(reads).toBe(1);
  });

  it('is not read again for an older one that was refused', async () => {
    const secret = keep();
    await secret('first');

    expect(await secret('first')).toBe('second');
    expect(reads).toBe(1);
  });

  it('stays what it was while the vault does not give it, and is asked for again ten minutes later', async () => {
    const secret = keep();
    answer = () => Promise.reject(new Error('away'));

    now = 600_000;
    expect(await secret()).toBe('first');
    expect(await secret()).toBe('first');
    expect([reads, failures]).toEqual([1, [new Error('away')]]);
    now = 1_200_000;
    expect(await secret()).toBe('first');
    expect(reads).toBe(2);
  });
});
