import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { RegisteredFunction } from './core.ts';
import type { HostLog } from './core-types.ts';
import type { HostSettings } from './host-json.ts';
import { failed, hostLine } from './host-line.ts';
import type { Invoke } from './invoke.ts';
import type { HeldSession, SessionSource } from './session-source.ts';
import { toBodyData, toTriggerMetadata } from './trigger-metadata.ts';

/** Feeds one session queue into its function. */
export interface QueueDriver {
  /** Takes no further message; resolves when the calls under way have ended and are settled. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const acceptRetryMs = 1000;

/** What a queue driver works with. */
export interface QueueDriverOptions {
  readonly target: RegisteredFunction;
  readonly queue: string;
  readonly source: SessionSource;
  readonly settings: HostSettings;
  readonly invoke: Invoke;
  readonly log: HostLog;
}

function traceParent(message: ServiceBusReceivedMessage): { traceParent: string } | Record<string, never> {
  const value = message.applicationProperties?.['Diagnostic-Id'];
  return typeof value === 'string' ? { traceParent: value } : {};
}

// Completes on success; abandons on a thrown error, which is redelivered at once with the delivery count one higher.
async function handle(options: QueueDriverOptions, session: HeldSession, message: ServiceBusReceivedMessage) {
  const { target, queue, log } = options;
  try {
    const triggerMetadata = toTriggerMetadata(message, queue);
    await options.invoke(target, { data: toBodyData(message.body), triggerMetadata, ...traceParent(message) });
  } catch (error) {
    log(failed(target.name, error));
    await session.abandon(message);
    return;
  }
  const own = target.trigger.autoCompleteMessages;
  if (typeof own === 'boolean' ? own : options.settings.autoComplete) {
    await session.complete(message);
  }
}

// Renews at half of what is left of the lock, as long as no call is older than the host's bound.
function keepLocked(session: HeldSession, maxMs: number, callStartedMs: () => number | undefined, log: HostLog) {
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    timer = setTimeout(renew, Math.max((session.lockedUntil().getTime() - Date.now()) / 2, 100));
  };
  const renew = (): void => {
    const startedMs = callStartedMs();
    if (startedMs !== undefined && Date.now() - startedMs > maxMs) {
      return;
    }
    session.renew().then(arm, (error: unknown) => {
      log(hostLine('warning', `Session ${session.sessionId}: lock not renewed: ${String(error)}`));
    });
  };
  arm();
  return () => clearTimeout(timer);
}

async function serve(options: QueueDriverOptions, session: HeldSession, signal: AbortSignal): Promise<void> {
  const { settings, log } = options;
  let callStartedMs: number | undefined;
  const stopRenewal = keepLocked(session, settings.maxAutoLockRenewalMs, () => callStartedMs, log);
  try {
    while (!signal.aborted) {
      const message = await session.receive(settings.sessionIdleTimeoutMs, signal);
      if (message === undefined) {
        return;
      }
      callStartedMs = Date.now();
      await handle(options, session, message);
      callStartedMs = undefined;
    }
  } finally {
    stopRenewal();
  }
}

// The Service Bus client does not heed the signal once its attach is on the way. A session that comes after the end of the
// wait goes back at once.
async function acceptUntil(source: SessionSource, signal: AbortSignal): Promise<HeldSession | undefined> {
  const accepted = source.accept(signal);
  const { promise: aborted, resolve } = Promise.withResolvers<'aborted'>();
  const abort = (): void => resolve('aborted');
  signal.addEventListener('abort', abort, { once: true });
  const first = await Promise.race([accepted, aborted]).finally(() => signal.removeEventListener('abort', abort));
  if (first !== 'aborted') {
    return first;
  }
  accepted.then((session) => session?.close()).catch(() => undefined);
  return undefined;
}

async function runLane(options: QueueDriverOptions, signal: AbortSignal): Promise<void> {
  const { source, queue, log } = options;
  while (!signal.aborted) {
    let session: HeldSession | undefined;
    try {
      session = await acceptUntil(source, signal);
      if (session !== undefined) {
        await serve(options, session, signal);
      }
    } catch (error) {
      if (!signal.aborted) {
        log(hostLine('warning', `Queue ${queue}: ${String(error)}`));
        await pause(acceptRetryMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      await session?.close().catch((error: unknown) => {
        log(hostLine('warning', `Queue ${queue}: session not closed: ${String(error)}`));
      });
    }
  }
}

/** Starts as many lanes as host.json allows sessions; each holds one session and makes one call at a time. */
export function startQueueDriver(options: QueueDriverOptions): QueueDriver {
  const stopping = new AbortController();
  const lanes = Array.from({ length: options.settings.maxConcurrentSessions }, () => runLane(options, stopping.signal));
  return {
    drain: async () => {
      stopping.abort();
      await Promise.all(lanes);
    },
    close: () => options.source.close(),
  };
}
