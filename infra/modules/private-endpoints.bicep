metadata description = 'Private endpoints for storage, vault and Service Bus.'

@description('Common end of all names')
param token string
param location string
param tags object
param networkId string
param subnetId string
param hostStorageId string
param stateStorageId string
param vaultId string
param serviceBusId string
param serviceBusHost string

var endpoints = [
  {
    name: 'host-blob'
    part: 'blob'
    targetId: hostStorageId
    zoneName: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    name: 'state-table'
    part: 'table'
    targetId: stateStorageId
    zoneName: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    name: 'vault'
    part: 'vault'
    targetId: vaultId
    zoneName: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  }
  {
    name: 'service-bus'
    part: 'namespace'
    targetId: serviceBusId
    // The address of a namespace is its name and the domain of the cloud.
    zoneName: 'privatelink${substring(serviceBusHost, indexOf(serviceBusHost, '.'))}'
  }
]

// One after the other: a subnet takes one change at a time.
@batchSize(1)
module each 'private-endpoint.bicep' = [
  for endpoint in endpoints: {
    name: 'endpoint-${endpoint.name}'
    params: {
      name: 'pe-${endpoint.name}-${token}'
      location: location
      tags: tags
      targetId: endpoint.targetId
      part: endpoint.part
      zoneName: endpoint.zoneName
      networkId: networkId
      subnetId: subnetId
    }
  }
]
