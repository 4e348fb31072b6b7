import type { Row } from '../../local/collector/envelope.ts';
import type { Collector } from '../../local/collector/start.ts';
import { METRICS } from '../../shared/telemetry/metrics.ts';

/** When every recording begins, so that two of the same drill differ only in what happened. */
const BEGIN = Date.parse('2026-03-02T08:00:00Z');
const DURATION = /(?:^ms|Ms|Seconds)$/;

export interface MetricRow {
  /** Milliseconds of the machine's clock. */
  readonly at: number;
  readonly metric: string;
  readonly value: number;
}

/** What a drill leaves behind. */
export interface Taken {
  readonly about: string;
  readonly collector: Pick<Collector, 'tables'>;
  readonly metrics: readonly MetricRow[];
  readonly began: number;
  readonly ended: number;
  /** The connector's waits were divided by this. */
  readonly speed: number;
  /** Minutes that pass in silence after the drill. */
  readonly silence: number;
}

/**
 * The rows in the connector's own time: times and durations are multiplied by the speed by which its waits were divided. Only events
 * and metrics are kept, in the columns that a query may read.
 */
export function recordingOf({ about, collector, metrics, began, ended, speed, silence }: Taken): string {
  const stretched = (at: number): string => new Date(BEGIN + (at - began) * speed).toISOString();
  const time = (row: Row): string => stretched(Date.parse(String(row.TimeGenerated)));
  const tables = {
    AppEvents: collector.tables.AppEvents.map((row) =>
      columnsOf({ ...row, TimeGenerated: time(row), Properties: propertiesOf(row, speed) }),
    ),
    AppMetrics: collector.tables.AppMetrics.map((row) =>
      columnsOf({ ...row, TimeGenerated: time(row), ...measuresOf(row, speed) }),
    ),
    AzureMetrics: metrics.map(({ at, metric, value }) => ({
      TimeGenerated: stretched(at),
      MetricName: metric,
      Maximum: value,
    })),
  };
  const now = BEGIN + (ended - began) * speed + silence * 60_000;
  const whole = { about, from: firstSign(tables.AppEvents), now: new Date(now).toISOString(), tables };
  return printed(whole);
}

/** Before a process has started nothing can be told of it. */
function firstSign(events: readonly Row[]): string {
  const sign = events.find(({ Name }) => Name === 'process-started') ?? events[0];
  if (sign === undefined) throw new Error('the drill said nothing');
  return String(sign.TimeGenerated);
}

/** A row on a line of its own. */
function printed({ tables, ...head }: { readonly tables: Readonly<Record<string, readonly unknown[]>> }): string {
  const lists = Object.entries(tables).map(
    ([name, rows]) => `  "${name}": [${rows.map((row) => `\n   ${JSON.stringify(row)}`).join(',')}]`,
  );
  const fields = Object.entries(head).map(([name, value]) => ` "${name}": ${JSON.stringify(value)}`);
  return `{\n${[...fields, ` "tables": {\n${lists.join(',\n')}\n }`].join(',\n')}\n}\n`;
}

/** What tells one process, run or record from another says nothing to a query, and would be another with every recording. */
const LEFT_OUT = ['instance', 'version', 'run', 'attempt', 'record', 'id', 'settings', 'configuration'];
const COLUMNS = ['TimeGenerated', 'Name', 'Sum', 'Min', 'Max', 'ItemCount', 'Properties'];

function columnsOf(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => COLUMNS.includes(name)));
}

function propertiesOf({ Properties }: Row, speed: number): Readonly<Record<string, string>> {
  const fields = Object.entries(Properties as Readonly<Record<string, string>>).filter(
    ([name]) => !LEFT_OUT.includes(name),
  );
  return Object.fromEntries(
    fields.map(([name, value]) => [name, DURATION.test(name) ? String(Number(value) * speed) : value]),
  );
}

function measuresOf({ Name, Sum, Min, Max }: Row, speed: number): Row {
  const unit = METRICS[String(Name) as keyof typeof METRICS].unit;
  const factor = unit === 'ms' ? speed : 1;
  return { Sum: Number(Sum) * factor, Min: Number(Min) * factor, Max: Number(Max) * factor };
}
