// One account holds uploads and results, the state of Durable Functions, the app's package and undelivered events.
@minLength(3)
@maxLength(24)
param name string
param location string
param tags { *: string }
param zoneRedundant bool

var deploymentContainer = 'app-package'
var deadLetterContainer = 'dead-letters'
var containers = [
  'series'
  'backtests'
  deploymentContainer
  deadLetterContainer
]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    // Uploads that were removed or overwritten by mistake can be restored for a week.
    deleteRetentionPolicy: {
      enabled: true
      days: 7
    }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [for containerName in containers: {
  parent: blobs
  name: containerName
  properties: {
    publicAccess: 'None'
  }
}]

output name string = account.name
output deploymentContainerName string = deploymentContainer
output deadLetterContainerName string = deadLetterContainer
