import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DRILLS } from './drills.ts';
import { playDrill } from './stage.ts';

// Plays drills against the running connector and keeps what it said: node test/drills/main.ts [NAME...]
const OUT = 'test/infra/recordings/recorded';
const names = process.argv.slice(2);
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
