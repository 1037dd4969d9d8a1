// Subscribes the app to uploads. A template of its own: the endpoint's key is made by the app when it first runs, so this
// can be deployed only after the app is; see infra/scripts. The key is read where it is used and shows up nowhere.
param functionAppName string
param topicName string
param storageAccountName string

@description('Function that the uploads go to.')
param functionName string = 'SeriesUploaded'

@description('Container that the uploads lie in.')
param containerName string = 'series'

@description('Container for events that could not be delivered.')
param deadLetterContainerName string = 'dead-letters'

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

var key = listKeys('${app.id}/host/default', '2025-03-01').systemKeys.blobs_extension

resource uploads 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'uploads'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.${functionName}&code=${key}'
        maxEventsPerBatch: 1
      }
    }
    // Series and their grids alone: whatever else lies in the container starts nothing and costs nothing.
    filter: {
      includedEventTypes: [
        'Microsoft.Storage.BlobCreated'
      ]
      subjectBeginsWith: '/blobServices/default/containers/${containerName}/'
      advancedFilters: [
        {
          operatorType: 'StringEndsWith'
          key: 'subject'
          values: [
            '.csv'
            '.xlsx'
            '.parquet'
            '.csv.gz'
            '.xlsx.gz'
            '.parquet.gz'
            '.grid.json'
          ]
        }
      ]
    }
    // A day of attempts, further and further apart; then the event is kept as a blob and an alert says so.
    retryPolicy: {
      maxDeliveryAttempts: 30
      eventTimeToLiveInMinutes: 1440
    }
    deadLetterWithResourceIdentity: {
      identity: {
        type: 'SystemAssigned'
      }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: {
          resourceId: account.id
          blobContainerName: deadLetterContainerName
        }
      }
    }
  }
}
