/** One row of a table in the workspace, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** Tables that Application Insights keeps in its workspace. */
export const TABLES = [
  'AppEvents',
  'AppMetrics',
  'AppDependencies',
  'AppRequests',
  'AppTraces',
  'AppExceptions',
] as const;
export type TableName = (typeof TABLES)[number];

/** What an envelope breaks of the ingestion's rules. */
export class EnvelopeFault extends Error {
  override readonly name = 'EnvelopeFault';
}

type Fields = Readonly<Record<string, unknown>>;

/** Longest property value the ingestion keeps (Application Insights: limits). */
const LONGEST_VALUE = 8192;
const LONGEST_NAME = 512;

/** The row that the service makes of one item sent to `track`. @throws EnvelopeFault for what it would refuse or cut */
export function rowOf(envelope: unknown, instrumentationKey: string): { table: TableName; row: Row } {
  const item = fields(envelope, 'the item');
  if (item.iKey !== instrumentationKey) throw new EnvelopeFault('iKey is not the one of this component');
  if (typeof item.time !== 'string' || Number.isNaN(Date.parse(item.time))) throw new EnvelopeFault('time is no time');
  const data = fields(item.data, 'data');
  const base = fields(data.baseData, 'data.baseData');
  const tags = fields(item.tags, 'tags');
  const properties = texts(base.properties, 'properties');
  const sampleRate = item.sampleRate === undefined ? 100 : Number(item.sampleRate);
  if (!(sampleRate > 0 && sampleRate <= 100)) throw new EnvelopeFault('sampleRate is not within 0 and 100');
  const common = {
    TimeGenerated: new Date(item.time).toISOString(),
    OperationId: text(tags['ai.operation.id']),
    ParentId: text(tags['ai.operation.parentId']),
    AppRoleName: text(tags['ai.cloud.role']),
    ItemCount: Math.round(100 / sampleRate),
    Properties: properties,
  };
  switch (data.baseType) {
    case 'EventData':
      return { table: 'AppEvents', row: { ...common, Name: named(base.name) } };
    case 'MetricData':
      return { table: 'AppMetrics', row: { ...common, ...metric(base) } };
    case 'RemoteDependencyData':
      return {
        table: 'AppDependencies',
        row: { ...common, ...call(base), Target: text(base.target), Data: text(base.data) },
      };
    case 'RequestData':
      return { table: 'AppRequests', row: { ...common, ...call(base), Url: text(base.url) } };
    case 'MessageData':
      return { table: 'AppTraces', row: { ...common, Message: text(base.message), SeverityLevel: base.severityLevel } };
    case 'ExceptionData':
      return { table: 'AppExceptions', row: { ...common, OuterMessage: JSON.stringify(base.exceptions) } };
    default:
      throw new EnvelopeFault(`there is no baseType ${String(data.baseType)}`);
  }
}

function metric(base: Fields): Row {
  const points = Array.isArray(base.metrics) ? base.metrics : [];
  if (points.length !== 1) throw new EnvelopeFault('metrics holds not exactly one point');
  const point = fields(points[0], 'metrics[0]');
  const { value } = point;
  if (typeof value !== 'number') throw new EnvelopeFault('metrics[0].value is no number');
  const count = typeof point.count === 'number' ? point.count : 1;
  return { Name: named(point.name), Sum: value, Min: point.min ?? value, Max: point.max ?? value, ItemCount: count };
}

function call(base: Fields): Row {
  return {
    Id: named(base.id),
    Name: named(base.name ?? 'unnamed'),
    DependencyType: text(base.type),
    ResultCode: text(base.resultCode ?? base.responseCode),
    Success: base.success === true,
    DurationMs: durationMs(text(base.duration)),
  };
}

/** `d.hh:mm:ss.fffffff`, as .NET writes it. */
function durationMs(duration: string): number {
  const [, days = '0', hours, minutes, seconds] = /^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(duration) ?? [];
  if (seconds === undefined) throw new EnvelopeFault(`duration ${duration} is none`);
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

function fields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new EnvelopeFault(`${where} is no object`);
  return value as Fields;
}

function texts(value: unknown, where: string): Readonly<Record<string, string>> {
  const entries = Object.entries(fields(value ?? {}, where));
  for (const [name, held] of entries) {
    if (typeof held !== 'string') throw new EnvelopeFault(`${where}.${name} is no text`);
    if (held.length > LONGEST_VALUE) throw new EnvelopeFault(`${where}.${name} is longer than ${LONGEST_VALUE}`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function named(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_NAME)
    throw new EnvelopeFault('a name is missing or too long');
  return value;
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
