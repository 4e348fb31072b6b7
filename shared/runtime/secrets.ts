import type { Settings } from '../config/load-configuration.ts';
import { SETTINGS } from '../config/settings-table.ts';
import { VAULTED, type VaultedName } from '../config/vaulted.ts';
import { asCode } from '../domain/safe-text.ts';
import { fixedSecret, type SecretSource } from '../http/secret-source.ts';
import { tokenCredential } from '../http/token-credential.ts';
import type { Clock, Events } from '../sync/ports.ts';
import { describeError } from '../telemetry/describe-error.ts';
import { keepSecret } from '../vault/kept-secret.ts';
import { createSecretWatch } from '../vault/secret-watch.ts';
import { vaultScope } from '../vault/vault-address.ts';
import { createVault, type Vault, type VaultSecret } from '../vault/vault-client.ts';
import { codeOf, vaultError } from '../vault/vault-errors.ts';
import { platformSignIn } from './identities.ts';
import { USER_AGENT } from './user-agent.ts';

/** The checks of the start follow the reading itself. */
const FRESH_MS = 60_000;

/** The secrets of one process, from the settings or from the vault. */
export interface Secrets {
  /** Stays the same for the life of the process: rows and the configuration's hash depend on it. */
  readonly digestKey: string;
  readonly genesys: SecretSource;
  readonly entra: SecretSource;
  /** Reports what is about to expire or is out of reach; at most hourly, and never throws. */
  look(): Promise<void>;
  /** Reads all that the vault holds once more unless it has just been read; undefined without a vault. @throws SecretsUnreadable */
  readonly readAgain: (() => Promise<void>) | undefined;
}

/** One secret that the vault did not give. */
export interface UnreadableSecret {
  readonly secret: string;
  readonly code: string;
  readonly detail: string;
}

/** Nothing can be done until the vault gives these secrets; asking again may help. */
export class SecretsUnreadable extends Error {
  override readonly name = 'SecretsUnreadable';
  readonly secrets: readonly UnreadableSecret[];

  constructor(secrets: readonly UnreadableSecret[]) {
    const each = secrets.map(({ secret, detail }) => `${secret}: ${detail}`);
    super(`The vault did not give a secret, so no work is done yet; it is asked again. ${each.join(' | ')}`);
    this.secrets = secrets;
  }
}

interface Means {
  readonly clock: Clock;
  readonly events: Events;
}

/** What the settings themselves hold, for a process that needs no vault. */
export function givenSecrets({ values }: Settings): Secrets {
  return {
    digestKey: values.DIGEST_KEY?.reveal() ?? '',
    genesys: fixedSecret(values.GENESYS_CLIENT_SECRET?.reveal() ?? ''),
    entra: fixedSecret(values.ENTRA_CLIENT_SECRET?.reveal() ?? ''),
    look: async () => undefined,
    readAgain: undefined,
  };
}

/** Reads from the vault what the settings leave to it. @throws SecretsUnreadable naming every secret that is not there */
export async function readSecrets(settings: Settings, means: Means): Promise<Secrets> {
  const given = givenSecrets(settings);
  if (settings.fromVault.length === 0) return given;
  const vault = openVault(settings, means.clock);
  const found = await readAll(vault, settings.fromVault);
  const readAt = means.clock.now();
  const source = (name: VaultedName, otherwise: SecretSource): SecretSource => {
    const first = found.get(name);
    return first === undefined ? otherwise : kept(vault, name, first, means);
  };
  const digestKey = found.get('DIGEST_KEY')?.value;
  return {
    digestKey: digestKey ?? given.digestKey,
    genesys: source('GENESYS_CLIENT_SECRET', given.genesys),
    entra: source('ENTRA_CLIENT_SECRET', given.entra),
    async readAgain() {
      if (means.clock.now() - readAt > FRESH_MS) await readAll(vault, settings.fromVault);
    },
    look: createSecretWatch({
      vault,
      names: settings.fromVault.map((name) => VAULTED[name]),
      ...means,
      onValue(name, value) {
        if (name !== VAULTED.DIGEST_KEY || value === digestKey) return;
        means.events.emit('setting-doubtful', {
          hint: `The vault has another ${name} than this process started with; restart the app to use it`,
        });
      },
    }),
  };
}

function openVault(settings: Settings, clock: Clock): Vault {
  const { KEY_VAULT_URI: address = '', KEY_VAULT_CLIENT_ID } = settings.values;
  const credential = tokenCredential(platformSignIn(settings, KEY_VAULT_CLIENT_ID), {
    scope: vaultScope(address) ?? '',
    clock,
    code: 'vault-credential-failed',
    failure: 'No token for the vault could be had',
  });
  return createVault({ address, credential, clock, userAgent: USER_AGENT });
}

async function readAll(vault: Vault, names: readonly VaultedName[]): Promise<ReadonlyMap<VaultedName, VaultSecret>> {
  const found = new Map<VaultedName, VaultSecret>();
  const failures: UnreadableSecret[] = [];
  const readings = names.map((name) => ({ name, reading: readFit(vault, name) }));
  await Promise.allSettled(readings.map(({ reading }) => reading));
  for (const { name, reading } of readings) {
    try {
      found.set(name, await reading);
    } catch (error) {
      failures.push({ secret: VAULTED[name], code: codeOf(error), detail: describeError(error) });
    }
  }
  if (failures.length > 0) throw new SecretsUnreadable(failures);
  return found;
}

/** A secret that the setting would be allowed to have. */
async function readFit(vault: Vault, name: VaultedName): Promise<VaultSecret> {
  const secret = await vault.read(VAULTED[name]);
  const { schema, allowed } = SETTINGS[name];
  if (schema.safeParse(secret.value).success) return secret;
  throw vaultError(
    'vault-secret-unfit',
    `What the vault has for ${name} is not allowed; allowed: ${allowed}`,
    'rejected',
  );
}

function kept(vault: Vault, name: VaultedName, first: VaultSecret, { clock, events }: Means): SecretSource {
  return keepSecret({
    clock,
    first,
    read: () => readFit(vault, name),
    onFailure: (error) => events.emit('secret-unreadable', { secret: VAULTED[name], code: asCode(codeOf(error)) }),
  });
}
