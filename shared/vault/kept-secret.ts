import type { SecretSource } from '../http/secret-source.ts';
import type { Clock } from '../sync/ports.ts';
import type { VaultSecret } from './vault-client.ts';

/** A secret in use is read again no more often than this, unless it was refused. */
const REREAD_MS = 600_000;

export interface KeptSecretOptions {
  readonly clock: Clock;
  /** As it was read when the process started. */
  readonly first: VaultSecret;
  read(): Promise<VaultSecret>;
  /** Told of each reading that failed. */
  onFailure(error: unknown): void;
}

/**
 * A secret that may be replaced while the process runs. A vault that gives no answer leaves the value as it was: it was good at
 * the last login, and whether it still is, the next one tells.
 */
export function keepSecret({ clock, first, read, onFailure }: KeptSecretOptions): SecretSource {
  let { value } = first;
  let readAt = clock.now();
  let reading: Promise<void> | undefined;

  const readAgain = async (): Promise<void> => {
    readAt = clock.now();
    try {
      value = (await read()).value;
    } catch (error) {
      onFailure(error);
    }
  };
  return async (rejected) => {
    if (rejected === value || clock.now() - readAt >= REREAD_MS) {
      reading ??= readAgain().finally(() => {
        reading = undefined;
      });
    }
    await reading;
    return value;
  };
}
