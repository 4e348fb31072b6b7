metadata description = 'Who is told, and of what: one rule for each trouble that does not heal by itself. docs/alerts.md holds a runbook for each.'

@export()
@description('Limits of the alerts; what is left out keeps its default.')
type alertThresholds = {
  @description('Minutes without a finished run; a run may last 20')
  @minValue(5)
  @maxValue(300)
  heartbeatMinutes: int?

  @description('Seconds a change may wait')
  @minValue(60)
  lagSeconds: int?

  @description('Seconds since the source was last read to its end')
  @minValue(600)
  watermarkSeconds: int?

  @description('Seconds of quarantine; an outage of five minutes takes up to seven')
  @minValue(0)
  quarantineSeconds: int?

  @description('Plans that may wait for a person')
  @minValue(0)
  plansWaiting: int?

  @description('Records that may be parked')
  @minValue(0)
  parkedRecords: int?

  @description('Percent of the requests to Genesys that may be answered 429')
  @minValue(1)
  @maxValue(99)
  throttledPercent: int?

  @description('Seconds that Graph may fail or refuse')
  @minValue(60)
  @maxValue(1500)
  graphFailingSeconds: int?

  @description('Days before a secret expires: first notice')
  @minValue(2)
  @maxValue(30)
  secretNoticeDays: int?

  @description('Days before a secret expires: second notice')
  @minValue(2)
  @maxValue(30)
  secretSoonDays: int?

  @description('Days before a secret expires: last notice')
  @minValue(0)
  @maxValue(30)
  secretLastDays: int?

  @description('Percent of the waiting requests that may be put off')
  @minValue(1)
  @maxValue(99)
  starvedPercent: int?

  @description('Seconds that a start may be refused or a check fail')
  @minValue(60)
  @maxValue(400)
  startRefusedSeconds: int?

  @description('How often the daily cap may stop telemetry within six hours')
  @minValue(0)
  telemetryStops: int?

  @description('Messages that may lie in the dead-letter queue')
  @minValue(0)
  deadLetters: int?
}

@description('Common end of all names')
param token string
param location string
param tags object
param workspaceId string
param insightsName string
param serviceBusId string
param queueName string

@description('False keeps the rules and switches them off')
param enabled bool

@description('Mail addresses of those who are told')
param mails string[]

@description('Address that gets every alert as JSON; empty = none')
param webhook string

@description('Where docs/alerts.md can be read')
param runbooks string
param limits alertThresholds

// window: how far the query looks back. Every query that must see something last says so itself, over its window, so one
// period is enough; periods of the service lie side by side and could not be tried before.
var rules = [
  {
    id: 'heartbeat'
    title: 'No run has finished'
    severity: 0
    query: loadTextContent('../alerts/heartbeat.kql')
    measure: 'minutes'
    operator: 'GreaterThan'
    threshold: limits.?heartbeatMinutes ?? 25
    window: 'PT6H'
    frequency: 'PT5M'
    split: ''
  }
  {
    id: 'lag-objective'
    title: 'Changes wait longer than they should'
    severity: 2
    query: loadTextContent('../alerts/lag-objective.kql')
    measure: 'seconds'
    operator: 'GreaterThan'
    threshold: limits.?lagSeconds ?? 1800
    window: 'PT30M'
    frequency: 'PT15M'
    split: ''
  }
  {
    id: 'watermark-age'
    title: 'The source has not been read to its end for long'
    severity: 1
    query: loadTextContent('../alerts/watermark-age.kql')
    measure: 'seconds'
    operator: 'GreaterThan'
    threshold: limits.?watermarkSeconds ?? 7200
    window: 'PT30M'
    frequency: 'PT15M'
    split: ''
  }
  {
    id: 'quarantine'
    title: 'The connector has stopped writing'
    severity: 1
    query: loadTextContent('../alerts/quarantine.kql')
    measure: 'seconds'
    operator: 'GreaterThan'
    threshold: limits.?quarantineSeconds ?? 900
    window: 'PT30M'
    frequency: 'PT5M'
    split: ''
  }
  {
    id: 'plan-waiting'
    title: 'Departures wait for approval'
    severity: 2
    query: loadTextContent('../alerts/plan-waiting.kql')
    measure: 'plans'
    operator: 'GreaterThan'
    threshold: limits.?plansWaiting ?? 0
    window: 'PT30M'
    frequency: 'PT15M'
    split: ''
  }
  {
    id: 'parked'
    title: 'Many records are parked'
    severity: 3
    query: loadTextContent('../alerts/parked.kql')
    measure: 'records'
    operator: 'GreaterThan'
    threshold: limits.?parkedRecords ?? 25
    window: 'PT1H'
    frequency: 'PT15M'
    split: ''
  }
  {
    id: 'genesys-throttling'
    title: 'Genesys answers too many requests with 429'
    severity: 3
    query: loadTextContent('../alerts/genesys-throttling.kql')
    measure: 'percent'
    operator: 'GreaterThan'
    threshold: limits.?throttledPercent ?? 20
    window: 'PT45M'
    frequency: 'PT15M'
    split: ''
  }
  {
    id: 'graph-failing'
    title: 'Microsoft Graph fails or refuses'
    severity: 1
    query: loadTextContent('../alerts/graph-failing.kql')
    measure: 'seconds'
    operator: 'GreaterThan'
    threshold: limits.?graphFailingSeconds ?? 900
    window: 'PT30M'
    frequency: 'PT5M'
    split: ''
  }
  {
    id: 'secret-expires-first'
    title: 'A secret expires within a month'
    severity: 3
    query: loadTextContent('../alerts/secret-expiring.kql')
    measure: 'days'
    operator: 'LessThanOrEqual'
    threshold: limits.?secretNoticeDays ?? 30
    window: 'PT6H'
    frequency: 'PT1H'
    split: 'secret'
  }
  {
    id: 'secret-expires-soon'
    title: 'A secret expires within a week'
    severity: 2
    query: loadTextContent('../alerts/secret-expiring.kql')
    measure: 'days'
    operator: 'LessThanOrEqual'
    threshold: limits.?secretSoonDays ?? 7
    window: 'PT6H'
    frequency: 'PT1H'
    split: 'secret'
  }
  {
    id: 'secret-expires-now'
    title: 'A secret expires within a day or has expired'
    severity: 1
    query: loadTextContent('../alerts/secret-expiring.kql')
    measure: 'days'
    operator: 'LessThanOrEqual'
    threshold: limits.?secretLastDays ?? 1
    window: 'PT6H'
    frequency: 'PT1H'
    split: 'secret'
  }
  {
    id: 'budget-starved'
    title: 'Requests to Genesys find no room in its limit'
    severity: 3
    query: loadTextContent('../alerts/budget-starved.kql')
    measure: 'percent'
    operator: 'GreaterThan'
    threshold: limits.?starvedPercent ?? 50
    window: 'PT45M'
    frequency: 'PT15M'
    split: ''
  }
  {
    id: 'telemetry-cap'
    title: 'The daily cap has stopped telemetry'
    severity: 1
    query: loadTextContent('../alerts/telemetry-cap.kql')
    measure: 'stops'
    operator: 'GreaterThan'
    threshold: limits.?telemetryStops ?? 0
    window: 'PT6H'
    frequency: 'PT15M'
    split: ''
  }
  {
    id: 'start-refused'
    title: 'The app does not start or a check fails'
    severity: 1
    query: loadTextContent('../alerts/start-refused.kql')
    measure: 'seconds'
    operator: 'GreaterThan'
    threshold: limits.?startRefusedSeconds ?? 300
    window: 'PT3H'
    frequency: 'PT5M'
    split: 'reason'
  }
]

var receivers = filter(mails, mail => !empty(mail))

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'genesys-prov'
    emailReceivers: [
      for (mail, index) in receivers: {
        name: 'mail-${index}'
        emailAddress: mail
        useCommonAlertSchema: true
      }
    ]
    webhookReceivers: empty(webhook)
      ? []
      : [
          {
            name: 'webhook'
            serviceUri: webhook
            useCommonAlertSchema: true
          }
        ]
  }
}

resource queries 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: '${rule.id}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      severity: rule.severity
      enabled: enabled
      scopes: [workspaceId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      // The tables come with the first telemetry, which is after the first deployment.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: rule.measure
            // Every query gives one row, or one for each value it is split by, so this only hands the number on.
            timeAggregation: 'Maximum'
            operator: rule.operator
            threshold: rule.threshold
            dimensions: empty(rule.split)
              ? []
              : [
                  {
                    name: rule.split
                    operator: 'Include'
                    values: ['*']
                  }
                ]
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [group.id]
        customProperties: {
          runbook: '${runbooks}#${rule.id}'
        }
      }
    }
  }
]

// The length of the dead-letter queue is a gauge: its total over time would mean nothing.
resource deadLetters 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'dead-letters-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages lie in the dead-letter queue'
    severity: 3
    enabled: enabled
    scopes: [serviceBusId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: limits.?deadLetters ?? 0
          dimensions: [
            {
              name: 'EntityName'
              operator: 'Include'
              values: [queueName]
            }
          ]
        }
      ]
    }
    actions: [
      {
        actionGroupId: group.id
        webHookProperties: {
          runbook: '${runbooks}#dead-letters'
        }
      }
    ]
  }
}

// Azure makes this rule by itself beside every Application Insights, and it mails the owners of the subscription. Made here it is no
// drift, and it is off: the rules above judge by what the connector knows about itself.
resource smartDetection 'Microsoft.AlertsManagement/smartDetectorAlertRules@2021-04-01' = {
  name: 'Failure Anomalies - ${insightsName}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Made by Azure beside Application Insights; switched off, see docs/alerts.md'
    state: 'Disabled'
    severity: 'Sev3'
    frequency: 'PT1M'
    detector: {
      id: 'FailureAnomaliesDetector'
    }
    scope: [insights.id]
    actionGroups: {
      groupIds: [group.id]
    }
  }
}
