import { HostEvents } from './rig/host-events.ts';
import { readSimpleMapping } from './rig/mapping-expectation.ts';
import { OptionFault, type RigOptions, readOptions, USAGE } from './rig/options.ts';
import { type Parts, startParts } from './rig/parts.ts';
import { endsWell } from './rig/report.ts';
import { runSession } from './rig/session.ts';
import { stayUp } from './rig/stay.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs until the session ends, a part breaks or a signal comes; gives the exit code. */
async function run(options: RigOptions, signalled: Promise<number>): Promise<number> {
  const events = new HostEvents();
  print(`Starting ${[...playedHere(options), 'the functions host'].join(', ')} ...`);
  const parts = await startParts(options, events);
  try {
    print(`  Functions ${parts.hostUrl}`);
    print(`  Graph     ${parts.graph ?? options.graph}`);
    print(`  Genesys   ${parts.genesys ?? options.genesysApi}`);
    const broken = parts.broken.then((why) => {
      process.stderr.write(`${why}\n${events.complaints.join('\n')}\n`);
      return 1;
    });
    return await Promise.race([broken, signalled, work(options, parts, events)]);
  } finally {
    await parts.stop();
  }
}

/** The ends this process starts by itself. */
function playedHere(options: RigOptions): readonly string[] {
  return [
    options.storage === undefined ? 'Azurite' : '',
    options.servicebus === undefined ? 'Service Bus' : '',
    options.graph === undefined ? 'Graph' : '',
    options.genesysApi === undefined ? 'Genesys' : '',
  ].filter((end) => end !== '');
}

async function work(options: RigOptions, parts: Parts, events: HostEvents): Promise<number> {
  const file = parts.settings.MAPPING_FILE;
  const mapping = file === undefined ? undefined : readSimpleMapping(file);
  const session = { options, parts, events, say: print, mapping };
  const summary = await runSession(session);
  if (options.json) print(JSON.stringify(summary));
  if (options.once) return endsWell(summary) ? 0 : 1;
  return stayUp(session);
}

function signal(): Promise<number> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(130)).once('SIGTERM', () => resolve(143));
  });
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options !== undefined) return await run(options, signal());
    print(USAGE);
    return 0;
  } catch (error) {
    // A part that does not start says why in its own lines; the places in the code are of no use to whoever runs it.
    const lines = (error instanceof Error ? error.message : String(error)).split('\n');
    process.stderr.write(`${lines.filter((line) => !/^\s+at /.test(line)).join('\n')}\n`);
    return error instanceof OptionFault ? 2 : 1;
  }
}

main().then((code) => process.exit(code));
