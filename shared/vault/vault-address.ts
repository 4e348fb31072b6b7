import { isLoopback, safeOrigin } from '../http/origin.ts';

/** Domains of Key Vault by cloud (Key Vault: DNS suffixes); a token for one is worth nothing in another. */
const DOMAINS = ['vault.azure.net', 'vault.usgovcloudapi.net', 'vault.azure.cn'] as const;

/**
 * The scope of the tokens for a vault, by the cloud its address belongs to; a simulator on loopback takes those of the global
 * one. Undefined for an address that is no vault's: nobody else shall get such a token.
 */
export function vaultScope(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null) return undefined;
  const domain = isLoopback(url) ? DOMAINS[0] : DOMAINS.find((name) => url.hostname.endsWith(`.${name}`));
  return domain === undefined ? undefined : `https://${domain}/.default`;
}

/** The origin of a vault. @throws RangeError for an address that is no vault's */
export function vaultOrigin(address: string): string {
  if (vaultScope(address) === undefined) throw new RangeError('The address is none of a key vault');
  return safeOrigin(address);
}
