import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBroken } from '../../support/alerts/judge.ts';
import { type Recording, readRecording } from '../../support/alerts/recording.ts';
import type { MetricRule, QueryRule } from '../../support/alerts/rules.ts';

const MINUTE = 60_000;
const NOW = '2026-03-02T09:00:00Z';
const at = Date.parse(NOW);
const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COMMON = {
  id: 'x',
  title: 'x',
  severity: 1,
  aggregation: 'Maximum',
  limit: 'x',
  windowMs: 30 * MINUTE,
  frequencyMs: 5 * MINUTE,
} as const;

function queryRule(query: string, rest: Partial<QueryRule> = {}): QueryRule {
  const rule = { ...COMMON, operator: 'GreaterThan', threshold: 5, file: 'x.kql', measure: 'n', split: '' } as const;
  return { ...rule, query, ...rest };
}

function metricRule(rest: Partial<MetricRule> = {}): MetricRule {
  return { ...COMMON, operator: 'GreaterThan', threshold: 5, metric: 'Length', ...rest };
}

/** A recording with these rows, written and read again. */
function recordingOf(tables: object): Recording {
  const path = join(folder, 'one.json');
  writeFileSync(path, JSON.stringify({ from: NOW, now: NOW, tables }));
  return readRecording(path);
}

function event(minutesAgo: number, Name: string, Properties: object): object {
  return { TimeGenerated: new Date(at - minutesAgo * MINUTE).toISOString(), Name, Properties };
}

const secrets = recordingOf({
  AppEvents: [
    event(30, 'secret-expiring', { secret: 'outside', days: '50' }),
    event(29, 'secret-expiring', { secret: 'a', days: '4' }),
    event(1, 'secret-expiring', { secret: 'b', days: '6' }),
    event(-1, 'secret-expiring', { secret: 'later', days: '60' }),
  ],
});
const BY_SECRET =
  'AppEvents | extend secret = tostring(Properties.secret) | summarize n = max(tolong(Properties.days)) by secret';

describe('a rule over the workspace', () => {
  it('is broken only beyond its threshold', () => {
    expect(isBroken(queryRule('print n = 5'), secrets, at)).toBe(false);
    expect(isBroken(queryRule('print n = 6'), secrets, at)).toBe(true);
    expect(isBroken(queryRule('print n = 5', { operator: 'LessThanOrEqual' }), secrets, at)).toBe(true);
    expect(isBroken(queryRule('print n = 6', { operator: 'LessThanOrEqual' }), secrets, at)).toBe(false);
  });

  it('sees the window only, its beginning excluded and its end included', () => {
    const count = queryRule('AppEvents | summarize n = count()', { threshold: 1 });

    expect(isBroken(count, secrets, at)).toBe(true);
    expect(isBroken({ ...count, threshold: 2 }, secrets, at)).toBe(false);
    expect(isBroken({ ...count, threshold: 2 }, secrets, at + MINUTE)).toBe(false);
    expect(isBroken({ ...count, threshold: 2, windowMs: 31 * MINUTE }, secrets, at)).toBe(true);
  });

  it('is judged for each value it is split by', () => {
    const mean = queryRule(BY_SECRET, { aggregation: 'Average' });

    expect(isBroken({ ...mean, split: 'secret' }, secrets, at)).toBe(true);
    expect(isBroken(mean, secrets, at)).toBe(false);
  });

  it('is not broken by no row and by null', () => {
    const below = { operator: 'LessThanOrEqual' } as const;

    expect(
      isBroken(queryRule("AppEvents | where Name == 'x' | summarize n = count() by Name", below), secrets, at),
    ).toBe(false);
    expect(isBroken(queryRule('AppMetrics | summarize n = max(Sum)', below), secrets, at)).toBe(false);
  });

  it('must give the columns it names', () => {
    expect(() => isBroken(queryRule('print m = 1'), secrets, at)).toThrow('x.kql gives no column n');
    expect(() => isBroken(queryRule('print n = 1', { split: 'secret' }), secrets, at)).toThrow(
      'x.kql gives no column secret',
    );
  });
});

describe('a rule over a metric of the platform', () => {
  const lengths = recordingOf({
    AzureMetrics: [
      { TimeGenerated: NOW, MetricName: 'Length', Maximum: 9 },
      { TimeGenerated: '2026-03-02T08:55:00Z', MetricName: 'Length', Maximum: 1 },
      { TimeGenerated: '2026-03-02T08:20:00Z', MetricName: 'Length', Maximum: 99 },
      { TimeGenerated: NOW, MetricName: 'Other', Maximum: 99 },
    ],
  });

  it('aggregates the points of its window', () => {
    expect(isBroken(metricRule({ threshold: 8 }), lengths, at)).toBe(true);
    expect(isBroken(metricRule({ threshold: 9 }), lengths, at)).toBe(false);
    expect(isBroken(metricRule({ aggregation: 'Average', threshold: 5 }), lengths, at)).toBe(false);
    expect(isBroken(metricRule({ aggregation: 'Average', threshold: 4 }), lengths, at)).toBe(true);
  });

  it('is not broken without points', () => {
    expect(isBroken(metricRule({ metric: 'Missing', operator: 'LessThanOrEqual' }), lengths, at)).toBe(false);
  });
});

describe('a recording', () => {
  it.each([
    [{ Traces: [] }, 'there is no table Traces'],
    [{ AppEvents: [{ TimeGenerated: NOW, Nmae: 'x' }] }, 'AppEvents has no column Nmae'],
    [{ AppEvents: [event(0, 'run-ended', {})] }, '"run-ended" is in no list of events or metrics'],
    [{ AppEvents: [event(0, 'run-finished', { took: '5' })] }, 'run-finished has no field took'],
    [{ AppEvents: [event(0, 'run-finished', { ms: 5 })] }, 'run-finished.ms must be text'],
    [{ AppMetrics: [event(0, 'budget.wait', { status: '429' })] }, 'budget.wait has no field status'],
    [{ AppEvents: [{ TimeGenerated: 'now', Name: 'run-finished' }] }, 'now is no point in time'],
  ])('%j is refused', (tables, message) => {
    expect(() => recordingOf(tables)).toThrow(message);
  });

  it('is judged from five minutes after its first row when it does not say from when', () => {
    const path = join(folder, 'other.json');
    const rows = [event(20, 'run-skipped', { why: 'x' }), event(3, 'run-skipped', { why: 'x' })];
    writeFileSync(path, JSON.stringify({ now: NOW, tables: { AppEvents: rows } }));
    expect(readRecording(path).from).toBe(at - 15 * MINUTE);
    writeFileSync(path, JSON.stringify({ now: NOW, tables: { AppEvents: rows.slice(1), AppTraces: [] } }));
    expect(readRecording(path).from).toBe(at);
  });

  it('may carry the fields of the scope', () => {
    const { tables } = recordingOf({
      AppEvents: [event(0, 'parked', { id: 'u-1', reason: 'x', run: 'r', record: 'u-1', attempt: '2' })],
    });

    expect(tables.AppEvents?.rows).toHaveLength(1);
  });
});
