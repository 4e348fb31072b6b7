import { runQuery } from '../kql/run-query.ts';
import { amount, isNull, type Table } from '../kql/value.ts';
import type { Recording } from './recording.ts';
import type { Aggregation, Comparison, MetricRule, QueryRule } from './rules.ts';

const STEP_MS = 5 * 60_000;

const COMPARE: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThan: (value, threshold) => value > threshold,
  LessThanOrEqual: (value, threshold) => value <= threshold,
};

const AGGREGATE: Readonly<Record<Aggregation, (values: readonly number[]) => number>> = {
  Maximum: (values) => Math.max(...values),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

/** Whether the service would find the rule broken at a moment: it sees the rows of the window that ends there. */
export function isBroken(rule: QueryRule | MetricRule, recording: Recording, at: number): boolean {
  const groups = 'query' in rule ? measured(rule, recording, at) : [pointsOf(rule, recording, at)];
  return groups.some(
    (values) => values.length > 0 && COMPARE[rule.operator](AGGREGATE[rule.aggregation](values), rule.threshold),
  );
}

/** Ids of the rules that are broken at any of the moments, every five minutes and at the end, that a recording covers. */
export function firedDuring(rules: readonly (QueryRule | MetricRule)[], recording: Recording): string[] {
  const moments = [recording.now];
  for (let at = recording.from; at < recording.now; at += STEP_MS) moments.push(at);
  return rules.filter((rule) => moments.some((at) => isBroken(rule, recording, at))).map(({ id }) => id);
}

/** The values of the measure, apart for each value of the column it is split by; nulls do not count. */
function measured(rule: QueryRule, { tables }: Recording, at: number): number[][] {
  const seen = Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, within(table, at, rule.windowMs)]),
  );
  const { columns, rows } = runQuery(rule.query, seen, at);
  const missing = [rule.measure, rule.split].find((name) => name !== '' && !columns.includes(name));
  if (missing !== undefined) throw new Error(`${rule.file} gives no column ${missing}`);
  const groups = new Map<unknown, number[]>();
  for (const row of rows) {
    const key = row[rule.split]?.value ?? '';
    const value = row[rule.measure];
    if (value === undefined || isNull(value)) continue;
    groups.set(key, [...(groups.get(key) ?? []), amount(value)]);
  }
  return [...groups.values()];
}

function within({ columns, rows }: Table, at: number, windowMs: number): Table {
  return {
    columns,
    rows: rows.filter(({ TimeGenerated }) => {
      const time = TimeGenerated === undefined ? Number.NaN : amount(TimeGenerated);
      return time > at - windowMs && time <= at;
    }),
  };
}

function pointsOf({ metric, windowMs }: MetricRule, { metrics }: Recording, at: number): number[] {
  return metrics
    .filter((point) => point.metric === metric && point.at > at - windowMs && point.at <= at)
    .map(({ value }) => value);
}
