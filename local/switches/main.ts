import { parseArgs } from 'node:util';
import { type SwitchCase, switchCases } from './cases.ts';
import { type Ending, playScenario } from './scenario.ts';
import { World } from './world.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    part: { type: 'string', default: '1/1' },
    verbose: { type: 'boolean', default: false },
  },
});

/** Cases whose name holds one of the words of `--only`, and of those the share of `--part`. */
function chosenCases(): readonly SwitchCase[] {
  const words = values.only.split(',');
  const [part = 1, parts = 1] = values.part.split('/').map(Number);
  return switchCases()
    .filter(({ name }) => words.some((word) => name.includes(word)))
    .filter((_, index) => index % parts === part - 1);
}

function print(ending: Ending): void {
  const { name, seconds, differences, unavoidable, busy, parked, slow, told } = ending;
  const good = differences.length + busy.length === 0;
  process.stdout.write(`${good ? 'agrees ' : 'DIFFERS'} ${name} (${seconds} s)\n`);
  const more = [
    ...differences.map((line) => `differs  ${line}`),
    ...unavoidable.map((line) => `cannot   ${line}`),
    ...busy.map((line) => `busy     ${line}`),
    ...parked.map((line) => `parked   ${line}`),
    ...(values.verbose ? slow.map((line) => `slow     ${line}`) : []),
    ...(values.verbose ? told.map((line) => `told     ${line}`) : []),
  ];
  for (const line of more) process.stdout.write(`          ${line}\n`);
}

async function main(): Promise<number> {
  const cases = chosenCases();
  let failed = 0;
  for (const scope of ['all', 'assigned'] as const) {
    const own = cases.filter((each) => each.scope === scope);
    if (own.length === 0) continue;
    const world = await World.start(scope);
    try {
      for (const each of own) {
        const ending = await playScenario(world, each, cases.indexOf(each) + 1);
        if (ending.differences.length + ending.busy.length > 0) failed += 1;
        print(ending);
      }
    } finally {
      await world.parts.stop();
    }
  }
  process.stdout.write(`${cases.length} cases, ${failed} differ\n`);
  return failed === 0 ? 0 : 1;
}

main().then((code) => process.exit(code));
