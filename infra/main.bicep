targetScope = 'subscription'

import { alertThresholds } from 'modules/alerts.bicep'

metadata description = 'Everything the connector needs in one resource group. Deploying again changes nothing.'

@description('Name of this installation; becomes part of the name of the resource group')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Azure region of everything; it must offer Flex Consumption')
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('Version of Node.js')
@allowed(['24', '22'])
param nodeVersion string = '24'

@description('Instances of the worker kept warm. One spares the first change after a pause the start of an instance, and is billed around the clock')
@minValue(0)
@maxValue(2)
param alwaysReadyWorkers int = 0

@description('Most instances of each function. A guard of the bill: calls to Genesys are capped by lanes')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('public: public endpoints that need a sign-in. egress: also a fixed address towards Genesys and Graph. private: also private endpoints for storage, vault and Service Bus, which then is Premium')
@allowed(['public', 'egress', 'private'])
param networkTier string = 'public'

@description('Address range of the network, /24 or larger; not for networkTier public')
param networkAddressPrefix string = '10.40.0.0/24'

@description('Address ranges (CIDR) that may call and deploy to the app; empty = any, with a key')
param allowedSourceRanges string[] = []

@description('Locks against deleting the tables and the vault')
param lockState bool = false

@description('How many copies of the tables are kept, and where')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param stateRedundancy string = 'Standard_LRS'

@description('Days that logs are kept')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Most gigabytes of logs taken in per day; -1 = no cap')
@minValue(-1)
param logDailyCapGb int = 1

@description('Whether the alert rules are on; in mode live they need somebody to tell')
param alertsEnabled bool = true

@description('Mail addresses of those who are told of an alert')
param alertMails string[] = []

@description('Address that gets every alert as JSON in the common alert schema; empty = none. It is kept in the history of deployments, so it must not hold a secret')
param alertWebhook string = ''

@description('Limits of the alerts; each has a default')
param alertLimits alertThresholds = {}

@description('Where those who are told can read docs/alerts.md; every alert carries it with the heading of its runbook')
@minLength(1)
param alertRunbooks string = 'docs/alerts.md'

@description('Raised only when a setting of the queue must change that cannot change on an existing queue')
@minValue(1)
param queueVersion int = 1

@description('Whether Genesys is written to; dry shows what would be sent')
@allowed(['live', 'dry', 'paused'])
param mode string = 'dry'

@description('People assigned to the enterprise application, or everybody')
@allowed(['assigned', 'all'])
param scope string = 'assigned'

@description('Application (client) id of the enterprise application that holds the assignments; for scope assigned')
param entraAppId string = ''

@description('Microsoft cloud of the tenant; it must be the cloud of the subscription')
@allowed(['global', 'usgov', 'usgovdod', 'china'])
param graphCloud string = environment().name == 'AzureChinaCloud'
  ? 'china'
  : environment().name == 'AzureUSGovernment' ? 'usgov' : 'global'

@description('Region of the Genesys organisation, such as eu-central-1, or its domain, such as mypurecloud.de')
@minLength(5)
param genesysRegion string

@description('Id of the OAuth client in Genesys; its secret goes into the vault, see secrets.bicep')
@minLength(8)
param genesysClientId string

@description('Which existing Genesys users are taken over when a name is already in use')
@allowed(['byUserName', 'byExternalId', 'never'])
param adoption string = 'byUserName'

@description('For an account disabled in Entra')
@allowed(['disable', 'delete', 'keep'])
param leaverDisabled string = 'disable'

@description('For a user in the recycle bin of Entra')
@allowed(['disable', 'delete', 'keep'])
param leaverSoftDeleted string = 'disable'

@description('For a user who is no longer found')
@allowed(['disable', 'keep'])
param leaverAbsent string = 'disable'

@description('For a user no longer assigned')
@allowed(['disable', 'delete', 'keep'])
param leaverUnassigned string = 'disable'

@description('For a user deleted for good in Entra')
@allowed(['disable', 'delete', 'keep'])
param leaverPurged string = 'delete'

@description('Most departures per run and per day that need no approval; left out = 5 % of the users, 10 to 50')
@minValue(0)
@maxValue(1000000)
param guardLimit int?

@description('Most accounts created in 24 hours, the first load included; left out = unusually many are only reported')
@minValue(0)
@maxValue(1000000)
param createLimit int?

@description('Path of the mapping file inside the package; empty = the built-in mapping')
param mappingFile string = ''

@description('Parallel calls to Genesys; one session of the host stays free for leavers')
@minValue(1)
@maxValue(8)
param lanes int = 8

@description('When Entra is asked for changes, as second minute hour day month day-of-week in UTC')
@minLength(11)
param pollSchedule string = '0 * * * * *'

@description('Share of ordinary runs and changes whose trace is kept, in percent; what fails is always kept')
@minValue(0)
@maxValue(100)
param tracePercent int = 10

var cloudsHere = environment().name == 'AzureChinaCloud'
  ? ['china']
  : environment().name == 'AzureUSGovernment' ? ['usgov', 'usgovdod'] : ['global']
var faults = concat(
  scope == 'assigned' && empty(entraAppId)
    ? ['entraAppId: is needed for scope assigned; allowed is the application (client) id of the enterprise application.']
    : [],
  empty(entraAppId) || (length(entraAppId) == 36 && length(split(entraAppId, '-')) == 5)
    ? []
    : ['entraAppId: "${entraAppId}" is no id; allowed is one such as 00000000-0000-0000-0000-000000000000.'],
  alwaysReadyWorkers > maximumInstances
    ? ['alwaysReadyWorkers: ${alwaysReadyWorkers} is more than maximumInstances (${maximumInstances}).']
    : [],
  contains(cloudsHere, graphCloud)
    ? []
    : ['graphCloud: "${graphCloud}" is another cloud than the subscription\'s; allowed here: ${join(cloudsHere, ', ')}.'],
  length(split(trim(pollSchedule), ' ')) == 6
    ? []
    : ['pollSchedule: "${pollSchedule}" has not six fields; allowed is one such as 0 * * * * *.'],
  parseCidr(networkAddressPrefix).cidr <= 24
    ? []
    : ['networkAddressPrefix: "${networkAddressPrefix}" is too small; allowed is /24 or larger.'],
  logDailyCapGb == 0
    ? ['logDailyCapGb: 0 would take in nothing, so no alert could be raised; allowed are 1 or more, or -1 for no cap.']
    : [],
  mode == 'live' && alertsEnabled && empty(alertWebhook) && empty(join(alertMails, ''))
    ? ['alertMails: is empty and so is alertWebhook, so nobody would be told; allowed in mode live are addresses, or alertsEnabled = false.']
    : [],
  empty(filter(alertMails, mail => !empty(mail) && length(split(mail, '@')) != 2))
    ? []
    : ['alertMails: "${join(alertMails, ', ')}" holds what is no mail address; allowed are those such as operations@example.com.'],
  empty(alertWebhook) || startsWith(alertWebhook, 'https://')
    ? []
    : ['alertWebhook: "${alertWebhook}" is no address for this; allowed is one that begins with https://.']
)
// The name of the group is worked out before anything is made, so a contradiction leaves nothing behind.
var groupName = empty(faults) ? 'rg-${environmentName}' : fail(join(faults, ' '))

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var isPrivate = networkTier == 'private'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: groupName
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  name: 'host-storage'
  scope: group
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    isPrivate: isPrivate
  }
}

module stateStorage 'modules/state-storage.bicep' = {
  name: 'state-storage'
  scope: group
  params: {
    name: 'ststate${token}'
    location: location
    tags: tags
    redundancy: stateRedundancy
    isPrivate: isPrivate
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  name: 'service-bus'
  scope: group
  params: {
    // A namespace cannot go from one tier to the other, so each has its own; messages left behind are no loss.
    name: isPrivate ? 'sbp-${token}' : 'sb-${token}'
    location: location
    tags: tags
    isPrivate: isPrivate
    queueVersion: queueVersion
  }
}

module vault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    isPrivate: isPrivate
  }
}

module observation 'modules/observation.bicep' = {
  name: 'observation'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    serviceBusName: serviceBus.outputs.name
    vaultName: vault.outputs.name
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: observation.outputs.workspaceId
    insightsName: observation.outputs.insightsName
    serviceBusId: serviceBus.outputs.id
    queueName: serviceBus.outputs.queueName
    enabled: alertsEnabled
    mails: alertMails
    webhook: alertWebhook
    runbooks: alertRunbooks
    limits: alertLimits
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  scope: group
  params: {
    principalId: identity.outputs.principalId
    hostStorageName: hostStorage.outputs.name
    stateStorageName: stateStorage.outputs.name
    serviceBusName: serviceBus.outputs.name
    queueName: serviceBus.outputs.queueName
    vaultName: vault.outputs.name
    insightsName: observation.outputs.insightsName
  }
}

module locks 'modules/locks.bicep' = if (lockState) {
  name: 'locks'
  scope: group
  params: {
    stateStorageName: stateStorage.outputs.name
    vaultName: vault.outputs.name
  }
}

module network 'modules/network.bicep' = if (networkTier != 'public') {
  name: 'network'
  scope: group
  params: {
    name: token
    location: location
    tags: tags
    addressPrefix: networkAddressPrefix
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (isPrivate) {
  name: 'private-endpoints'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointSubnetId
    hostStorageId: hostStorage.outputs.id
    stateStorageId: stateStorage.outputs.id
    vaultId: vault.outputs.id
    serviceBusId: serviceBus.outputs.id
    serviceBusHost: serviceBus.outputs.hostName
  }
}

// Roles first: a host that starts without them fails until its next start.
module app 'modules/function-app.bicep' = {
  name: 'function-app'
  scope: group
  dependsOn: [access, privateEndpoints]
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    serviceName: 'connector'
    nodeVersion: nodeVersion
    alwaysReadyWorkers: alwaysReadyWorkers
    maximumInstances: maximumInstances
    connectorSettings: {
      MODE: mode
      SCOPE: scope
      ENTRA_APP_ID: entraAppId
      GRAPH_CLOUD: graphCloud
      GENESYS_REGION: genesysRegion
      GENESYS_CLIENT_ID: genesysClientId
      ADOPTION: adoption
      LEAVER_DISABLED: leaverDisabled
      LEAVER_SOFT_DELETED: leaverSoftDeleted
      LEAVER_ABSENT: leaverAbsent
      LEAVER_UNASSIGNED: leaverUnassigned
      LEAVER_PURGED: leaverPurged
      GUARD_LIMIT: guardLimit == null ? '' : string(guardLimit)
      CREATE_LIMIT: createLimit == null ? '' : string(createLimit)
      MAPPING_FILE: mappingFile
      LANES: string(lanes)
      POLL_SCHEDULE: pollSchedule
      TRACE_PERCENT: string(tracePercent)
    }
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    insightsName: observation.outputs.insightsName
    blobEndpoint: hostStorage.outputs.blobEndpoint
    packageUrl: hostStorage.outputs.packageUrl
    tableEndpoint: stateStorage.outputs.tableEndpoint
    serviceBusHost: serviceBus.outputs.hostName
    queueName: serviceBus.outputs.queueName
    vaultUri: vault.outputs.uri
    subnetId: networkTier == 'public' ? '' : network!.outputs.appSubnetId
    allowedSourceRanges: allowedSourceRanges
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = app.outputs.name
output AZURE_FUNCTION_APP_HOST string = app.outputs.hostName
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output AZURE_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output AZURE_SERVICE_BUS_HOST string = serviceBus.outputs.hostName
output AZURE_QUEUE_NAME string = serviceBus.outputs.queueName
output AZURE_STATE_STORAGE_NAME string = stateStorage.outputs.name
output AZURE_EGRESS_ADDRESS string = networkTier == 'public' ? '' : network!.outputs.egressAddress
