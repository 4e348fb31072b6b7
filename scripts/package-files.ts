import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BUNDLE_PATH, bundle, MAP_PATH, NOTICES_PATH } from './bundle.ts';
import { MAPPING_PATH } from './packed-mapping.ts';

/** What the deployed folder holds, by path below it, in the order of the archive. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Makes the files of the deployed app from the project in `root`, and a customer's mapping where there is one; nothing else is
 * deployed.
 */
export async function packageFiles(root: string, mapping?: unknown): Promise<PackageFiles> {
  const { code, map, notices } = await bundle(root);
  return new Map([
    ['host.json', json(readJson(resolve(root, 'host.json')))],
    ['package.json', json(manifest(readJson(resolve(root, 'package.json'))))],
    ...(mapping === undefined ? [] : [[MAPPING_PATH, json(mapping)] as const]),
    [BUNDLE_PATH, code],
    [MAP_PATH, map],
    [NOTICES_PATH, notices],
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
