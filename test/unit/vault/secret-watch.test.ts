import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { createSecretWatch } from '../../../shared/vault/secret-watch.ts';
import type { VaultSecret } from '../../../shared/vault/vault-client.ts';
import { plainTelemetry } from '../../support/plain-telemetry.ts';

const DAY = 86_400_000;
let now = 0;
let emitted: unknown[] = [];
const values: string[] = [];
const clock = { now: () => now, sleep: async () => undefined };
const events = plainTelemetry((name, fields) => void emitted.push({ name, ...fields }));

beforeEach(() => {
  now = 1_000 * DAY;
  emitted = [];
  values.length = 0;
});

const watch = (read: (name: string) => Promise<VaultSecret>) =>
  createSecretWatch({
    vault: { read },
    names: ['digest-key'],
    clock,
    events,
    onValue: (name, value) => void values.push(`${name}=${value}`),
  });

describe('the watch over the secrets in use', () => {
  it.each([
    ['31 days and more', 31 * DAY, []],
    ['less than 31 days', 31 * DAY - 1, [30]],
    ['some hours', DAY / 2, [0]],
    ['an expiry that is past', -1, [-1]],
    ['no expiry', undefined, []],
  ])('for %s tells the days that are left', async (_what, left, days) => {
    const expiresAt = left === undefined ? undefined : now + left;

    await watch(async () => ({ value: 'v', expiresAt }))();

    expect(emitted).toEqual(days.map((count) => ({ name: 'secret-expiring', secret: 'digest-key', days: count })));
    expect(values).toEqual(['digest-key=v']);
  });

  it('looks once an hour, however often it is called', async () => {
    let reads = 0;
    const look = watch(async () => {
      reads += 1;
      return { value: 'v', expiresAt: undefined };
    });

    await look();
    now += 3_599_999;
    await look();
    expect(reads).toBe(1);
    now += 1;
    await look();
    expect(reads).toBe(2);
  });

  it('reports what the vault does not give, and goes on', async () => {
    const look = watch(() => Promise.reject(new ConnectorError('vault-refused', 'no role', { kind: 'permission' })));

    await expect(look()).resolves.toBeUndefined();
    expect(emitted).toEqual([{ name: 'secret-unreadable', secret: 'digest-key', code: 'vault-refused' }]);
  });
});
