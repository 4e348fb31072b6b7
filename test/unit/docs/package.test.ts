import { readFileSync } from 'node:fs';
import { SCHEMA_VERSION } from '../../../shared/tables/columns.ts';

const text = readFileSync('docs/package.md', 'utf8');

describe('the page about the package', () => {
  it('names the schema version of today', () => {
    expect(text).toContain(`Every row carries a schema version, at present ${SCHEMA_VERSION},`);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name ?? '');

    expect(named).toContain('package');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
