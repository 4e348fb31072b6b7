import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appIn } from '../../../../local/rig/app-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
}

describe('the folder of an app', () => {
  it('has its entry point where package.json says', () => {
    put('package.json', '{"main":"out/app.cjs"}');
    put('host.json', '{}');
    put('out/app.cjs', '');

    expect(appIn(folder)).toEqual({ entry: join(folder, 'out', 'app.cjs'), hostJson: join(folder, 'host.json') });
  });

  it.each([
    ['no package.json', { 'host.json': '{}' }, /package\.json is missing/],
    ['no host.json', { 'package.json': '{"main":"a.cjs"}', 'a.cjs': '' }, /host\.json is missing/],
    ['no entry point', { 'package.json': '{"main":"a.cjs"}', 'host.json': '{}' }, /a\.cjs is missing \("main" of/],
    ['no main', { 'package.json': '{"main":["a.cjs"]}', 'host.json': '{}' }, /"main" must name the entry point/],
  ])('is refused with %s', (_, files, why) => {
    for (const [name, content] of Object.entries(files)) put(name, content);

    expect(() => appIn(folder)).toThrow(why);
  });
});
