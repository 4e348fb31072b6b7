import { readFileSync } from 'node:fs';
import { LIST_NAMES } from '../../../shared/sync/status-list.ts';
import { codeIn, pages } from '../../support/docs/markdown.ts';
import { faultsWith } from '../tools/preflight/run-preflight.ts';

const all = pages().map((page) => [page, readFileSync(page, 'utf8')] as const);
const deploy = readFileSync('docs/deploy.md', 'utf8');

/** Blocks of shell commands, each with what it sets and what it asks for. */
function shellIn(text: string) {
  return [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) => ({
    sets: [...block.matchAll(/(?:^ *|for )(\w+)(?:=| in )|read -r (\w+) (\w+)/gm)].flatMap((found) => found.slice(1)),
    asks: [...block.matchAll(/(?<!\\)\$(?!\()(\w*[a-z]\w*)/g)].map(([, name]) => name),
  }));
}

/** Variables that a page asks for before anything has set them, as a reader copies block after block. */
function unsetIn(text: string, known: readonly (string | undefined)[] = []): (string | undefined)[] {
  const set = new Set(known);
  return shellIn(text).flatMap(({ sets, asks }) => {
    for (const name of sets) set.add(name);
    return asks.filter((name) => !set.has(name));
  });
}

describe('the guide to a deployment', () => {
  it('sets every variable before it is asked for', () => {
    expect(shellIn(deploy).flatMap(({ asks }) => asks).length).toBeGreaterThan(15);
    expect(unsetIn(deploy)).toEqual([]);
    expect(unsetIn('```sh\necho $later\n```\n```sh\nlater=1\n```\n')).toEqual(['later']);
  });

  it('needs nothing from step 4 afterwards, which azd does', () => {
    const [, step = '', rest] = /(\*\*4\. [\s\S]*?)(?=\*\*5\. )([\s\S]*)/.exec(deploy) ?? [];

    expect(shellIn(step).flatMap(({ sets }) => sets)).toEqual([]);
    expect(rest).toContain('azd deploy');
  });

  it('goes live with parameters that the templates take', () => {
    const blocks = [...deploy.matchAll(/^ *```bicep\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) => block);

    expect(blocks).toHaveLength(1);
    expect(faultsWith(blocks.flatMap((block) => block.split('\n').map((line) => line.trim())))).toEqual([]);
  });
});

describe('the pages', () => {
  it.each(all)('%s asks for variables that it or the guide sets', (page, text) => {
    const guide = page.startsWith('docs/') ? shellIn(deploy).flatMap(({ sets }) => sets) : [];

    expect(unsetIn(text, guide)).toEqual([]);
  });

  it.each(all)('%s puts no key into an address, and names lists that there are', (_page, text) => {
    const code = codeIn(text).join('\n');

    expect(code.match(/[?&]code=/g)).toBeNull();
    const lists = [...code.matchAll(/\?list=(\w+)/g)].map(([, name]) => name);
    expect(lists.filter((name) => !LIST_NAMES.some((known) => known === name))).toEqual([]);
  });
});
