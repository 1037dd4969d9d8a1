// Alerts on problems that need attention: abandoned runs and uploads, repeated exceptions, undelivered events.
param actionGroupName string
param location string
param tags { *: string }
param applicationInsightsName string
param topicName string
@description('Address that receives alerts; empty for none.')
param email string

var window = 'PT15M'

// The functions that the app runs when it abandons a run, a batch or an upload, and orchestrations that fail. A failed trial is a row
// of its leaderboard and raises no alert.
var givenUp = '''
  requests
  | where name has_any ("FailRun", "FailBatch", "SeriesPoisoned") or (success == false and name has "Backtest")
'''
var rules = [
  {
    name: 'failed-runs'
    title: 'Backtest: runs failed'
    text: 'A run, a batch or an upload was abandoned in the last 15 minutes. The status of its series gives the reason.'
    query: givenUp
    threshold: 0
  }
  {
    name: 'exceptions'
    title: 'Backtest: many exceptions'
    text: 'More than ten exceptions in the last quarter of an hour.'
    query: 'exceptions'
    threshold: 10
  }
]

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'backtest'
    emailReceivers: [
      {
        name: 'email'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'backtest-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.title
    description: rule.text
    severity: 2
    enabled: true
    scopes: [
      applicationInsights.id
    ]
    evaluationFrequency: window
    windowSize: window
    autoMitigate: false
    // Telemetry tables appear with the first data.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: rule.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: empty(email) ? [] : [actionGroup.id]
    }
  }
}]

resource undelivered 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'backtest-undelivered-uploads'
  location: 'global'
  tags: tags
  properties: {
    description: 'The event of an upload could not be delivered and is in the container dead-letters. Start the series that it names with POST /api/series/{name}/backtests, or upload it again.'
    severity: 2
    enabled: true
    scopes: [
      topic.id
    ]
    evaluationFrequency: window
    windowSize: window
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-lettered'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: empty(email) ? [] : [{ actionGroupId: actionGroup.id }]
  }
}
