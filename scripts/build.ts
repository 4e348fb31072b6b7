import { rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const outfile = resolve(root, 'dist/main.cjs');

rmSync(resolve(root, 'dist'), { recursive: true, force: true });
await build({
  entryPoints: [resolve(root, 'functions/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: 'external',
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  // The worker answers this name itself; there is no such package.
  external: ['@azure/functions-core'],
});
process.stdout.write(`dist/main.cjs ${(statSync(outfile).size / 1024 / 1024).toFixed(1)} MiB\n`);
