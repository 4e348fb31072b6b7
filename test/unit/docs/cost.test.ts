import { readFileSync } from 'node:fs';
import { monthFor } from '../../../bench/cost/cost.ts';
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
