import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync, type Zippable, zipSync } from 'fflate';
import type { PackageFiles } from './package-files.ts';

const LEVEL = 9;
/** What the archive says of who may read and write a file: -rw-r--r--, a regular file, as Unix has it. */
const UNIX = { os: 3, attrs: 0o100644 << 16 };

/**
 * A zip whose bytes depend on names and contents alone: the order is the map's, the time is the first a zip can tell, and the
 * compressor is plain JavaScript, whose output is the same on every machine (zlib's differs between processors).
 */
export function archive(files: PackageFiles): Uint8Array {
  // A zip holds local time without a zone, so the same wall time everywhere.
  const mtime = new Date(1980, 0, 1);
  const entries: Zippable = {};
  for (const [path, contents] of files) entries[path] = [contents, { level: LEVEL, mtime, ...UNIX }];
  return zipSync(entries);
}

/** One file of an archive, in bytes. */
export interface Listed {
  readonly path: string;
  readonly size: number;
  readonly packed: number;
}

/** What an archive holds, in its order, without unpacking it. */
export function listing(zip: Uint8Array): readonly Listed[] {
  const found: Listed[] = [];
  unzipSync(zip, {
    filter: ({ name, originalSize, size }) => {
      found.push({ path: name, size: originalSize, packed: size });
      return false;
    },
  });
  return found;
}

/**
 * Unpacks an archive into a folder, which is made when it is missing.
 * @throws Error for a name that leads out of the folder, before anything is written
 */
export function unpack(zip: Uint8Array, folder: string): void {
  const files = Object.entries(unzipSync(zip));
  for (const [path] of files) {
    if (/^[/\\]|^[A-Za-z]:|\\/.test(path) || path.split('/').includes('..')) {
      throw new Error(`the archive names ${path}: allowed is a path below the folder`);
    }
  }
  for (const [path, contents] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contents);
  }
}
