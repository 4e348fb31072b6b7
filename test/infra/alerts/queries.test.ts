import { readdirSync, readFileSync } from 'node:fs';
import { TIMINGS } from '../../../shared/domain/timings.ts';
import { EVENTS } from '../../../shared/telemetry/events.ts';
import { METRICS } from '../../../shared/telemetry/metrics.ts';
import { fieldsOf } from '../../support/alerts/recording.ts';
import { metricRules, queryRules } from '../../support/alerts/rules.ts';
import { blockAfter, readBicep, resourcesOf } from '../../support/bicep.ts';
import { bindingErrors } from '../../support/kql/bind.ts';
import { parseProgram } from '../../support/kql/parse-query.ts';
import { runQuery } from '../../support/kql/run-query.ts';
import { SCHEMA } from '../../support/kql/schema.ts';
import { usesOf } from '../../support/kql/uses.ts';

const MINUTE = 60_000;
const template = readBicep('infra/modules/alerts.bicep');
const rules = queryRules();
const files = readdirSync('infra/alerts').map((file) => `infra/alerts/${file}`);
const texts = files.map((file) => [file, readFileSync(file, 'utf8')] as const);
const LISTS: Readonly<Record<string, object>> = { AppEvents: EVENTS, AppMetrics: METRICS };

/** Limits of the type with the text between a limit's decorators and its name. */
function limits(): ReadonlyMap<string, string> {
  const found = blockAfter(template, 'type alertThresholds = ').matchAll(/((?:\s*@.*\n)+)\s*(\w+): int\?/g);
  return new Map([...found].map(([, decorators, name]) => [name ?? '', decorators ?? '']));
}

describe('each query', () => {
  it.each(texts)('%s is parsed and bound by Kusto itself', (_file, text) => {
    expect(bindingErrors(text)).toEqual([]);
  });

  it.each(texts)('%s reads only events, metrics and fields that the code emits', (_file, text) => {
    for (const { table, names, fields } of usesOf(text)) {
      const list = LISTS[table];
      if (list === undefined) {
        expect([table, names, fields]).toEqual(['_LogOperation', [], []]);
        continue;
      }
      const known = names.flatMap((name) => (Object.hasOwn(list, name) ? fieldsOf(name) : undefined) ?? []);
      expect(names.filter((name) => !Object.hasOwn(list, name))).toEqual([]);
      expect(names).not.toEqual([]);
      expect(fields.filter((field) => !known.includes(field))).toEqual([]);
    }
  });

  it.each(texts)('%s runs over empty tables', (_file, text) => {
    const tables = Object.entries(SCHEMA).map(([name, columns]) => [name, { columns: Object.keys(columns), rows: [] }]);

    expect(runQuery(text, Object.fromEntries(tables), 0).rows.length).toBeLessThanOrEqual(1);
  });

  // What Azure says of queries in rules: they begin with a table, and union and search are refused.
  it.each(texts)('%s keeps to what a rule may hold', (_file, text) => {
    const { lets, query } = parseProgram(text);

    expect(lets).toEqual([]);
    expect(query.source.kind).toBe('table');
    expect(usesOf(text).every(({ table }) => table in SCHEMA)).toBe(true);
    expect(text).not.toMatch(/\bunion\b|\bsearch\b|AggregatedValue|ago\((?!\d+[smhd]\))/);
  });

  it('belongs to a rule', () => {
    expect([...new Set(rules.map(({ file }) => file))].sort()).toEqual(files.sort());
  });
});

describe('the binder', () => {
  it.each([
    ["AppEvents | where Nmae == 'x'", "The name 'Nmae' does not refer to any known column"],
    ['AppEvent | summarize n = count()', "The name 'AppEvent' does not refer to any known table"],
    ['AppMetrics | summarize latest = max(Sum) | where latest > 1', "The name 'latest' needs to be bracketed"],
    ['AppEvents | summarise n = count()', 'Query operator expected'],
    ['AppEvents | extend n = frobnicate(Name)', "The name 'frobnicate' does not refer to any known function"],
  ])('refuses %s', (query, message) => {
    expect(bindingErrors(query).join(' ')).toContain(message);
  });
});

describe('what a query uses', () => {
  it('is found in lets, in toscalar and on both sides of a union', () => {
    const query = `let a = toscalar(AppMetrics | where Name == 'm' | summarize x = max(Sum));
      let b = AppEvents | where Name in ('e', 'f') | extend y = tolong(Properties.y);
      union b, (AppEvents | where Properties.z > toscalar(_LogOperation | summarize n = count()))`;

    expect(usesOf(query)).toEqual([
      { table: 'AppEvents', names: ['e', 'f'], fields: ['y'] },
      { table: 'AppEvents', names: [], fields: ['z'] },
      { table: 'AppMetrics', names: ['m'], fields: [] },
    ]);
  });
});

describe('the rules', () => {
  it('differ in their names and have a severity, a window and a frequency that go together', () => {
    const all = [...rules, ...metricRules()];

    expect(all.length).toBeGreaterThan(14);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, severity, windowMs, frequencyMs } of all) {
      expect([id, [0, 1, 2, 3].includes(severity)]).toEqual([id, true]);
      expect([id, windowMs >= 2 * frequencyMs]).toEqual([id, true]);
    }
  });

  it('take each limit of the parameter, and its default lies within its bounds', () => {
    const known = limits();
    const all = [...rules, ...metricRules()];

    expect(all.map(({ limit }) => limit).sort()).toEqual([...known.keys()].sort());
    for (const { limit, threshold } of all) {
      const bound = (name: string, open: number): number => {
        const given = new RegExp(`@${name}\\((\\d+)\\)`).exec(known.get(limit) ?? '')?.[1];
        return given === undefined ? open : Number(given);
      };
      expect(threshold).toBeGreaterThanOrEqual(bound('minValue', Number.POSITIVE_INFINITY));
      expect(threshold).toBeLessThanOrEqual(bound('maxValue', Number.POSITIVE_INFINITY));
    }
  });

  it('wait longer for a run than a run may last', () => {
    const heartbeat = rules.find(({ id }) => id === 'heartbeat');

    expect((heartbeat?.threshold ?? 0) * MINUTE).toBeGreaterThan(TIMINGS.runLimit + 2 * MINUTE);
    // What the query says when there is no row must break every limit that can be set.
    expect(heartbeat?.query).toContain('iff(isnull(signAt), 360.0,');
    expect(limits().get('heartbeatMinutes')).toContain('@maxValue(300)');
  });

  it('bear the quarantine that an outage of five minutes makes', () => {
    const [first = 0, second = 0] = TIMINGS.probeLadder;

    expect((rules.find(({ id }) => id === 'quarantine')?.threshold ?? 0) * 1000).toBeGreaterThan(
      first + second + MINUTE,
    );
  });

  it('tell of a secret three times, each time more urgently', () => {
    const told = rules.filter(({ file }) => file.endsWith('secret-expiring.kql'));

    expect(told.map(({ threshold, severity }) => [threshold, severity])).toEqual([
      [30, 3],
      [7, 2],
      [1, 1],
    ]);
  });

  it('resolve by themselves, may be deployed before there is a table, and carry their runbook', () => {
    const [query] = resourcesOf(template).filter(({ type }) => type.includes('/scheduledQueryRules@'));
    const [metric] = resourcesOf(template).filter(({ type }) => type.includes('/metricAlerts@'));

    expect(query?.body).toContain('autoMitigate: true');
    expect(query?.body).not.toContain('muteActionsDuration');
    expect(query?.body).toContain('skipQueryValidation: true');
    expect(query?.body).toMatch(/runbook: '\$\{runbooks\}#\$\{rule\.id\}'/);
    expect(query?.body).toContain('actionGroups: [group.id]');
    expect(metric?.body).toMatch(/runbook: '\$\{runbooks\}#dead-letters'/);
    expect(metric?.body).toContain('actionGroupId: group.id');
  });

  it('own the rule that Azure would make by itself', () => {
    const [detector] = resourcesOf(template).filter(({ type }) => type.includes('/smartDetectorAlertRules@'));

    expect(detector?.body).toMatch(/name: 'Failure Anomalies - \$\{insightsName\}'/);
    expect(detector?.body).toContain("state: 'Disabled'");
  });
});
