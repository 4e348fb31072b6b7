import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BUNDLE_PATH, bundle, MAP_PATH } from './bundle.ts';

const root = resolve(import.meta.dirname, '..');
const { code, map } = await bundle(root);
mkdirSync(resolve(root, dirname(BUNDLE_PATH)), { recursive: true });
writeFileSync(resolve(root, BUNDLE_PATH), code);
writeFileSync(resolve(root, MAP_PATH), map);
process.stdout.write(`${BUNDLE_PATH} ${(code.length / 1024 / 1024).toFixed(1)} MiB\n`);
