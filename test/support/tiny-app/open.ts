import { resolve } from 'node:path';
import { runInThisContext } from 'node:vm';
import type { HostLogLine } from '../../../local/host/core-types.ts';
import { type HostOptions, type RunningHost, startHost } from '../../../local/host/start.ts';

/** What the app's queue function was given. */
export interface SeenCall {
  readonly body: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly retry: unknown;
  readonly trace: { readonly traceParent?: string } | undefined;
}

/** What the functions and hooks of the tiny app saw, and what its handlers do next. */
export interface Seen {
  readonly hooks: string[];
  readonly queue: SeenCall[];
  readonly timers: { readonly isPastDue: boolean; readonly schedule: object; readonly scheduleStatus: object | null }[];
  readonly setting: string | undefined;
  onQueue: (body: unknown, context: { log: (...words: unknown[]) => void }) => unknown;
  onTimer: (timer: unknown, context: { log: (...words: unknown[]) => void }) => unknown;
}

/** A host that runs the tiny app. */
export interface TinyHost {
  readonly host: RunningHost;
  readonly seen: Seen;
  readonly lines: HostLogLine[];
}

/** Options of the host; a setting given as undefined is left out. */
export type TinyOptions = Partial<Omit<HostOptions, 'env'>> & { env?: Record<string, string | undefined> };

/** The folder that holds the tiny app. */
export const tinyFolder = resolve('test/support/tiny-app');

/** Settings that let every function of the tiny app start. */
export const tinySettings: Readonly<Record<string, string>> = {
  TICK_SCHEDULE: '0 */5 * * * *',
  QUEUE: 'wakes',
  Bus: 'Endpoint=sb://127.0.0.1/;SharedAccessKeyName=key;SharedAccessKey=secret;UseDevelopmentEmulator=true',
  TINY_SETTING: 'from the host',
};

/** Starts the tiny app with timers and queues at rest, unless the options say otherwise. */
export async function openTiny(options: TinyOptions = {}): Promise<TinyHost> {
  const lines: HostLogLine[] = [];
  const host = await startHost({
    entry: resolve(tinyFolder, 'main.cjs'),
    hostJson: resolve(tinyFolder, 'host.json'),
    runTimers: false,
    runQueues: false,
    log: (line) => lines.push(line),
    ...options,
    env: JSON.parse(JSON.stringify({ ...tinySettings, ...options.env })),
  });
  // The app runs in the main context, outside the sandbox of the test runner.
  const seen: Seen = runInThisContext('globalThis.tinyApp');
  return { host, seen, lines };
}
