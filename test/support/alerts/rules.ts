import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockAfter, bracketed, entriesOf, quoted, readBicep, resourcesOf } from '../bicep.ts';

const FILE = 'infra/modules/alerts.bicep';

export type Comparison = 'GreaterThan' | 'LessThanOrEqual';
export type Aggregation = 'Maximum' | 'Average';

/** What every alert has. */
interface Rule {
  /** Also the heading of its runbook. */
  readonly id: string;
  readonly title: string;
  readonly severity: number;
  readonly aggregation: Aggregation;
  readonly operator: Comparison;
  /** Name of the limit in the parameter `alertLimits`. */
  readonly limit: string;
  /** The limit's default. */
  readonly threshold: number;
  readonly windowMs: number;
  readonly frequencyMs: number;
}

/** A rule over the workspace. */
export interface QueryRule extends Rule {
  readonly file: string;
  readonly query: string;
  /** Column whose value is judged. */
  readonly measure: string;
  /** Column whose values are judged one by one; empty = none. */
  readonly split: string;
}

/** A rule over a metric of the platform. */
export interface MetricRule extends Rule {
  readonly metric: string;
}

const source = readBicep(FILE);

/** The rules over the workspace as the template has them. */
export function queryRules(): QueryRule[] {
  const { aggregation, periods } = howRowsAreJudged();
  // One period is all that is understood here; more would need the service's own bins.
  if (periods !== '1 of 1') throw new Error(`${FILE}: ${periods} failing periods; only 1 of 1 is judged here`);
  return objectsOf(blockAfter(source, 'var rules = ')).map((block) => {
    const entries = entriesOf(block);
    const file = join('infra/modules', quoted(field(entries, 'query'))[0] ?? '');
    return {
      ...common(entries),
      id: text(entries, 'id'),
      title: text(entries, 'title'),
      aggregation,
      file,
      query: readFileSync(file, 'utf8'),
      measure: text(entries, 'measure'),
      split: text(entries, 'split'),
      windowMs: duration(text(entries, 'window')),
      frequencyMs: duration(text(entries, 'frequency')),
    };
  });
}

/** The rules over metrics of the platform as the template has them. */
export function metricRules(): MetricRule[] {
  return resourcesOf(source)
    .filter(({ type }) => type.startsWith('Microsoft.Insights/metricAlerts@'))
    .map(({ body }) => {
      // The dimensions have names and operators of their own.
      const entries = entriesOf(body.replace(/dimensions: \[[^\]]*\[[^\]]*\][^\]]*\]/, ''));
      return {
        ...common(entries),
        id: text(entries, 'name'),
        title: text(entries, 'description'),
        aggregation: aggregationOf(text(entries, 'timeAggregation')),
        metric: text(entries, 'metricName'),
        windowMs: duration(text(entries, 'windowSize')),
        frequencyMs: duration(text(entries, 'evaluationFrequency')),
      };
    });
}

function common(entries: ReadonlyMap<string, string>) {
  const [, limit = '', standard = ''] = /^limits\.\?(\w+) \?\? (\d+)$/.exec(field(entries, 'threshold')) ?? [];
  const operator = text(entries, 'operator');
  if (limit === '') throw new Error(`${FILE}: "${field(entries, 'threshold')}" is no limit with a default`);
  if (operator !== 'GreaterThan' && operator !== 'LessThanOrEqual')
    throw new Error(`${FILE}: the operator ${operator} is not judged here`);
  return {
    severity: Number(field(entries, 'severity')),
    operator: operator as Comparison,
    limit,
    threshold: Number(standard),
  };
}

function howRowsAreJudged() {
  const [rule] = resourcesOf(source).filter(({ type }) => type.startsWith('Microsoft.Insights/scheduledQueryRules@'));
  const entries = entriesOf(rule?.body ?? '');
  const of = field(entries, 'numberOfEvaluationPeriods');
  return {
    aggregation: aggregationOf(text(entries, 'timeAggregation')),
    periods: `${field(entries, 'minFailingPeriodsToAlert')} of ${of}`,
  };
}

function aggregationOf(value: string): Aggregation {
  if (value !== 'Maximum' && value !== 'Average')
    throw new Error(`${FILE}: the aggregation ${value} is not judged here`);
  return value;
}

/** The objects of a list, one after the other. */
function objectsOf(list: string): string[] {
  const objects: string[] = [];
  for (let at = list.indexOf('{'); at !== -1; ) {
    const object = bracketed(list, at);
    objects.push(object);
    at = list.indexOf('{', at + object.length + 2);
  }
  return objects;
}

function field(entries: ReadonlyMap<string, string>, name: string): string {
  const value = entries.get(name);
  if (value === undefined) throw new Error(`${FILE}: a rule has no ${name}`);
  return value;
}

function text(entries: ReadonlyMap<string, string>, name: string): string {
  const value = /^'([^'$]*)'$/.exec(field(entries, name))?.[1];
  if (value === undefined) throw new Error(`${FILE}: ${name} is no plain text`);
  return value;
}

/** ISO 8601 durations of minutes or hours, as milliseconds. */
function duration(value: string): number {
  const [, count, unit] = /^PT(\d+)([MH])$/.exec(value) ?? [];
  if (count === undefined) throw new Error(`${FILE}: ${value} is no duration such as PT5M or PT6H`);
  return Number(count) * (unit === 'H' ? 3_600_000 : 60_000);
}
