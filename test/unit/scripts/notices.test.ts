import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notices } from '../../../scripts/notices.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'notices-'));
});

afterEach(() => rmSync(root, { recursive: true }));

/** Installs a package; returns the path of its code. */
function install(folder: string, version: string, files: Readonly<Record<string, string>>, licence = 'MIT'): string {
  const at = join(root, 'node_modules', folder);
  mkdirSync(at, { recursive: true });
  const name = folder.replace(/^.*node_modules\//, '');
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name, version, license: licence }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(at, file), text);
  return `node_modules/${folder}/dist/index.js`;
}

describe('the licence notices', () => {
  it('hold name, version, licence and text of every package, by name, and nothing of our own', () => {
    const zebra = install('zebra', '2.0.0', { 'LICENSE.txt': 'Zebra text\r\nsecond line\r\n' });
    mkdirSync(join(root, 'node_modules/zebra/licenses'));
    const scoped = install(
      '@a/b',
      '1.0.0',
      { license: 'B text\n', NOTICE: 'B notice\n', 'README.md': 'no' },
      'Apache-2.0',
    );

    const text = notices(root, ['shared/sync/apply.ts', zebra, scoped]);

    const line = '-'.repeat(80);
    expect(text).toBe(
      [
        'Code of these 2 packages is part of dist/main.cjs.\n',
        `${line}\n@a/b 1.0.0\nLicence: Apache-2.0\n\nB notice\n\nB text\n`,
        `${line}\nzebra 2.0.0\nLicence: MIT\n\nZebra text\nsecond line\n`,
      ].join('\n'),
    );
  });

  it('name the inner one of nested packages, both versions, and the same package once', () => {
    const paths = [
      install('outer', '1.0.0', { LICENSE: 'outer' }),
      install('inner', '3.0.0', { LICENSE: 'three' }),
      install('outer/node_modules/inner', '2.0.0', { LICENSE: 'two' }),
      install('other/node_modules/inner', '2.0.0', { LICENSE: 'two' }),
    ];

    const listed = [...notices(root, paths).matchAll(/^(\w+) (\d\.\d\.\d)$/gm)].map(([whole]) => whole);

    expect(listed).toEqual(['inner 2.0.0', 'inner 3.0.0', 'outer 1.0.0']);
  });

  it('are refused while a package has no text, each one named', () => {
    const paths = [
      install('bare', '1.0.0', { 'README.md': 'MIT' }),
      install('fine', '1.0.0', { COPYING: 'text' }),
      install('@nodable/entities', '9.0.0', {}),
    ];

    expect(() => notices(root, paths)).toThrow('@nodable/entities@9.0.0, bare@1.0.0: no licence text; allowed is');
  });
});
