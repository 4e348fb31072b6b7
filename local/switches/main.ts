import { parseArgs } from 'node:util';
import { type SwitchCase, switchCases } from './cases.ts';
import { type Ending, playScenario } from './scenario.ts';
import { World } from './world.ts';

const USAGE = `npm run switches [-- options]

Runs the connector against the simulators with each of their switches in each of its forms.
  --only WORD,WORD   cases whose name holds one of these words
  --part M/N         every Nth case, from the Mth (1/1)
  --verbose          also what took long, and what the connector told
  --list             the names of the cases, and nothing is run
Exit code 0: all agree; 1: some differ; 2: called wrongly.`;

function readOptions() {
  const flag = { type: 'boolean', default: false } as const;
  return parseArgs({
    options: {
      only: { type: 'string', default: '' },
      part: { type: 'string', default: '1/1' },
      verbose: flag,
      list: flag,
      help: flag,
    },
  }).values;
}

/** Cases whose name holds one of the words, and of those the share `M/N`. @throws when that leaves none */
function chosenCases(only: string, share: string): readonly SwitchCase[] {
  const words = only.split(',');
  const [part, parts] = share.split('/').map(Number);
  const cases = switchCases()
    .filter(({ name }) => words.some((word) => name.includes(word)))
    .filter((_, index) => index % (parts ?? 1) === (part ?? 1) - 1);
  if (cases.length > 0) return cases;
  throw new Error(
    `--only "${only}" --part "${share}" choose no case; allowed are words of the names that --list shows`,
  );
}

function print(ending: Ending, verbose: boolean): void {
  const { name, seconds, differences, unavoidable, busy, parked, slow, told } = ending;
  const good = differences.length + busy.length === 0;
  process.stdout.write(`${good ? 'agrees ' : 'DIFFERS'} ${name} (${seconds} s)\n`);
  const more = [
    ...differences.map((line) => `differs  ${line}`),
    ...unavoidable.map((line) => `cannot   ${line}`),
    ...busy.map((line) => `busy     ${line}`),
    ...parked.map((line) => `parked   ${line}`),
    ...(verbose ? slow.map((line) => `slow     ${line}`) : []),
    ...(verbose ? told.map((line) => `told     ${line}`) : []),
  ];
  for (const line of more) process.stdout.write(`          ${line}\n`);
}

async function play(cases: readonly SwitchCase[], verbose: boolean): Promise<number> {
  let failed = 0;
  for (const scope of ['all', 'assigned'] as const) {
    const own = cases.filter((each) => each.scope === scope);
    if (own.length === 0) continue;
    const world = await World.start(scope);
    try {
      for (const each of own) {
        const ending = await playScenario(world, each, cases.indexOf(each) + 1);
        if (ending.differences.length + ending.busy.length > 0) failed += 1;
        print(ending, verbose);
      }
    } finally {
      await world.parts.stop();
    }
  }
  process.stdout.write(`${cases.length} cases, ${failed} differ\n`);
  return failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  let cases: readonly SwitchCase[] = [];
  try {
    options = readOptions();
    if (!options.help) cases = chosenCases(options.only, options.part);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return 2;
  }
  if (!options.help && !options.list) return play(cases, options.verbose);
  process.stdout.write(`${options.help ? USAGE : cases.map(({ name }) => name).join('\n')}\n`);
  return 0;
}

main().then((code) => process.exit(code));
