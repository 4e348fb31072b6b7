metadata description = 'Locks against deleting what cannot be made again from Entra and Genesys. Rows stay writable.'

param stateStorageName string
param vaultName string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: stateStorageName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource onAccount 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: account
  name: 'keep-state'
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds who was provisioned and why. Remove the lock before uninstalling.'
  }
}

resource onVault 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: vault
  name: 'keep-secrets'
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the digest key and the Genesys client secret. Remove the lock before uninstalling.'
  }
}
