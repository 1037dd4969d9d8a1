// The Functions app on its Flex Consumption plan.
param name string
param planName string
param location string
param tags { *: string }
@description('Name of the service in azure.yaml: azd uses it to find the app to deploy to.')
param serviceName string
param identityId string
param identityClientId string
param storageAccountName string
param deploymentContainerName string
param applicationInsightsName string
param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyHttp int
param alwaysReadyDurable int
param httpConcurrency int
@allowed([
  'Recreate'
  'RollingUpdate'
])
param siteUpdateStrategy string
param zoneRedundant bool
@description('Resource id of the subnet for outgoing calls of the app; empty for none.')
param subnetId string
@description('Endpoint of the topic that receives the end of every run; empty for none.')
param runTopicEndpoint string

@description('Addresses to notify at the end of every run; empty for none.')
param webhookAddresses string

@secure()
@description('Key that signs these messages; empty for none.')
param webhookKey string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

var readyForHttp = alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : []
var readyForDurable = alwaysReadyDurable > 0 ? [{ name: 'durable', instanceCount: alwaysReadyDurable }] : []

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
    zoneRedundant: zoneRedundant
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
    clientAffinityEnabled: false
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${account.properties.primaryEndpoints.blob}${deploymentContainerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: concat(readyForHttp, readyForDurable)
        triggers: {
          http: {
            perInstanceConcurrency: httpConcurrency
          }
        }
      }

      // Documented for every API version since 2023-12-01, but missing from the types of the compiler.
      #disable-next-line BCP037
      siteUpdateStrategy: {
        type: siteUpdateStrategy
      }
    }
    siteConfig: {
      // No page of another site may call the API from a browser.
      cors: {
        allowedOrigins: []
      }
      ftpsState: 'Disabled'
      http20Enabled: true
      minTlsVersion: '1.2'
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__blobServiceUri: account.properties.primaryEndpoints.blob
      AzureWebJobsStorage__queueServiceUri: account.properties.primaryEndpoints.queue
      AzureWebJobsStorage__tableServiceUri: account.properties.primaryEndpoints.table
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      AzureWebJobsDisableHomepage: 'true'

      // Flex Consumption supports blob events only through Event Grid; the polling trigger is for emulators.
      'AzureWebJobs.SeriesPolled.Disabled': 'true'

      // The app treats an empty setting as none.
      Backtest__Durable__EventGridTopic: runTopicEndpoint
      Backtest__WebhookAddresses: webhookAddresses
      Backtest__WebhookKey: webhookKey

      // One batch of trials per core: waiting batches make the plan add instances.
      AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: string(instanceMemoryMB / 2048)
    }
  }

  // Deployments use Microsoft Entra ID; passwords of the publishing profile are disabled.
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

output name string = app.name
output uri string = 'https://${app.properties.defaultHostName}'
