// The Azure resources of the platform: storage, a Functions app on the Flex Consumption plan, its managed identity, blob
// events, telemetry and alerts. Nothing uses keys of the storage account or of Application Insights. Storage and app answer
// on public endpoints, behind Microsoft Entra ID or keys. The app can call out through a subnet.
targetScope = 'subscription'

@description('Name of the azd environment; the names of all resources derive from it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of all resources. It must offer the Flex Consumption plan.')
@minLength(1)
@metadata({
  azd: {
    type: 'location'
  }
})
param location string

@description('Object id of the deploying principal, who may then upload series and read results; empty for nobody.')
param principalId string = ''

@description('Type of the principal: a user, or the service principal of a pipeline.')
@allowed([
  'User'
  'ServicePrincipal'
])
param principalType string = 'User'

@description('Memory of an instance in MB: 2048 has one core, 4096 two. An LSTM of the default grid needs far less than either.')
@allowed([
  2048
  4096
])
param instanceMemoryMB int = 2048

@description('Maximum number of instances. As many batches of trials run in parallel as these have cores.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Always-ready instances for HTTP requests; each costs money even when idle.')
@minValue(0)
@maxValue(1000)
param alwaysReadyHttp int = 0

@description('Always-ready instances for orchestrations and activities; each costs money even when idle.')
@minValue(0)
@maxValue(1000)
param alwaysReadyDurable int = 0

@description('Concurrent HTTP requests per instance.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 16

@description('How an update reaches running instances: Recreate interrupts them, RollingUpdate lets them finish within an hour.')
@allowed([
  'Recreate'
  'RollingUpdate'
])
param siteUpdateStrategy string = 'Recreate'

@description('Whether to spread storage and instances over the availability zones of the region, which must have zones.')
param zoneRedundant bool = false

@description('Resource id of a subnet, delegated to Microsoft.App/environments, for outgoing calls of the app; empty for none.')
param subnetId string = ''

@description('Whether to create a custom topic of Event Grid that receives the end of every run.')
param runTopic bool = false

@description('Addresses, separated by semicolons, that the app notifies at the end of every run; empty for none.')
param webhookAddresses string = ''

@secure()
@description('Key that signs these messages: whsec_ and the Base64 of 24 to 64 bytes; empty for none.')
param webhookKey string = ''

@description('Address that receives alerts; empty for alerts in the portal only.')
param alertEmail string = ''

var abbreviations = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: '${abbreviations.resourceGroup}${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.managedIdentity}${token}'
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.storageAccount}${token}'
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: '${abbreviations.logAnalyticsWorkspace}${token}'
    applicationInsightsName: '${abbreviations.applicationInsights}${token}'
    location: location
    tags: tags
  }
}

module access 'modules/access.bicep' = {
  scope: group
  params: {
    storageAccountName: storage.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: principalId
    deployerPrincipalType: principalType
  }
}

module topic 'modules/topic.bicep' = if (runTopic) {
  scope: group
  params: {
    name: '${abbreviations.eventGridTopic}${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
  }
}

module app 'modules/app.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.functionApp}${token}'
    planName: '${abbreviations.plan}${token}'
    location: location
    tags: tags
    serviceName: 'api'
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageAccountName: storage.outputs.name
    deploymentContainerName: storage.outputs.deploymentContainerName
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDurable: alwaysReadyDurable
    httpConcurrency: httpConcurrency
    siteUpdateStrategy: siteUpdateStrategy
    zoneRedundant: zoneRedundant
    subnetId: subnetId
    runTopicEndpoint: topic.?outputs.endpoint ?? ''
    webhookAddresses: webhookAddresses
    webhookKey: webhookKey
  }
  // The app opens its storage as soon as it starts.
  dependsOn: [
    access
  ]
}

module events 'modules/events.bicep' = {
  scope: group
  params: {
    topicName: '${abbreviations.eventGridSystemTopic}${token}'
    location: location
    tags: tags
    storageAccountName: storage.outputs.name
    deadLetterContainerName: storage.outputs.deadLetterContainerName
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    actionGroupName: '${abbreviations.actionGroup}${token}'
    location: location
    tags: tags
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    topicName: events.outputs.topicName
    email: alertEmail
  }
}

// azd stores these as settings of its environment, and passes them to infra/scripts.
output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = app.outputs.name
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name
output AZURE_EVENT_GRID_TOPIC_NAME string = events.outputs.topicName
output AZURE_RUN_TOPIC_NAME string = topic.?outputs.name ?? ''
output SERVICE_API_NAME string = app.outputs.name
output SERVICE_API_URI string = app.outputs.uri
