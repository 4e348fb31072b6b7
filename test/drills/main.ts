import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readOrExit } from '../../tools/usage.ts';
import { DRILLS } from './drills.ts';
import { playDrill } from './stage.ts';

const OUT = 'test/infra/recordings/recorded';
const USAGE = `npm run drills [-- NAME ...]

Plays troubles against the running connector, all or those named, and keeps what it said in ${OUT}.
Names: ${Object.keys(DRILLS).join(', ')}`;
const { positionals: names } = readOrExit(USAGE, { allowPositionals: true });
const unknown = names.filter((name) => !Object.hasOwn(DRILLS, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no drill ${unknown.join(', ')}; allowed: ${Object.keys(DRILLS).join(', ')}.\n`);
  process.exit(2);
}
mkdirSync(OUT, { recursive: true });
for (const [name, drill] of Object.entries(DRILLS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const recording = await playDrill(drill);
  const file = resolve(OUT, `${name}.json`);
  writeFileSync(file, recording);
  process.stdout.write(`${name.padEnd(28)} ${recording.length} bytes\n`);
}
process.exit(0);
