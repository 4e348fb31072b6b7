import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startAzurite } from '../azurite/start.ts';
import { type Child, startChild } from '../child.ts';
import { type Collector, recordingOf, startCollector } from '../collector/start.ts';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../servicebus/start.ts';
import { wakesQueue } from '../servicebus/wakes-queue.ts';
import { appIn } from './app-folder.ts';
import type { HostEvents } from './host-events.ts';
import { hostSettings, QUEUE } from './host-settings.ts';
import { keptPorts } from './kept-ports.ts';
import type { RigOptions } from './options.ts';

/** The running process tree; an end that is replaced is undefined here. */
export interface Parts {
  readonly graph: string | undefined;
  readonly genesys: string | undefined;
  readonly bus: ServiceBusEmulator | undefined;
  readonly collector: Collector | undefined;
  readonly queue: string;
  readonly host: Child;
  readonly hostUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Settles with a sentence when a part ends by itself. */
  readonly broken: Promise<string>;
  /** Ends everything, the host first; calling it again waits for the same end. */
  stop(): Promise<void>;
}

type Stop = () => Promise<void>;

const POLL_SECONDS = 2;

/** One rate window of Genesys Cloud: 300 requests a minute for each token. */
const WINDOW = { allowed: 300, ms: 60_000 };

async function playedGraph(
  options: RigOptions,
  data: (name: 'graph' | 'genesys') => string[],
): Promise<Child | undefined> {
  if (options.graph !== undefined) return undefined;
  return startChild(resolve('local/graph-simulator/main.ts'), data('graph'));
}

async function playedGenesys(
  options: RigOptions,
  data: (name: 'graph' | 'genesys') => string[],
): Promise<Child | undefined> {
  if (options.genesysApi !== undefined) return undefined;
  const windowMs = Math.max(1, Math.round(WINDOW.ms / options.speed));
  const limits = ['--allowed', String(WINDOW.allowed), '--window-ms', String(windowMs)];
  return startChild(resolve('local/genesys-simulator/main.ts'), [...data('genesys'), ...limits]);
}

/**
 * Starts every end that is not replaced, then the functions host with the compiled app; must be called from the project's folder.
 * @throws when a part does not start; those already started are ended first
 */
export async function startParts(options: RigOptions, events: HostEvents): Promise<Parts> {
  const stops: Stop[] = [];
  let stopping: Promise<void> | undefined;
  const stop: Stop = () => {
    stopping ??= (async () => {
      // The host goes first, so that the work under way still finds its ends.
      for (const end of stops.toReversed()) await end();
    })();
    return stopping;
  };
  try {
    return await startAll(options, events, stops, stop, () => stopping !== undefined);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  options: RigOptions,
  events: HostEvents,
  stops: Stop[],
  stop: Stop,
  isStopping: () => boolean,
): Promise<Parts> {
  const app = appIn(options.app ?? '.');
  const folder = options.data === undefined ? undefined : resolve(options.data);
  if (folder !== undefined) mkdirSync(join(folder, 'tables'), { recursive: true });
  const ports = await keptPorts(folder);
  const data = (name: 'graph' | 'genesys'): string[] =>
    folder === undefined ? [] : ['--data', join(folder, `${name}.json`), '--port', String(ports[name])];
  const keep = async <T extends { stop: Stop } | { close: Stop } | undefined>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    if (part !== undefined) stops.push('stop' in part ? () => part.stop() : () => part.close());
    return part;
  };
  const queue = options.settings.QUEUE_NAME ?? QUEUE;
  const queues = [wakesQueue(queue)];
  const started = await Promise.allSettled([
    keep(startAzuriteFor(options, folder)),
    keep(options.servicebus === undefined ? startServiceBusEmulator({ queues }) : Promise.resolve(undefined)),
    keep(playedGraph(options, data)),
    keep(playedGenesys(options, data)),
  ]);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const [storage, bus, graphChild, genesysChild] = started.map((result) =>
    result.status === 'fulfilled' ? result.value : undefined,
  ) as [{ connectionString: string } | undefined, ServiceBusEmulator | undefined, Child | undefined, Child | undefined];
  const graph = graphChild === undefined ? undefined : String(graphChild.ready.url);
  const genesys = genesysChild === undefined ? undefined : String(genesysChild.ready.url);
  const collector = await keep(collectorFor(options));
  const settings = hostSettings(options, {
    graph,
    genesys,
    servicebus: bus?.connectionString,
    storage: storage?.connectionString,
    telemetry: collector?.connectionString,
  });
  const host = await keep(
    startChild(
      resolve('local/host/main.ts'),
      [
        ...['--entry', app.entry, '--host-json', app.hostJson],
        ...timerOf(options),
        ...(options.port === undefined ? [] : ['--http-port', String(options.port)]),
      ],
      settings,
      // What the app says outside of calls comes as output.
      { onLine: (line) => events.hearLine(line, true) },
    ),
  );
  events.listenTo(host);
  const named: [string, Child | undefined][] = [
    ['The functions host', host],
    ['The Graph simulator', graphChild],
    ['The Genesys simulator', genesysChild],
  ];
  const broken = new Promise<string>((settle) => {
    for (const [name, child] of named) {
      child?.exited.then(({ code, signal }) => {
        if (!isStopping()) settle(`${name} ended by itself (${signal ?? code}).`);
      });
    }
  });
  return { graph, genesys, bus, collector, queue, host, hostUrl: String(host.ready.url), settings, broken, stop };
}

/** A schedule among the settings counts when no distance is asked for. */
function timerOf({ pollSeconds, settings }: RigOptions): string[] {
  if (pollSeconds === undefined && settings.POLL_SCHEDULE !== undefined) return [];
  return ['--timer-ms', String(Math.round((pollSeconds ?? POLL_SECONDS) * 1000))];
}

async function startAzuriteFor(options: RigOptions, folder: string | undefined) {
  if (options.storage !== undefined) return undefined;
  return startAzurite(folder === undefined ? {} : { dataDir: join(folder, 'tables') });
}

/** What came is written when everything has ended, the last things the app says included. */
async function collectorFor({ telemetry }: RigOptions): Promise<Collector | undefined> {
  if (telemetry === undefined) return undefined;
  const collector = await startCollector();
  const close = async (): Promise<void> => {
    await collector.close();
    writeFileSync(telemetry, recordingOf(collector, Date.now()));
  };
  return { ...collector, close };
}
