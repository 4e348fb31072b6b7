import type { HttpClient } from '@azure/core-rest-pipeline';
import { isObject, parseJsonObject } from '../http/bounded-body.ts';
import type { Credential } from '../http/credential.ts';
import { type Answer, createTransport } from '../http/transport.ts';
import { TransportFailure } from '../http/transport-failure.ts';
import type { Clock } from '../sync/ports.ts';
import { vaultOrigin } from './vault-address.ts';
import { broken, refusalOf, unreachable } from './vault-errors.ts';

const REQUEST_MS = 15_000;
/** A secret is at most 25 KB (Key Vault: about secrets), escaped in JSON. */
const MAX_BYTES = 262_144;
const API_VERSION = '7.4';

/** The current version of a secret. */
export interface VaultSecret {
  readonly value: string;
  /** When it expires, epoch milliseconds; undefined = never. The vault goes on giving it after that. */
  readonly expiresAt: number | undefined;
}

export interface Vault {
  /** @throws ConnectorError with a code that begins with `vault-`; the message holds no value */
  read(name: string): Promise<VaultSecret>;
}

export interface VaultOptions {
  readonly address: string;
  readonly credential: Credential;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly httpClient?: HttpClient;
}

/**
 * Reads secrets of one Azure Key Vault (REST: Get Secret). A token is sent with the first request: the vault's challenge would
 * only name what the settings say already. @throws RangeError when the address is none of a vault
 */
export function createVault(options: VaultOptions): Vault {
  const { clock } = options;
  const origin = vaultOrigin(options.address);
  const send = createTransport({ ...options, maxBytes: MAX_BYTES });
  return {
    async read(name) {
      const answer = await send({
        method: 'GET',
        url: `${origin}/secrets/${encodeURIComponent(name)}?api-version=${API_VERSION}`,
        headers: { Accept: 'application/json' },
        deadline: clock.now() + REQUEST_MS,
      }).catch((error: unknown) => {
        throw error instanceof TransportFailure ? unreachable(error.reason) : error;
      });
      if (answer.status !== 200) throw refusalOf(answer);
      return readSecret(answer);
    },
  };
}

function readSecret({ text, status }: Answer): VaultSecret {
  const { value, attributes } = parseJsonObject(text) ?? {};
  if (typeof value !== 'string') throw broken('no value', status);
  const seconds = isObject(attributes) ? attributes.exp : undefined;
  // App settings are read without blanks around them; a key that moves into the vault stays the same so.
  return { value: value.trim(), expiresAt: typeof seconds === 'number' ? seconds * 1000 : undefined };
}
