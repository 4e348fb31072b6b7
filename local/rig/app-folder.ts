import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The files of an app that the functions host starts from; absolute paths. */
export interface AppFiles {
  readonly entry: string;
  readonly hostJson: string;
}

/**
 * Finds the files as the host does: host.json beside package.json, whose `main` names the entry point.
 * @throws Error naming the file that is missing or what is wrong in it
 */
export function appIn(folder: string): AppFiles {
  const manifest = present(join(folder, 'package.json'), 'the folder of an app');
  const hostJson = present(join(folder, 'host.json'), 'the folder of an app');
  const { main } = JSON.parse(readFileSync(manifest, 'utf8')) as { main?: unknown };
  if (typeof main !== 'string' || main === '') {
    throw new Error(`${manifest}: "main" must name the entry point, such as dist/main.cjs`);
  }
  return { entry: present(join(folder, main), `"main" of ${manifest}`), hostJson };
}

function present(path: string, whose: string): string {
  const absolute = resolve(path);
  if (!existsSync(absolute)) throw new Error(`${absolute} is missing (${whose})`);
  return absolute;
}
