import { asCode } from '../domain/safe-text.ts';
import type { Clock, Events } from '../sync/ports.ts';
import type { Vault } from './vault-client.ts';
import { codeOf } from './vault-errors.ts';

const EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** An expiry is reported from this many days before it. */
const NOTICE_DAYS = 30;

export interface SecretWatchOptions {
  readonly vault: Vault;
  /** Secrets of the vault that are in use. */
  readonly names: readonly string[];
  readonly clock: Clock;
  readonly events: Events;
  /** Told the value of each secret as the vault has it now. */
  onValue?(name: string, value: string): void;
}

/**
 * Looks at the secrets in use, at most hourly however often it is called: `secret-expiring` for an expiry that is near or past,
 * `secret-unreadable` for what a process that starts now would not get. It never throws.
 */
export function createSecretWatch(options: SecretWatchOptions): () => Promise<void> {
  const { clock } = options;
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    if (clock.now() - last < EVERY_MS) return;
    last = clock.now();
    await Promise.all(options.names.map((name) => look(name, options)));
  };
}

async function look(name: string, { vault, clock, events, onValue }: SecretWatchOptions): Promise<void> {
  try {
    const { value, expiresAt } = await vault.read(name);
    onValue?.(name, value);
    const days = expiresAt === undefined ? undefined : Math.floor((expiresAt - clock.now()) / DAY_MS);
    if (days !== undefined && days <= NOTICE_DAYS) events.emit('secret-expiring', { secret: asCode(name), days });
  } catch (error) {
    events.emit('secret-unreadable', { secret: asCode(name), code: asCode(codeOf(error)) });
  }
}
