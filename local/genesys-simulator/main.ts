import { parseArgs } from 'node:util';
import { type GenesysSimulatorOptions, startGenesysSimulator } from './start.ts';

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not '${text}'`);
  return Number(text);
}

function readOptions(args: readonly string[]): GenesysSimulatorOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      allowed: { type: 'string' },
      'window-ms': { type: 'string' },
    },
  });
  const port = wholeNumber('port', values.port);
  const allowedPerWindow = wholeNumber('allowed', values.allowed);
  const windowMs = wholeNumber('window-ms', values['window-ms']);
  const clientId = process.env.GENESYS_SIMULATOR_CLIENT_ID;
  const clientSecret = process.env.GENESYS_SIMULATOR_CLIENT_SECRET;
  return {
    ...(port === undefined ? {} : { port }),
    ...(values.data === undefined ? {} : { dataFile: values.data }),
    ...(allowedPerWindow === undefined ? {} : { allowedPerWindow }),
    ...(windowMs === undefined ? {} : { windowMs }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(clientSecret === undefined ? {} : { clientSecret }),
  };
}

async function run(): Promise<void> {
  const simulator = await startGenesysSimulator(readOptions(process.argv.slice(2)));
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
  process.stdout.write(`${JSON.stringify({ ready: true, url: simulator.url })}\n`);
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
