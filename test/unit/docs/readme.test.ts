import { readFileSync } from 'node:fs';
import { SETTING_ROWS } from '../../../shared/config/settings-table.ts';

describe('README', () => {
  it('lists every setting as the schema has it', () => {
    const text = readFileSync('README.md', 'utf8');
    const table = text.slice(text.indexOf('<!-- settings: begin -->'), text.indexOf('<!-- settings: end -->'));
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));

    expect(rows).toEqual(
      SETTING_ROWS.map(
        (row) =>
          `| \`${row.name}\` | ${row.default === '' ? '' : `\`${row.default}\``} | ${row.allowed} | ${row.meaning} |`,
      ),
    );
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = [...readFileSync('README.md', 'utf8').matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name ?? '');

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
