import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archive, listing, unpack } from '../../../scripts/archive.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('an archive', () => {
  it('gives back what was put in, folders included', () => {
    const files = new Map([
      ['b.json', text('{}')],
      ['a/c.txt', text('Grüße')],
    ]);

    unpack(archive(files), join(folder, 'new'));

    expect(readFileSync(join(folder, 'new', 'b.json'), 'utf8')).toBe('{}');
    expect(readFileSync(join(folder, 'new', 'a', 'c.txt'), 'utf8')).toBe('Grüße');
  });

  it('lists its files in their order, with both sizes', () => {
    const zip = archive(
      new Map([
        ['b.txt', text('b'.repeat(1000))],
        ['a.txt', text('a')],
      ]),
    );

    const [first, second] = listing(zip);

    expect(first).toMatchObject({ path: 'b.txt', size: 1000 });
    expect(first?.packed).toBeLessThan(100);
    expect(second).toMatchObject({ path: 'a.txt', size: 1 });
  });

  it('says the same time of every file, the first that a zip can tell', () => {
    const zip = Buffer.from(archive(new Map([['a', text('a')]])));

    // Time and date of the local header: 00:00:00 on 1 January of year 0, month 1, day 1.
    expect([zip.readUInt16LE(10), zip.readUInt16LE(12)]).toEqual([0, 0x21]);
  });

  it.each(['../out.txt', 'a/../../out.txt', '/out.txt', 'C:/out.txt', 'a\\..\\out.txt'])(
    'is refused when it names %s, before anything is written',
    (path) => {
      const zip = archive(
        new Map([
          ['fine.txt', text('fine')],
          [path, text('out')],
        ]),
      );

      expect(() => unpack(zip, folder)).toThrow(`the archive names ${path}`);
      expect(existsSync(join(folder, 'fine.txt'))).toBe(false);
    },
  );
});
