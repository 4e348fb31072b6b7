import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readOrExit } from '../tools/usage.ts';
import { archive, listing, unpack } from './archive.ts';
import { packageFiles } from './package-files.ts';
import { MAPPING_PATH, MappingRefused, readCheckedMapping } from './packed-mapping.ts';

const root = resolve(import.meta.dirname, '..');
const OUT = 'dist/entra-genesys-provisioning.zip';
const USAGE = `npm run package [-- options]

Makes the zip that is deployed and prints what is in it, with its SHA-256.
  --mapping FILE   checks this mapping and puts it in as ${MAPPING_PATH}
  --out FILE       where the zip goes (${OUT})
  --unpack DIR     unpacks it there as well
Exit code 0: the zip is there; 1: the mapping has faults, and no zip was made; 2: called wrongly.`;
const { values } = readOrExit(USAGE, {
  options: {
    mapping: { type: 'string' },
    out: { type: 'string', default: OUT },
    unpack: { type: 'string' },
  },
});
const out = resolve(values.out);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function mappingOrEnd(path: string): unknown {
  try {
    return readCheckedMapping(path);
  } catch (error) {
    if (!(error instanceof MappingRefused)) throw error;
    process.stderr.write(`${error.message}\nNo package was made.\n`);
    process.exit(1);
  }
}

const mapping = values.mapping === undefined ? undefined : mappingOrEnd(values.mapping);
const zip = archive(await packageFiles(root, mapping));
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, zip);
print('    bytes   in zip');
for (const { path, size, packed } of listing(zip)) {
  print(`${String(size).padStart(9)} ${String(packed).padStart(8)}  ${path}`);
}
print(`${' '.repeat(10)}${String(zip.length).padStart(8)}  ${values.out}`);
print(`sha256 ${createHash('sha256').update(zip).digest('hex')}`);
if (mapping !== undefined) print(`for the mapping set MAPPING_FILE=${MAPPING_PATH} (parameter mappingFile)`);
if (values.unpack !== undefined) {
  // From the file, so that what runs afterwards is what would be deployed.
  unpack(readFileSync(out), resolve(values.unpack));
  print(`unpacked into ${values.unpack}`);
}
