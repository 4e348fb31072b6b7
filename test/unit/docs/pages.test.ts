import { readFileSync } from 'node:fs';
import { isKnownOption, madeBy, wrongCommands } from '../../support/docs/commands.ts';
import { anchorsIn, brokenLinks, codeIn, pages } from '../../support/docs/markdown.ts';

const all = pages().map((page) => [page, readFileSync(page, 'utf8')] as const);
/** Options of programs that are not the project's, which pages name by themselves. */
const FOREIGN = ['enable-source-maps'];

describe('the pages', () => {
  it('are all there', () => {
    const names = all.map(([page]) => page);

    expect(names).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'docs/deploy.md']));
    expect(names).toContain('docs/decisions/0001-lagging-replicas.md');
    expect(names).toContain('local/genesys-simulator/README.md');
  });

  it.each(all)('%s links to what exists', (page, text) => {
    expect(brokenLinks(page, text)).toEqual([]);
  });

  it.each(all)('%s names scripts, options and files that exist', (_page, text) => {
    const code = codeIn(text);

    expect(code.flatMap((block) => wrongCommands(block, madeBy(code)))).toEqual([]);
    const options = code.flatMap((each) => /^--([a-z-]+)(?: |$)/.exec(each)?.[1] ?? []);
    expect(options.filter((option) => !isKnownOption(option) && !FOREIGN.includes(option))).toEqual([]);
  });
});

describe('the index in the README', () => {
  it('leads to every page of docs, by a question', () => {
    const [, index = ''] = readFileSync('README.md', 'utf8').split('\n## Documentation\n');
    const rows = [...(index.split('\n## ')[0] ?? '').matchAll(/^\| [A-Z][^|]*\? \| \[[^\]]+\]\(([^)]+)\) \|$/gm)];
    const linked = rows.map(([, target]) => target);

    const wanted = all.map(([page]) => page).filter((page) => /^docs\/[^/]+\.md$/.test(page));
    expect(wanted.length).toBeGreaterThan(8);
    expect(wanted.filter((page) => !linked.includes(page))).toEqual([]);
    expect(linked).toEqual(expect.arrayContaining(['docs/decisions/', 'CHANGELOG.md']));
  });
});

describe('the decisions', () => {
  it('are numbered one after the other, in file and heading', () => {
    const decisions = all.filter(([page]) => page.startsWith('docs/decisions/'));
    const numbers = decisions.map(([page, text]) => [
      /(\d{4})-[a-z-]+\.md$/.exec(page)?.[1],
      /^# (\d+)\. /.exec(text)?.[1],
    ]);

    expect(numbers.length).toBeGreaterThan(16);
    expect(numbers).toEqual(numbers.map((_, index) => [String(index + 1).padStart(4, '0'), String(index + 1)]));
  });
});

describe('the check of links', () => {
  it.each([
    ['[a](docs/none.md)', ['README.md: docs/none.md']],
    ['[a](docs/deploy.md#nowhere)', ['README.md: docs/deploy.md#nowhere']],
    ['[a](#nowhere)\n# Here\n', ['README.md: #nowhere']],
    ['[a](#in-code)\n```\n# In code\n```\n', ['README.md: #in-code']],
    ['[a](../outside.md)', ['README.md: ../outside.md']],
    ['[a](docs/deploy.md#permissions-and-why) [b](https://example.com/x) [c](docs/decisions/)\n', []],
  ])('of %j finds %j', (text, found) => {
    expect(brokenLinks('README.md', text)).toEqual(found);
  });

  it('makes anchors as the hosting site does', () => {
    expect(anchorsIn('# One, two\n## `code` & more\n## One, two\n### [x](y.md) z\n')).toEqual([
      'one-two',
      'code--more',
      'one-two-1',
      'x-z',
    ]);
  });
});

describe('the check of commands', () => {
  it.each([
    ['npm run nothing', ['there is no script "nothing"']],
    ['npm start -- --onec', ['npm run start has no --onec']],
    ['npm run package -- --unpack DIR --minify', ['npm run package has no --minify']],
    ['npm start -- --once \\\n  --grph URL', ['npm run start has no --grph']],
    ['npm run preflight -- --why', ['npm run preflight has no --why']],
    ['npx node local/none/main.ts --port 1', ['there is no local/none/main.ts', 'there is no local/none/main.ts']],
    ['npx node local/servicebus/main.ts --prot 1', ['local/servicebus/main.ts has no --prot']],
    ['az bicep build --file infra/mian.bicep', ['there is no infra/mian.bicep']],
    ['npm ci && npm run package -- --unpack DIR', []],
    ['npm run mapping -- import x.json --any-app # a word --more', []],
  ])('of %j finds %j', (code, found) => {
    expect(wrongCommands(code, new Set())).toEqual(found);
  });

  it('takes files that the page makes itself', () => {
    const code = ['cp infra/examples/small.bicepparam infra/examples/own.bicepparam\nnpm test'];

    expect(wrongCommands(code[0] ?? '', madeBy(code))).toEqual([]);
    expect(wrongCommands(code[0] ?? '', new Set())).toEqual(['there is no infra/examples/own.bicepparam']);
  });
});
