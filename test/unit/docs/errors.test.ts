import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of preflight checks, secrets and events look like codes and are none. */
const NO_CODES = [
  'graph-login',
  'graph-users',
  'genesys-api',
  'genesys-login',
  'genesys-client-secret',
  'feed-failed',
  'feed-failing-long',
];
const CODE = /'((?:graph|genesys|vault|http|row|budget|queue|feed)-[a-z0-9-]+)'/g;
const REASON = /\b(?:park|wait|again)\(\s*attempt,\s*['`]([a-z-]+:?)/g;

const sources = readdirSync('shared', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join('shared', name), 'utf8'));
const found = (pattern: RegExp) =>
  new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name)));
const headings = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^### (.+)$/gm)].map(([, name]) => name);

describe('the page of error codes', () => {
  it('has a heading for every code and reason that the code knows', () => {
    const wanted = [...found(CODE), ...found(REASON)].filter((name) => name !== undefined && !NO_CODES.includes(name));
    expect(wanted.length).toBeGreaterThan(40);
    expect(wanted.filter((name) => !headings.includes(name))).toEqual([]);
  });

  it('has no heading twice, and none for what the code does not know', () => {
    expect(headings.filter((name, index) => headings.indexOf(name) !== index)).toEqual([]);
    const text = sources.join('\n');
    const unknown = headings.filter(
      (name = '') => !text.includes(name) && !text.includes(name.replace(/^(adopt|create|update|delete)-/, '-')),
    );
    expect(unknown).toEqual([]);
  });
});
