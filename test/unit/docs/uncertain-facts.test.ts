import { readFileSync } from 'node:fs';
import { defaultSwitches } from '../../../local/genesys-simulator/switches.ts';
import { standardSwitches } from '../../../local/graph-simulator/switches.ts';
import { switchCases } from '../../../local/switches/cases.ts';

const ENDS = [
  { end: 'genesys', title: 'Genesys Cloud', standard: { ...defaultSwitches() } as Record<string, unknown> },
  { end: 'graph', title: 'Microsoft Graph', standard: { ...standardSwitches() } as Record<string, unknown> },
] as const;

/** Names in the first column of the table below this heading. */
function rowsBelow(title: string): string[] {
  const [, section = ''] = readFileSync('docs/uncertain-facts.md', 'utf8').split(`\n## ${title}\n`);
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
}

describe('the page of uncertain facts', () => {
  it.each(ENDS)('has one row for every switch of the $end simulator and for nothing else', ({ title, standard }) => {
    expect(rowsBelow(title).toSorted()).toEqual(Object.keys(standard).toSorted());
  });
});

describe('the cases of npm run switches', () => {
  it.each(ENDS)('set every switch of the $end simulator to another value than its standard', ({ end, standard }) => {
    const single = switchCases().filter(({ name }) => name.includes('='));
    const set = single.flatMap((each) => Object.entries(each[end]));
    const moved = set.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(standard[name]));

    expect([...new Set(moved.map(([name]) => name))].toSorted()).toEqual(Object.keys(standard).toSorted());
  });

  it('give no two cases the same name', () => {
    const names = switchCases().map(({ name }) => name);

    expect(names.length).toBeGreaterThan(60);
    expect(new Set(names).size).toBe(names.length);
  });
});
