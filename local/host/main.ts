import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { HostLogLine } from './core-types.ts';
import { countRequests } from './request-tally.ts';
import { type RunningHost, startHost } from './start.ts';

function emit(message: Readonly<Record<string, unknown>>): void {
  if (process.send !== undefined && process.connected) {
    process.send(message);
  } else {
    process.stdout.write(`${JSON.stringify(message)}\n`);
  }
}

function ownSettings(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function required(value: string | undefined, option: string): string {
  if (value === undefined) {
    throw new Error(`--${option} is missing.`);
  }
  return resolve(value);
}

function optionalNumber(value: string | undefined, option: string): number | undefined {
  if (value !== undefined && !/^\d+$/.test(value)) {
    throw new Error(`--${option} must be a whole number, got "${value}".`);
  }
  return value === undefined ? undefined : Number(value);
}

// Answers one request of the parent with `<kind>-done`, carrying the message of the error if the function threw.
async function answer(host: RunningHost, message: { type?: unknown; name?: unknown; body?: unknown }): Promise<void> {
  const name = String(message.name);
  const work =
    message.type === 'run-timer'
      ? { done: 'timer-done', run: () => host.runTimer(name) }
      : message.type === 'invoke-queue'
        ? { done: 'queue-done', run: () => host.invokeQueue(name, String(message.body)) }
        : undefined;
  if (work === undefined) {
    emit({ type: 'unknown-message', given: String(message.type) });
    return;
  }
  try {
    await work.run();
    emit({ type: work.done, name });
  } catch (error) {
    emit({ type: work.done, name, error: error instanceof Error ? error.message : String(error) });
  }
}

/** Ids are no part of what is counted. */
function withoutIds(path: string): string {
  return path.replace(/\/[^/]*(?:\d|%)[^/]*(?=\/|$)/g, (part) => (/^\/v\d+$/.test(part) ? part : '/*'));
}

async function main(): Promise<void> {
  const tally = countRequests(withoutIds);
  const { values } = parseArgs({
    options: {
      entry: { type: 'string' },
      'host-json': { type: 'string' },
      'http-port': { type: 'string' },
      'timer-ms': { type: 'string' },
      'function-key': { type: 'string' },
      'no-timers': { type: 'boolean' },
    },
  });
  const host = await startHost({
    entry: required(values.entry, 'entry'),
    hostJson: required(values['host-json'], 'host-json'),
    env: ownSettings(),
    httpPort: optionalNumber(values['http-port'], 'http-port'),
    timerEveryMs: optionalNumber(values['timer-ms'], 'timer-ms'),
    functionKey: values['function-key'],
    runTimers: values['no-timers'] !== true,
    log: (line: HostLogLine) => emit({ type: 'log', ...line }),
  });
  process.on('message', (message: Record<string, unknown>) => {
    if (message.type === 'tally') emit({ type: 'tally', requests: tally() });
    else void answer(host, message);
  });

  const end = (): void => {
    host.stop().then(
      () => process.exit(0),
      (error: unknown) => dieOf(error),
    );
  };
  process.once('SIGTERM', end).once('SIGINT', end).once('disconnect', end);
  process.stdout.write(`${JSON.stringify({ ready: true, url: host.httpUrl, functions: host.functions })}\n`);
}

// As under the worker: whatever nobody caught is one line on stderr and the end of the process.
function dieOf(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

process.on('uncaughtException', dieOf).on('unhandledRejection', dieOf);
main().catch(dieOf);
