import { randomUUID } from 'node:crypto';
import { type Core, createCore, type RegisteredFunction } from './core.ts';
import type { HostLog, HostLogLine } from './core-types.ts';
import { type HostSettings, readHostJson } from './host-json.ts';
import { hostLine } from './host-line.ts';
import { type HttpDriver, startHttpDriver } from './http-driver.ts';
import { createInvoke, type Invoke, runAppHooks } from './invoke.ts';
import { applySettings, loadEntry } from './load-entry.ts';
import { type QueueDriver, startQueueDriver } from './queue-driver.ts';
import { openSessionSource, type SessionSource } from './session-source.ts';
import { type BusConnection, busConnection, isDisabled, resolveNames, type Settings } from './settings.ts';
import { createTimerDriver, type TimerDriver } from './timer-driver.ts';
import { toBodyData, toTriggerMetadata } from './trigger-metadata.ts';

/** How to start the stand-in. */
export interface HostOptions {
  /** Absolute path of the compiled CommonJS entry point. */
  readonly entry: string;
  /** Path of host.json. */
  readonly hostJson: string;
  /** App settings; also put on `process.env` before the app is loaded, and taken off again by `stop`. */
  readonly env: Readonly<Record<string, string>>;
  /** @default a free port */
  readonly httpPort?: number | undefined;
  /** Replaces every timer schedule by a fixed distance. */
  readonly timerEveryMs?: number | undefined;
  /** Wanted from callers of http functions whose level is not anonymous. @default nobody is asked */
  readonly functionKey?: string | undefined;
  readonly log?: HostLog | undefined;
  /** False leaves timers to `runTimer`. @default true */
  readonly runTimers?: boolean | undefined;
  /** False leaves queues to `invokeQueue`. @default true */
  readonly runQueues?: boolean | undefined;
  /** Longest wait of `stop` for calls under way. @default 10000 */
  readonly drainMs?: number | undefined;
  /** Replaces the Service Bus client. */
  readonly openSource?: ((connection: BusConnection, queue: string) => SessionSource) | undefined;
}

/** A running stand-in with the app's functions. */
export interface RunningHost {
  readonly functions: { name: string; trigger: string }[];
  readonly httpUrl: string;
  /** Runs a timer function now; rejects with its error. */
  runTimer(name: string): Promise<void>;
  /** Calls a queue function with a made-up message, without a broker; rejects with its error. */
  invokeQueue(name: string, body: string): Promise<void>;
  stop(): Promise<void>;
}

const triggerTypes = ['timertrigger', 'servicebustrigger', 'httptrigger'];

async function loadApp(options: HostOptions, log: HostLog): Promise<Core> {
  const core = createCore(log);
  loadEntry(options.entry, core.api);
  // The real host reports success with nothing to run when an entry point registers nothing; here that is an error.
  if (core.functions.size === 0) {
    throw new Error(`The entry point ${options.entry} registered no functions.`);
  }
  for (const { name, triggerType, metadata } of core.functions.values()) {
    if (!triggerTypes.includes(triggerType.toLowerCase())) {
      throw new Error(`Function "${name}": this host has no driver for "${triggerType}".`);
    }
    if ('retryOptions' in metadata && metadata.retryOptions !== undefined) {
      throw new Error(`Function "${name}": this host has no retry policies.`);
    }
  }
  const capabilities = await core.model()?.getCapabilities?.({});
  if (capabilities?.HttpUri !== undefined) {
    throw new Error('This host has no http streaming.');
  }
  core.close();
  await runAppHooks(core, 'appStart');
  return core;
}

function startQueue(target: RegisteredFunction, options: HostOptions, settings: HostSettings, rest: Wiring) {
  const { queueName, isSessionsEnabled, connection, cardinality } = target.trigger;
  if (isSessionsEnabled !== true || cardinality === 'many' || typeof queueName !== 'string') {
    throw new Error(`Function "${target.name}": this host drives session queues, one message at a time, only.`);
  }
  const queue = resolveNames(queueName, options.env, `Queue of "${target.name}"`);
  const open = options.openSource ?? openSessionSource;
  const source = open(busConnection(String(connection), options.env), queue);
  return startQueueDriver({ target, queue, source, settings, ...rest });
}

interface Wiring {
  readonly invoke: Invoke;
  readonly log: HostLog;
}

// Remembers the calls under way, so that stopping can wait for them.
function track(invoke: Invoke, inFlight: Set<Promise<unknown>>): Invoke {
  return (target, call) => {
    const running = invoke(target, call);
    inFlight.add(running);
    const forget = (): boolean => inFlight.delete(running);
    running.then(forget, forget);
    return running;
  };
}

async function within(bound: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, bound, false);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
}

function madeUpMessage(body: string) {
  const now = new Date();
  const ids = { messageId: randomUUID(), lockToken: randomUUID(), sessionId: 'direct' };
  return { body, deliveryCount: 1, enqueuedTimeUtc: now, expiresAtUtc: new Date(now.getTime() + 86_400_000), ...ids };
}

function named<T>(map: ReadonlyMap<string, T>, name: string, kind: string): T {
  const found = map.get(name);
  if (found === undefined) {
    throw new Error(`There is no ${kind} function "${name}".`);
  }
  return found;
}

/**
 * Loads the app and drives its functions until stopped.
 * @throws when the entry point throws or registers nothing, or a trigger cannot be driven.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const log: HostLog = options.log ?? ((line: HostLogLine) => void process.stdout.write(`${JSON.stringify(line)}\n`));
  const settings = readHostJson(options.hostJson, options.env);
  const restoreSettings = applySettings(options.env);
  const inFlight = new Set<Promise<unknown>>();
  const timers = new Map<string, TimerDriver>();
  const queues: QueueDriver[] = [];
  let http: HttpDriver | undefined;
  try {
    const core = await loadApp(options, log);
    const wiring: Wiring = { invoke: track(createInvoke(core, log), inFlight), log };
    const enabled = [...core.functions.values()].filter(({ name }) => !isDisabled(name, options.env as Settings));
    const ofType = (type: string) => enabled.filter(({ triggerType }) => triggerType.toLowerCase() === type);

    for (const target of ofType('timertrigger')) {
      timers.set(
        target.name,
        createTimerDriver({ target, settings: options.env, everyMs: options.timerEveryMs, ...wiring }),
      );
    }
    const queueTargets = ofType('servicebustrigger');
    const { routePrefix } = settings;
    const { httpPort: port = 0, functionKey } = options;
    const server = await startHttpDriver({ targets: ofType('httptrigger'), routePrefix, port, functionKey, ...wiring });
    http = server;
    if (options.runQueues !== false) {
      queues.push(...queueTargets.map((target) => startQueue(target, options, settings, wiring)));
    }
    if (options.runTimers !== false) {
      timers.forEach((timer) => {
        timer.start();
      });
    }

    let stopping: Promise<void> | undefined;
    const shutDown = async (): Promise<void> => {
      timers.forEach((timer) => {
        timer.stop();
      });
      const ended = [server.stop(), ...queues.map((queue) => queue.drain()), Promise.allSettled(inFlight)];
      if (!(await within(options.drainMs ?? 10_000, Promise.all(ended)))) {
        log(hostLine('warning', `Stopped with ${inFlight.size} call(s) under way.`));
      }
      await runAppHooks(core, 'appTerminate');
      await Promise.all(queues.map((queue) => queue.close()));
      restoreSettings();
    };

    const queueByName = new Map(queueTargets.map((target) => [target.name, target]));
    return {
      functions: [...core.functions.values()].map(({ name, triggerType }) => ({ name, trigger: triggerType })),
      httpUrl: server.url,
      runTimer: async (name) => named(timers, name, 'timer').runNow(),
      invokeQueue: async (name, body) => {
        const target = named(queueByName, name, 'queue');
        const triggerMetadata = toTriggerMetadata(madeUpMessage(body), String(target.trigger.queueName));
        await wiring.invoke(target, { data: toBodyData(body), triggerMetadata });
      },
      stop: () => {
        stopping ??= shutDown();
        return stopping;
      },
    };
  } catch (error) {
    await http?.stop();
    await Promise.all(queues.map((queue) => Promise.all([queue.drain(), queue.close()])));
    restoreSettings();
    throw error;
  }
}
