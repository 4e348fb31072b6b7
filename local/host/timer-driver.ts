import type { RegisteredFunction } from './core.ts';
import type { HostLog } from './core-types.ts';
import { failed } from './host-line.ts';
import type { Invoke } from './invoke.ts';
import { nextOccurrence, parseSchedule } from './ncrontab.ts';
import { resolveNames, type Settings } from './settings.ts';

/** Runs one timer function: on its schedule once started, or now. */
export interface TimerDriver {
  start(): void;
  /** Runs once, after a run already under way; rejects when the function throws. */
  runNow(): Promise<void>;
  stop(): void;
}

const longestTimeoutMs = 2 ** 31 - 1;

function dotnetOffset(timeMs: number | undefined): string {
  return timeMs === undefined ? '0001-01-01T00:00:00' : new Date(timeMs).toISOString().replace('Z', '+00:00');
}

/**
 * Binds a timer function to its schedule. The next run is computed when the present one has ended, so two never overlap, and
 * all ticks missed meanwhile fold into one immediate run.
 * @throws when the schedule is not six valid fields or names a missing setting.
 */
export function createTimerDriver(options: {
  readonly target: RegisteredFunction;
  readonly settings: Settings;
  readonly everyMs?: number | undefined;
  readonly invoke: Invoke;
  readonly log: HostLog;
}): TimerDriver {
  const { target, settings, everyMs, invoke, log } = options;
  const schedule = parseSchedule(resolveNames(String(target.trigger.schedule), settings, `Timer "${target.name}"`));
  const next = (afterMs: number): number =>
    everyMs === undefined ? nextOccurrence(schedule, new Date(afterMs)).getTime() : afterMs + everyMs;

  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let dueMs = 0;
  let lastMs: number | undefined;
  let stopped = false;

  const runOnce = async (): Promise<void> => {
    if (stopped) {
      throw new Error(`Timer "${target.name}" is stopped.`);
    }
    const startedMs = Date.now();
    const status = {
      Last: dotnetOffset(lastMs),
      Next: dotnetOffset(next(startedMs)),
      LastUpdated: dotnetOffset(lastMs),
    };
    const info = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: target.trigger.useMonitor === false ? null : status,
      IsPastDue: false,
    };
    lastMs = startedMs;
    await invoke(target, { data: { json: JSON.stringify(info) } });
  };

  const enqueue = (): Promise<void> => {
    const run = running.then(runOnce);
    running = run.catch(() => undefined);
    return run;
  };

  const arm = (): void => {
    if (!stopped) {
      timer = setTimeout(tick, Math.min(Math.max(dueMs - Date.now(), 0), longestTimeoutMs));
    }
  };

  const tick = (): void => {
    if (Date.now() < dueMs) {
      arm();
      return;
    }
    enqueue()
      .catch((error: unknown) => {
        if (!stopped) {
          log(failed(target.name, error));
        }
      })
      .finally(() => {
        const now = Date.now();
        const following = next(dueMs);
        dueMs = Math.max(following, now);
        arm();
      });
  };

  return {
    start: () => {
      dueMs = target.trigger.runOnStartup === true ? Date.now() : next(Date.now());
      arm();
    },
    runNow: enqueue,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
