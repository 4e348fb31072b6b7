import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { archive, unpack } from './archive.ts';
import { packageFiles } from './package-files.ts';

// Makes the archive that is deployed: node scripts/package.ts [--out FILE] [--unpack DIR]
const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { out: { type: 'string', default: 'dist/entra-genesys-provisioning.zip' }, unpack: { type: 'string' } },
});
const out = resolve(values.out);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const files = await packageFiles(root);
const zip = archive(files);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, zip);
for (const [path, contents] of files) print(`${String(contents.length).padStart(9)}  ${path}`);
print(`${String(zip.length).padStart(9)}  ${values.out}`);
print(`sha256 ${createHash('sha256').update(zip).digest('hex')}`);
if (values.unpack !== undefined) {
  // From the file, so that what runs afterwards is what would be deployed.
  unpack(readFileSync(out), resolve(values.unpack));
  print(`unpacked into ${values.unpack}`);
}
