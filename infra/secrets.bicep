metadata description = 'Writes the secrets of the connector. Apart from main.bicep, so that no deployment of that one holds, asks for or changes a secret. It works on a vault that is closed to the internet too.'

import { secretNames } from 'modules/names.bicep'

@description('Vault that main.bicep made, its output AZURE_KEY_VAULT_NAME')
@minLength(3)
@maxLength(24)
param vaultName string

@description('Secret of the OAuth client in Genesys Cloud. Left out of the command, it is asked for and not shown.')
@secure()
@minLength(1)
param genesysClientSecret string

@description('Day on which the Genesys secret shall be replaced at the latest, such as 2027-03-31; empty = never. The connector reports it from 30 days before')
@maxLength(10)
param replaceBy string = ''

@description('Key of the digests in the tables, at least 16 characters; only for the first time, or to replace it. With a new key the app must be restarted, and every account is read and compared once.')
@secure()
param digestKey string = ''

var checkedDigestKey = empty(digestKey) || length(digestKey) >= 16
  ? digestKey
  : fail('digestKey: needs at least 16 characters.')

var replaceByParts = split(replaceBy, '-')
var isDay = length(replaceBy) == 10 && length(replaceByParts) == 3 && length(replaceByParts[0]) == 4
var checkedReplaceBy = empty(replaceBy) || isDay
  ? replaceBy
  : fail('replaceBy: "${replaceBy}" is no day; allowed is one such as 2027-03-31.')

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource clientSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = {
  parent: vault
  name: secretNames.genesysClientSecret
  properties: {
    value: genesysClientSecret
    contentType: 'OAuth client secret, Genesys Cloud'
    attributes: empty(checkedReplaceBy) ? {} : { exp: dateTimeToEpoch('${checkedReplaceBy}T00:00:00Z') }
  }
}

resource key 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(digestKey)) {
  parent: vault
  name: secretNames.digestKey
  properties: {
    value: checkedDigestKey
    contentType: 'HMAC key, text'
  }
}
