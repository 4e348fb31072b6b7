import { readFileSync } from 'node:fs';
import { EVENTS } from '../../../shared/telemetry/events.ts';
import { METRICS } from '../../../shared/telemetry/metrics.ts';
import { type ColumnType, SCHEMA } from '../kql/schema.ts';
import type { Row, Table, Value } from '../kql/value.ts';

/** What the platform measured: rows of the metric's time series. */
export interface MetricPoint {
  readonly at: number;
  readonly metric: string;
  readonly value: number;
}

/** Rows of the workspace over a time; ends are milliseconds. */
export interface Recording {
  /** First moment that is judged. */
  readonly from: number;
  readonly now: number;
  readonly tables: Readonly<Record<string, Table>>;
  readonly metrics: readonly MetricPoint[];
}

const SETTLED_MS = 5 * 60_000;

type Cells = Readonly<Record<string, unknown>>;

/**
 * Reads a recording: `{ now, tables: { AppEvents: [row...] } }` with times in ISO 8601; it is judged from `from`, or from five minutes
 * after its first row. Metrics of the platform are rows of `AzureMetrics` with TimeGenerated, MetricName and Maximum. @throws Error for
 * a table, column, event, metric or field that does not exist
 */
export function readRecording(path: string): Recording {
  const { from, now, tables } = JSON.parse(readFileSync(path, 'utf8'));
  const { AzureMetrics = [], ...others } = tables as Readonly<Record<string, readonly Cells[]>>;
  const unknown = Object.keys(others).find((name) => !(name in SCHEMA));
  if (unknown !== undefined) throw new Error(`${path}: there is no table ${unknown}`);
  const end = time(path, now);
  return {
    from: from === undefined ? Math.min(end, firstRow(path, others) + SETTLED_MS) : time(path, from),
    now: end,
    tables: Object.fromEntries(
      Object.entries(SCHEMA).map(([name, columns]) => [
        name,
        {
          columns: Object.keys(columns),
          rows: (others[name] ?? []).map((cells) => rowOf(`${path}: ${name}`, cells, columns)),
        },
      ]),
    ),
    metrics: AzureMetrics.map(({ TimeGenerated, MetricName, Maximum }) => ({
      at: time(path, TimeGenerated),
      metric: String(MetricName),
      value: Number(Maximum),
    })),
  };
}

function firstRow(path: string, tables: Readonly<Record<string, readonly Cells[]>>): number {
  const times = Object.values(tables).flatMap((rows) => rows.map(({ TimeGenerated }) => time(path, TimeGenerated)));
  return times.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
}

function time(path: string, value: unknown): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw new Error(`${path}: ${String(value)} is no point in time`);
  return at;
}

function rowOf(where: string, cells: Cells, columns: Readonly<Record<string, ColumnType>>): Row {
  const stray = Object.keys(cells).find((name) => !(name in columns));
  if (stray !== undefined) throw new Error(`${where} has no column ${stray}`);
  checkProperties(where, cells);
  return Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, typed(where, cells[name], type)]));
}

function typed(where: string, value: unknown, type: ColumnType): Value {
  if (type === 'datetime') return { type, value: time(where, value) };
  if (type === 'string') return { type, value: value ?? '' };
  return { type: type === 'int' ? 'long' : type, value: value ?? null };
}

/** Fields that telemetry adds to every event by itself. */
const SCOPE = ['instance', 'version', 'run', 'record', 'attempt'];

/** All values of properties are text in the workspace, and only what the code emits is there. */
function checkProperties(where: string, { Name, Properties = {} }: Cells): void {
  if (!/: App(Events|Metrics)$/.test(where)) return;
  const name = String(Name);
  const allowed = fieldsOf(name);
  if (allowed === undefined) throw new Error(`${where}: "${name}" is in no list of events or metrics`);
  for (const [field, value] of Object.entries(Properties as Cells)) {
    if (!allowed.includes(field) && !SCOPE.includes(field)) throw new Error(`${where}: ${name} has no field ${field}`);
    if (typeof value !== 'string') throw new Error(`${where}: ${name}.${field} must be text`);
  }
}

/** The fields of an event or the labels of a metric; undefined when the code emits no such thing. */
export function fieldsOf(name: string): readonly string[] | undefined {
  const event = Object.hasOwn(EVENTS, name) ? EVENTS[name as keyof typeof EVENTS] : undefined;
  if (event !== undefined) return Object.keys(event);
  return Object.hasOwn(METRICS, name) ? METRICS[name as keyof typeof METRICS].labels : undefined;
}
