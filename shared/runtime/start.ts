import { readFileSync } from 'node:fs';
import { type Fault, printFault } from '../config/fault.ts';
import { loadConfiguration, redact } from '../config/load-configuration.ts';
import { SETTINGS } from '../config/settings-table.ts';
import { asCode, asDeclared } from '../domain/safe-text.ts';
import { preflightUntilFine } from '../sync/preflight.ts';
import { isTablesOutage } from '../tables/row-failures.ts';
import { describeError } from '../telemetry/describe-error.ts';
import { type App, composeApp } from './compose.ts';
import { outsideInvocations } from './invocation-log.ts';
import { startTelemetry as events, processSink } from './telemetry.ts';

/** The app, or why this process does no work. */
export type Running =
  | { readonly ok: true; readonly app: App }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Settings that are wrong stop all work of the process: the reason is in its message. */
export class NotConfigured extends Error {
  override readonly name = 'NotConfigured';
  constructor(faults: readonly Fault[]) {
    super(`The settings are not valid, so no work is done. ${faults.map(printFault).join(' | ')}`);
  }
}

let running: Running | undefined;
/** Instances whose end has begun; what they still wait for is left. */
const ended = new Set<string>();

/** Reads the settings and asks every end once per process; what is wrong is logged, one line each. */
export function startProcess(): Running {
  running ??= outsideInvocations(begin);
  return running;
}

function begin(): Running {
  const loaded = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'));
  for (const hint of loaded.hints) events.emit('setting-doubtful', { hint: asDeclared(hint) });
  if (!loaded.ok) return refuse(loaded.faults);
  const effective = Object.entries(redact(loaded.settings)).map(([name, value]) => `${name}=${value}`);
  events.emit('settings-effective', { settings: asDeclared(effective.join('; ')) });
  let app: App;
  try {
    app = composeApp(loaded.settings);
  } catch (error) {
    // A client library may refuse what the schema let through.
    return refuse([
      { key: 'settings', value: '(see message)', allowed: 'ends that can be opened', message: describeError(error) },
    ]);
  }
  const { mode, scope, hash, instance } = app.ports.configuration;
  events.emit('process-started', { mode, scope, configuration: asCode(hash), instance: asCode(instance) });
  void preflightUntilFine(app.checks, app.ports, () => ended.has(instance));
  void tidy(app);
  return { ok: true, app };
}

function refuse(faults: readonly Fault[]): Running {
  for (const { key, value, allowed, message } of faults) {
    events.emit('setting-refused', {
      name: asDeclared(key),
      value: asDeclared(value),
      allowed: asDeclared(allowed),
      message: asDeclared(message),
    });
  }
  return { ok: false, faults };
}

/** Journal months past their time go when a process starts; what stays now goes with the next one. */
async function tidy(app: App): Promise<void> {
  try {
    await app.prepare();
    const dropped = await app.dropOldJournals();
    if (dropped > 0) events.emit('journal-months-dropped', { count: dropped });
  } catch (error) {
    events.emit('journal-kept', { detail: describeError(error) });
  }
}

/** The app with its tables in place. @throws NotConfigured when the settings are wrong */
export async function useApp(): Promise<App> {
  const state = startProcess();
  if (!state.ok) throw new NotConfigured(state.faults);
  await state.app.prepare();
  return state.app;
}

/**
 * Finishes a wake that cannot be worked on now, with an event. The record stays dirty and is woken again later, while a thrown
 * error would bring the message back at once until its deliveries are used up.
 * @throws `error` when it is anything but wrong settings or tables that do not answer
 */
export function letWakeGo(error: unknown): void {
  const isKnown = error instanceof NotConfigured || isTablesOutage(error);
  if (!isKnown) throw error;
  const reason = error instanceof NotConfigured ? 'the settings are not valid' : 'the tables do not answer';
  events.emit('wake-let-go', { reason });
}

/** Ends connections; what is under way is left to the protocol. */
export async function endProcess(): Promise<void> {
  const state = running;
  running = undefined;
  if (state?.ok !== true) return;
  ended.add(state.app.ports.configuration.instance);
  await state.app.close();
  await processSink.flush();
}

/** What a trigger's option says: the setting by name where it is set, so that the host may reread it, else the default. */
export function binding(name: 'POLL_SCHEDULE' | 'QUEUE_NAME'): string {
  const value = process.env[name]?.trim();
  return value === undefined || value === '' ? SETTINGS[name].default : `%${name}%`;
}
