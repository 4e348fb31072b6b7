metadata description = 'The Log Analytics workspace that holds logs, metrics and traces.'

param name string
param location string
param tags object

@description('Days that logs are kept')
param retentionDays int

@description('Most gigabytes taken in per day; -1 = no cap')
param dailyCapGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyCapGb
    }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

output id string = workspace.id
