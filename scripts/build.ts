import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BUNDLE_PATH, bundle, MAP_PATH, NOTICES_PATH } from './bundle.ts';
import { MAPPING_PATH, MappingRefused, readCheckedMapping } from './packed-mapping.ts';

const root = resolve(import.meta.dirname, '..');
const { code, map, notices } = await bundle(root);
mkdirSync(resolve(root, dirname(BUNDLE_PATH)), { recursive: true });
writeFileSync(resolve(root, BUNDLE_PATH), code);
writeFileSync(resolve(root, MAP_PATH), map);
writeFileSync(resolve(root, NOTICES_PATH), notices);
process.stdout.write(`${BUNDLE_PATH} ${(code.length / 1024 / 1024).toFixed(1)} MiB\n`);

// azd uploads this file as it lies here, so this is where a fault of it is found before it is deployed.
const mapping = resolve(root, MAPPING_PATH);
if (existsSync(mapping)) {
  try {
    readCheckedMapping(mapping);
    process.stdout.write(`${MAPPING_PATH} goes along; the app reads it when MAPPING_FILE names it\n`);
  } catch (error) {
    if (!(error instanceof MappingRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
