metadata description = 'Storage of the connector: the tables that hold what is wanted and what is had. No keys.'

@maxLength(24)
param name string
param location string
param tags object

@description('How many copies of the tables are kept, and where')
param redundancy string

@description('Reached through private endpoints only')
param isPrivate bool

@description('Those of the journal are made and dropped by the app, one a month')
var tableNames = [
  'records'
  'control'
  'members'
  'claims'
]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'None'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [
  for table in tableNames: {
    parent: tableService
    name: table
  }
]

output id string = account.id
output name string = account.name
// Without the slash that the account's own property ends with: clients put one before the name of a table.
output tableEndpoint string = 'https://${account.name}.table.${environment().suffixes.storage}'
