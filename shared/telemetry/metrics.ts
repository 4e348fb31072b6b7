/** The closed list of metrics: unit and labels of each. Labels have few values and say nothing about a person. */
export const METRICS = {
  /** Requests to Graph and Genesys; their number is the count of the histogram. */
  'request.duration': { unit: 'ms', labels: ['service', 'operation', 'status'] },
  /** Attempts at a record. */
  'change.outcome': { unit: '1', labels: ['outcome'] },
  /** From the moment a change was seen in the source to its confirmation by the target. */
  'change.lag': { unit: 'ms', labels: [] },
  /** From the moment a wake was queued to its worker. */
  'queue.age': { unit: 'ms', labels: [] },
  /** Requests that had to wait for the next window of the target's limit, or were put off since the wait was too long. */
  'budget.wait': { unit: 'ms', labels: ['outcome'] },
} as const;

export type MetricName = keyof typeof METRICS;
export type MetricLabels<N extends MetricName> = Readonly<
  Record<(typeof METRICS)[N]['labels'][number], string | number>
>;

/** The closed list of spans. */
export const SPANS = [
  'enumerate-changes',
  'users-page',
  'assignments-page',
  'refresh-page',
  'send-wakes',
  'apply-change',
  'request.graph',
  'request.genesys',
] as const;

export type SpanName = (typeof SPANS)[number];
