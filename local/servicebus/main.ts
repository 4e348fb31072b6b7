import { parseArgs } from 'node:util';
import { startServiceBusEmulator } from './start.ts';
import { wakesQueue } from './wakes-queue.ts';

/** Runs the broker as a process of its own, with session queues: `node main.ts --port 5672 --queue wakes`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, queue: { type: 'string', multiple: true } },
  });
  const queues = (values.queue ?? ['wakes']).map(wakesQueue);
  const emulator = await startServiceBusEmulator({
    queues,
    ...(values.port === undefined ? {} : { port: wholeNumber(values.port) }),
  });
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    emulator.close().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', end).once('SIGINT', end).once('disconnect', end);
  process.stdout.write(`${JSON.stringify({ ready: true, connectionString: emulator.connectionString })}\n`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error(`--port takes a port number, not '${text}'`);
  return Number(text);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
