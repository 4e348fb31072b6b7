import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS } from '../../../shared/telemetry/events.ts';
import { METRICS } from '../../../shared/telemetry/metrics.ts';
import { fieldsOf } from '../../support/alerts/recording.ts';
import { metricRules, queryRules } from '../../support/alerts/rules.ts';
import { blockAfter, parametersOf, readBicep } from '../../support/bicep.ts';
import { bindingErrors } from '../../support/kql/bind.ts';
import { usesOf } from '../../support/kql/uses.ts';

const MINUTE = 60_000;
const text = readFileSync('docs/alerts.md', 'utf8');
const rules = [...queryRules(), ...metricRules()];
const sections = text
  .split(/^### /m)
  .slice(1)
  .map((section) => [section.slice(0, section.indexOf('\n')), section.split(/^## /m)[0] ?? ''] as const);
const queries = sections.flatMap(([id, section]) =>
  [...section.matchAll(/^```kql\n([\s\S]*?)^```$/gm)].map(([, query = '']) => [id, query] as const),
);

/** A duration as the table writes it. */
function written(ms: number): string {
  return ms % (60 * MINUTE) === 0 ? `${ms / (60 * MINUTE)} h` : `${ms / MINUTE} min`;
}

/** Headings of a page as links to them are written. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
}

describe('the runbooks', () => {
  it('are there for every alert, and no other', () => {
    expect(sections.map(([id]) => id)).toEqual(rules.map(({ id }) => id));
  });

  it.each(sections)('%s says what it means, where to look, what to do, what heals and who', (_id, section) => {
    const labels = [...section.matchAll(/^\*\*(.+?)\*\*: ?\S*/gm)].map(([, label]) => label);

    expect(labels).toEqual(['Means', 'Look first', 'Do', 'Heals by itself', 'Who']);
  });

  it('are listed with severity, limit, default, window and frequency of their rules', () => {
    const table = text.slice(text.indexOf('<!-- alerts: begin -->'), text.indexOf('<!-- alerts: end -->'));
    const rows = table.split('\n').filter((line) => line.startsWith('|'));

    expect(rows).toEqual(
      rules.map(
        ({ id, severity, limit, threshold, windowMs, frequencyMs }) =>
          `| [${id}](#${id}) | ${severity} | \`${limit}\` | ${threshold} | ${written(windowMs)} | ${written(frequencyMs)} |`,
      ),
    );
  });

  it('link to headings and files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, file = '', anchor]) => {
      const path = file === '' ? 'docs/alerts.md' : join('docs', file);
      return !existsSync(path) || (anchor !== undefined && !anchorsOf(readFileSync(path, 'utf8')).includes(anchor));
    });

    expect(links.length).toBeGreaterThan(30);
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it('name parameters and limits that exist', () => {
    const names = parametersOf(readBicep('infra/main.bicep')).map(({ name }) => name);
    const parameters = ['alertMails', 'alertWebhook', 'alertLimits', 'alertsEnabled', 'logDailyCapGb', 'guardLimit'];

    for (const name of [...parameters, 'createLimit', 'lanes', 'pollSchedule', 'networkTier'])
      expect([name, names.includes(name), text.includes(`\`${name}`)]).toEqual([name, true, true]);
  });
});

describe('the queries of the runbooks', () => {
  it.each(queries)('of %s are bound by Kusto and read what the code emits', (_id, query) => {
    const lists: Readonly<Record<string, object>> = { AppEvents: EVENTS, AppMetrics: METRICS };

    expect(bindingErrors(query)).toEqual([]);
    for (const { table, names, fields } of usesOf(query)) {
      const known = names.flatMap(
        (name) => (Object.hasOwn(lists[table] ?? {}, name) ? fieldsOf(name) : undefined) ?? [],
      );
      expect(names.filter((name) => !Object.hasOwn(lists[table] ?? {}, name))).toEqual([]);
      expect(fields.filter((field) => !known.includes(field))).toEqual([]);
    }
  });

  it('are there wherever telemetry can answer', () => {
    const without = rules.map(({ id }) => id).filter((id) => !queries.some(([of]) => of === id));

    expect(without).toEqual(['secret-expires-soon', 'secret-expires-now', 'telemetry-cap']);
  });
});

describe('the deployment guide', () => {
  it('lists every parameter of the alerts', () => {
    const guide = readFileSync('docs/deploy.md', 'utf8');
    const names = parametersOf(readBicep('infra/main.bicep'))
      .map(({ name }) => name)
      .filter((name) => name.startsWith('alert'));

    expect(names).toHaveLength(5);
    expect(names.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

describe('the parameters', () => {
  it('insist in mode live on somebody to tell', () => {
    const faults = blockAfter(readBicep('infra/main.bicep'), 'var faults = concat');

    expect(faults).toMatch(
      /mode == 'live' && alertsEnabled && empty\(alertWebhook\) && empty\(join\(alertMails, ''\)\)/,
    );
  });
});
