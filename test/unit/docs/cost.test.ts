import { readFileSync } from 'node:fs';
import { monthFor } from '../../../bench/cost/cost.ts';
import { ALERT_RULES } from '../../../bench/cost/figures.ts';
import { costTables } from '../../../bench/cost/print-cost.ts';
import { parametersOf, readBicep } from '../../support/bicep.ts';

const text = readFileSync('docs/cost.md', 'utf8');

describe('the page of costs', () => {
  it('holds the tables as they are computed today', () => {
    const [, shown = ''] = /<!-- cost: begin -->\n([\s\S]*)<!-- cost: end -->/.exec(text) ?? [];

    expect(shown.trim().split('\n')).toEqual(costTables().split('\n'));
  });

  it('names parameters that exist', () => {
    const known = parametersOf(readBicep('infra/main.bicep')).map(({ name }) => name);
    const prose = text.replace(/<!-- cost: begin -->[\s\S]*<!-- cost: end -->/, '');
    const named = [...prose.matchAll(/`([a-z]+[A-Z]\w+)`/g)].map(([, name = '']) => name);

    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the alert rules that the cost counts', () => {
  it('are those of the template', () => {
    const [rules = '', rest = ''] = readBicep('infra/modules/alerts.bicep').split('var receivers = ');
    const asking = (frequency: string): number => rules.split(`frequency: '${frequency}'`).length - 1;

    expect({
      every5: asking('PT5M'),
      every15: asking('PT15M'),
      every60: asking('PT1H'),
      overMetrics: rest.split("'Microsoft.Insights/metricAlerts@").length - 1,
    }).toEqual(ALERT_RULES);
    expect(rules.split(/ frequency: /).length - 1).toBe(ALERT_RULES.every5 + ALERT_RULES.every15 + ALERT_RULES.every60);
  });
});

describe('a month', () => {
  it('costs more for more people, in every line that depends on them, and nothing is free of charge by mistake', () => {
    const [small, large] = [monthFor(1_000), monthFor(50_000)];

    expect(large.map(({ what }) => what)).toEqual(small.map(({ what }) => what));
    const grown = large.filter(({ amount }, index) => amount > (small[index]?.amount ?? 0)).map(({ what }) => what);
    expect(grown).toEqual([
      'Functions: executions',
      'Functions: time',
      'Service Bus Standard: operations',
      'Tables: requests',
      'Tables: stored',
      'Log Analytics: taken in',
    ]);
    expect(small.filter(({ usd }) => usd === 0).map(({ what }) => what)).toEqual(['Functions: executions']);
  });
});
