import { DIRECTED } from './directed.ts';
import { runHistory } from './history.ts';

/**
 * `node test/simulation/simulate.ts FIRST COUNT [--log|--first]` or `simulate.ts --directed NAME`: prints failing seeds; exit
 * 1 when there is one.
 */
const [first = '1', count = '50', flag] = process.argv.slice(2);
let failed = 0;
for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1) {
  const { violations, log } = await runHistory(seed);
  if (violations.length === 0) continue;
  failed += 1;
  console.log(`seed ${seed}: ${violations.slice(0, 3).join('\n    ')}`);
  if (flag === '--log') console.log(log.join('\n'));
  if (flag === '--first') break;
}
if (first === '--directed') {
  const history = DIRECTED[count];
  if (history === undefined) throw new Error(`there is no directed history ${count}`);
  const violations = await history();
  failed = violations.length;
  if (failed > 0) console.log(`seed 0: ${violations.join('\n    ')}`);
  console.log(`directed history ${count}: ${failed} violations`);
} else console.log(`${count} histories from seed ${first}: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
