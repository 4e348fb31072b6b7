metadata description = 'The Flex Consumption plan and the app on it, with every app setting. A setting that is not here is removed by the next deployment.'

param name string
param planName string
param location string
param tags object

@description('Value of the tag by which azd finds the app to deploy to')
param serviceName string

@description('Version of Node.js')
@allowed(['24', '22'])
param nodeVersion string

@description('Instances of the worker that are kept warm')
param alwaysReadyWorkers int

@description('Most instances of each function')
param maximumInstances int

@description('Settings of the connector that the customer chooses, by name; what is empty is left out')
param connectorSettings object

param identityId string
param identityClientId string
param insightsName string
param blobEndpoint string
param packageUrl string
param tableEndpoint string
param serviceBusHost string
param queueName string
@description('Vault that the app reads its secrets from')
param vaultUri string

@description('Subnet the app leaves through; empty = none')
param subnetId string

@description('Address ranges that may call and deploy to the app; empty = any')
param allowedSourceRanges string[]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

var wiring = {
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  GRAPH_AUTH: 'managed-identity'
  ENTRA_CLIENT_ID: identityClientId
  SERVICEBUS__fullyQualifiedNamespace: serviceBusHost
  SERVICEBUS__credential: 'managedidentity'
  SERVICEBUS__clientId: identityClientId
  QUEUE_NAME: queueName
  STORAGE__tableServiceUri: tableEndpoint
  STORAGE__clientId: identityClientId
  KEY_VAULT_URI: vaultUri
  KEY_VAULT_CLIENT_ID: identityClientId
}

var chosen = filter(items(connectorSettings), setting => !empty(setting.value))

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': serviceName })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    outboundVnetRouting: empty(subnetId) ? null : { allTraffic: true }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'node'
        version: nodeVersion
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyWorkers == 0
          ? []
          : [
              {
                name: 'function:apply-change'
                instanceCount: alwaysReadyWorkers
              }
            ]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      appSettings: concat(
        map(items(wiring), setting => { name: setting.key, value: setting.value }),
        map(chosen, setting => { name: setting.key, value: setting.value })
      )
      ipSecurityRestrictionsDefaultAction: empty(allowedSourceRanges) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: map(range(0, length(allowedSourceRanges)), i => {
        name: 'allowed-${i}'
        action: 'Allow'
        ipAddress: allowedSourceRanges[i]
        priority: 100 + i
      })
      scmIpSecurityRestrictionsUseMain: true
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

output id string = app.id
output name string = app.name
output hostName string = app.properties.defaultHostName
