import type { RawSettings } from './cross-checks.ts';
import type { SettingName } from './settings-table.ts';

/** Settings that may be left empty when there is a vault, with the secret each is read from (infra/modules/names.bicep). */
export const VAULTED = {
  GENESYS_CLIENT_SECRET: 'genesys-client-secret',
  DIGEST_KEY: 'digest-key',
  ENTRA_CLIENT_SECRET: 'entra-client-secret',
} as const satisfies Partial<Record<SettingName, string>>;

export type VaultedName = keyof typeof VAULTED;

const NAMES = Object.keys(VAULTED) as readonly VaultedName[];

/** Which settings the vault has to fill: those that are needed and empty. */
export function fromVault(raw: RawSettings): readonly VaultedName[] {
  if (raw.KEY_VAULT_URI === undefined) return [];
  const isNeeded = (name: VaultedName): boolean => name !== 'ENTRA_CLIENT_SECRET' || raw.GRAPH_AUTH === 'client-secret';
  return NAMES.filter((name) => raw[name] === undefined && isNeeded(name));
}

/** A setting wins over the vault; whoever changes the secret there should know. */
export function vaultHints(raw: RawSettings): readonly string[] {
  if (raw.KEY_VAULT_URI === undefined) return [];
  return NAMES.filter((name) => raw[name] !== undefined).map(
    (name) => `${name} is set, so the secret ${VAULTED[name]} of the vault is not read`,
  );
}
