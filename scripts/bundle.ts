import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { notices } from './notices.ts';

/** The app as one CommonJS file, with its source map. */
export interface Bundle {
  readonly code: Uint8Array;
  readonly map: Uint8Array;
  /** Licence notices of the libraries in it. */
  readonly notices: Uint8Array;
}

/** Where the files lie below the app's folder. */
export const BUNDLE_PATH = 'dist/main.cjs';
export const MAP_PATH = `${BUNDLE_PATH}.map`;
export const NOTICES_PATH = 'dist/NOTICES.txt';

/**
 * Bundles `functions/main.ts` of the project in `root` in memory; the same sources give the same bytes.
 * @throws esbuild's failure, which names file and line, and Error for a library without a licence text
 */
export async function bundle(root: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['functions/main.ts'],
    outfile: BUNDLE_PATH,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    // Error classes of the SDKs are told by name, and a stack without the map should still say which function it was.
    keepNames: true,
    // A file of its own, read only under --enable-source-maps; places without the text of the sources, which is in the repository.
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    // The worker answers this name itself; there is no such package.
    external: ['@azure/functions-core'],
    define: { 'process.env.CONNECTOR_VERSION': JSON.stringify(versionOf(root)) },
  });
  const ending = (end: string): Uint8Array => {
    const file = outputFiles.find(({ path }) => path.endsWith(end));
    if (file === undefined) throw new Error(`esbuild made no file that ends with ${end}`);
    return file.contents;
  };
  const inputs = Object.entries(metafile.outputs[BUNDLE_PATH]?.inputs ?? {});
  const present = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  return {
    code: ending('.cjs'),
    map: ending('.map'),
    notices: new TextEncoder().encode(notices(root, present)),
  };
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
