import { writeFile } from 'node:fs/promises';
import type { Defect } from './defect.ts';
import { DEFECTS } from './defects.ts';
import { FOUND_BY } from './found-by.ts';
import { runHistory } from './history.ts';
import { runPlanted } from './plant.ts';

/**
 * `node test/simulation/find-defects.ts [COUNT] [NAME...]`: looks for the first seed that finds each defect and passes in the
 * code as it is, and writes found-by.ts. Needed again whenever the histories or the code change what a seed does.
 */
const LIMIT_MS = 150_000;
const AT_ONCE = 2;
const [count = '900', ...names] = process.argv.slice(2);
const sane = new Set<number>();
for (let seed = 1; seed <= Number(count); seed += 1) {
  if ((await runHistory(seed)).violations.length > 0) sane.add(seed);
}
console.log(`failing without a defect: ${[...sane].join(', ')}`);

const found = new Map(Object.entries(FOUND_BY));
const open: Defect[] = DEFECTS.filter(({ name }) => names.length === 0 || names.includes(name));
async function work(): Promise<void> {
  for (let defect = open.shift(); defect !== undefined; defect = open.shift()) {
    const result = await runPlanted(defect, { first: 1, count: Number(count), ignore: sane }, LIMIT_MS);
    console.log(`${defect.name}: ${result.kind === 'failed' ? `${result.seed} ${result.violation}` : result.kind}`);
    // A directed history always finds its defect by itself; no seed is kept.
    if (result.kind === 'failed' && defect.directed === undefined) found.set(defect.name, result.seed);
    else found.delete(defect.name);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));

const lines = DEFECTS.flatMap(({ name }) => (found.has(name) ? [`  '${name}': ${found.get(name)},`] : []));
await writeFile(
  'test/simulation/found-by.ts',
  `/** A seed that finds each defect; written by find-defects.ts. */
export const FOUND_BY: Readonly<Record<string, number>> = {\n${lines.join('\n')}\n};\n`,
);
