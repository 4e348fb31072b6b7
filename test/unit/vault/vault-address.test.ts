import { vaultScope } from '../../../shared/vault/vault-address.ts';

describe('the scope of a vault', () => {
  it.each([
    ['https://kv.vault.azure.net/', 'https://vault.azure.net/.default'],
    ['https://kv.vault.usgovcloudapi.net', 'https://vault.usgovcloudapi.net/.default'],
    ['https://kv.vault.azure.cn', 'https://vault.azure.cn/.default'],
    ['http://127.0.0.1:8443', 'https://vault.azure.net/.default'],
    ['https://kv.example.com', undefined],
    ['https://kvvault.azure.net', undefined],
    ['kv.vault.azure.net', undefined],
  ])('of %s is %s', (address, scope) => {
    expect(vaultScope(address)).toBe(scope);
  });
});
