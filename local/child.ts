import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A local server running in a process of its own. */
export interface Child {
  /** The line by which the child said that it is ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly process: ChildProcess;
  /** When it was spawned, epoch milliseconds. */
  readonly spawnedAt: number;
  /** Sends an IPC message. */
  send(message: Readonly<Record<string, unknown>>): void;
  /** Hears each IPC message; returns a function that stops hearing. */
  onMessage(hear: (message: Readonly<Record<string, unknown>>) => void): () => void;
  /** Settles when the child has ended, by itself or not. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Asks the child to end, and ends it after 5 s. */
  stop(): Promise<void>;
}

/** How to watch a child. */
export interface ChildOptions {
  /** @default 30000 */
  readonly readyTimeoutMs?: number;
  /** Hears every line of output that is not the ready line. @default the last lines are kept for the error message */
  readonly onLine?: (line: string) => void;
}

const graceMs = 5000;
const keptLines = 40;

function parseReady(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) {
    return undefined;
  }
  try {
    const parsed = JSON.parse(line) as Record<string, unknown>;
    return parsed.ready === true ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function waitForReady(child: ChildProcess, file: string, options: ChildOptions): Promise<Record<string, unknown>> {
  const { readyTimeoutMs = 30_000, onLine } = options;
  const kept: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`${file} ${why}\n${kept.join('\n')}`));
    };
    const timer = setTimeout(() => fail(`was not ready within ${readyTimeoutMs} ms.`), readyTimeoutMs);
    const hear = (line: string): void => {
      const ready = parseReady(line);
      if (ready !== undefined) {
        clearTimeout(timer);
        resolve(ready);
        return;
      }
      kept.push(line);
      kept.splice(0, kept.length - keptLines);
      onLine?.(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) {
        createInterface({ input: stream }).on('line', hear);
      }
    }
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    // `close` comes after the last line of output, `exit` may come before it.
    child.once('close', (code, signal) => fail(`ended before it was ready (${signal ?? code}).`));
  });
}

/** Sockets and temporary files need these on Windows. */
function platformEnvironment(): Record<string, string | undefined> {
  if (process.platform !== 'win32') return {};
  const { SystemRoot, TEMP, TMP } = process.env;
  return { SystemRoot, TEMP, TMP };
}

/**
 * Starts a `.ts` file as a Node process with an IPC channel and waits for its line `{"ready":true,...}` on stdout.
 * The environment of the child is exactly `env` plus PATH (and what Windows cannot do without); the child must end by itself
 * when the channel closes. It has a process group of its own, so that Ctrl-C reaches it through its parent, in order.
 * @throws when it ends first or is not ready in time, with its last lines of output.
 */
export async function startChild(
  file: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  options: ChildOptions = {},
): Promise<Child> {
  const spawnedAt = Date.now();
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, ...platformEnvironment(), ...env },
    detached: process.platform !== 'win32',
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const ready = await waitForReady(child, file, options);
  return {
    ready,
    process: child,
    spawnedAt,
    exited,
    send: (message) => {
      child.send(message);
    },
    onMessage: (hear) => {
      const listener = (message: unknown): void => hear(message as Record<string, unknown>);
      child.on('message', listener);
      return () => child.off('message', listener);
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
        await exited;
        clearTimeout(timer);
      }
    },
  };
}
