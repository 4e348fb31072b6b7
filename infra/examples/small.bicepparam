using '../main.bicep'

// A thousand people, public endpoints that need a sign-in, nothing kept warm.
param environmentName = 'genesys-provisioning'
param location = 'westeurope'
param entraAppId = '00000000-0000-0000-0000-000000000000'
param genesysRegion = 'eu-central-1'
param genesysClientId = '00000000-0000-0000-0000-000000000001'
param alertMails = ['operations@example.com']
