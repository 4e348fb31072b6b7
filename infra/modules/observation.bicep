metadata description = 'Workspace, Application Insights, and what the other resources report to them.'

@description('Common end of all names')
param token string
param location string
param tags object
param retentionDays int
param dailyCapGb int
param serviceBusName string
param vaultName string

module logs 'logs.bicep' = {
  name: 'logs'
  params: {
    name: 'log-${token}'
    location: location
    tags: tags
    retentionDays: retentionDays
    dailyCapGb: dailyCapGb
  }
}

module insights 'insights.bicep' = {
  name: 'insights'
  params: {
    name: 'appi-${token}'
    location: location
    tags: tags
    workspaceId: logs.outputs.id
  }
}

module diagnostics 'diagnostics.bicep' = {
  name: 'diagnostics'
  params: {
    serviceBusName: serviceBusName
    vaultName: vaultName
    workspaceId: logs.outputs.id
  }
}

output insightsName string = insights.outputs.name
output workspaceId string = logs.outputs.id
