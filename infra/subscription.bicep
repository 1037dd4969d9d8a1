// Subscribes the app to uploads. This is a separate template, because the app creates the key of the endpoint when it first runs, so
// it can only be deployed after the app; see infra/scripts. The key is read where it is used and appears nowhere else.
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
    // Only series and their grids: other blobs in the container start nothing and cost nothing.
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
    // Attempts continue for a day at growing intervals. Then the event is kept as a blob, and an alert is raised.
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
