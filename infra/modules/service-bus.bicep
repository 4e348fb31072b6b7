metadata description = 'The namespace and its one queue, the session queue of wakes. No keys.'

param name string
param location string
param tags object

@description('Premium, reached through a private endpoint only; Standard cannot have one')
param isPrivate bool

@description('A setting that cannot change on an existing queue asks for a new queue: raise this number with it')
param queueVersion int

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: isPrivate ? { name: 'Premium', tier: 'Premium', capacity: 1 } : { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }
}

// Rows hold the truth and messages only wake: a wake that expires is no loss, so it does not become a dead letter,
// and a second wake for the same person is legitimate, so there is no duplicate detection.
resource queue 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' = {
  parent: namespace
  name: 'wakes-v${queueVersion}'
  properties: {
    requiresSession: true
    requiresDuplicateDetection: false
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    defaultMessageTimeToLive: 'P1D'
    deadLetteringOnMessageExpiration: false
    enableBatchedOperations: true
    enablePartitioning: false
    maxSizeInMegabytes: 1024
  }
}

output id string = namespace.id
output name string = namespace.name
output hostName string = split(split(namespace.properties.serviceBusEndpoint, '://')[1], ':')[0]
output queueName string = queue.name
