metadata description = 'Application Insights over the workspace; what is sent needs a sign-in with Entra.'

param name string
param location string
param tags object
param workspaceId string

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    IngestionMode: 'LogAnalytics'
    WorkspaceResourceId: workspaceId
  }
}

output name string = component.name
