using '../main.bicep'

// Private endpoints, one fixed address towards the internet, Premium Service Bus, locks, a warm worker.
param environmentName = 'genesys-provisioning'
param location = 'westeurope'
param entraAppId = '00000000-0000-0000-0000-000000000000'
param genesysRegion = 'eu-central-1'
param genesysClientId = '00000000-0000-0000-0000-000000000001'
param networkTier = 'private'
param networkAddressPrefix = '10.40.0.0/24'
param allowedSourceRanges = ['203.0.113.0/24']
param alwaysReadyWorkers = 1
param lockState = true
param stateRedundancy = 'Standard_ZRS'
param logRetentionDays = 365
param logDailyCapGb = 5
param guardLimit = 20
param createLimit = 500
param alertMails = ['operations@example.com', 'identity@example.com']
param alertRunbooks = 'https://example.com/connector/docs/alerts.md'
param alertLimits = {
  lagSeconds: 3600
  // createLimit parks whoever is beyond it for the day.
  parkedRecords: 1000
}
