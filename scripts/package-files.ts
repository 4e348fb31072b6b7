import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BUNDLE_PATH, bundle, MAP_PATH } from './bundle.ts';

/** What the deployed folder holds, by path below it, in the order of the archive. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** Makes the files of the deployed app from the project in `root`; nothing else of it is deployed. */
export async function packageFiles(root: string): Promise<PackageFiles> {
  const { code, map } = await bundle(root);
  return new Map([
    ['host.json', json(readJson(resolve(root, 'host.json')))],
    ['package.json', json(manifest(readJson(resolve(root, 'package.json'))))],
    [BUNDLE_PATH, code],
    [MAP_PATH, map],
  ]);
}

/**
 * The functions worker reads `main` and `type`; a `.cjs` file is CommonJS under any type. There are no dependencies, so an
 * installation at the platform, should one be switched on, has nothing to fetch.
 */
function manifest({ name, version, license, engines }: Readonly<Record<string, unknown>>) {
  return { name, version, license, private: true, main: BUNDLE_PATH, engines };
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

// Written anew, so that line ends of a checkout make no other bytes.
function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
