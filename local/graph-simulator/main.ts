import { parseArgs } from 'node:util';
import { startGraphSimulator } from './start.ts';

/** Runs the simulator as a process of its own: `node main.ts --port 4011 --data directory.json`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      'app-id': { type: 'string' },
      'page-size': { type: 'string' },
    },
  });
  const simulator = await startGraphSimulator({
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.data === undefined ? {} : { dataFile: values.data }),
    ...(values['app-id'] === undefined ? {} : { appId: values['app-id'] }),
    ...(values['page-size'] === undefined ? {} : { pageSize: Number(values['page-size']) }),
  });
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    simulator.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
  process.stdout.write(`${JSON.stringify({ ready: true, url: simulator.url })}\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
