metadata description = 'What several modules must write alike.'

@export()
@description('Built-in roles the app is given; their ids are the same in every cloud.')
var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  serviceBusDataReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  serviceBusDataSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

@export()
@description('Secrets of the vault by what they hold.')
var secretNames = {
  genesysClientSecret: 'genesys-client-secret'
  digestKey: 'digest-key'
}

@export()
@description('Container of the deployed package in the host storage account.')
var packageContainer = 'packages'
