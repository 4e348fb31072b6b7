metadata description = 'The application permissions of the identity in Microsoft Graph; separate, since only a few may grant them.'

extension microsoftGraphV1

@description('Object id of the identity: output of main.bicep, or principalId of "az identity list"')
@minLength(36)
@maxLength(36)
param principalId string

@description('As the scope of main.bicep; with "all" nobody asks who is assigned')
@allowed(['assigned', 'all'])
param scope string = 'assigned'

// The same list stands in shared/graph/permissions.ts.
var always = ['User.Read.All']
var whenAssigned = ['Application.Read.All']
var needed = scope == 'assigned' ? concat(always, whenAssigned) : always

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource grants 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for permission in needed: {
    principalId: principalId
    resourceId: graph.id
    appRoleId: filter(graph.appRoles, role => role.value == permission)[0].id
  }
]

output granted string[] = needed
