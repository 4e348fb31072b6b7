import { readFileSync } from 'node:fs';
import type { Fault } from '../config/fault.ts';
import { loadConfiguration, redact, type Settings } from '../config/load-configuration.ts';
import { SETTINGS } from '../config/settings-table.ts';
import { asCode, asDeclared, words } from '../domain/safe-text.ts';
import { preflightUntilFine } from '../sync/preflight.ts';
import { describeError } from '../telemetry/describe-error.ts';
import { systemClock } from './clock.ts';
import { type App, composeApp } from './compose.ts';
import { closeThenFlush } from './ending.ts';
import { outsideInvocations } from './invocation-log.ts';
import { NotConfigured, reasonToLetGo } from './no-work.ts';
import { patiently } from './patiently.ts';
import { givenSecrets, readSecrets, type Secrets, SecretsUnreadable } from './secrets.ts';
import { startTelemetry as events, processSink } from './telemetry.ts';

/** After a failed attempt the vault is left alone for this long, however many wakes come; divided by SPEED. */
const VAULT_PAUSE_MS = 5_000;

/** What became of the settings. */
type Running =
  | { readonly ok: false; readonly faults: readonly Fault[] }
  | {
      readonly ok: true;
      /** The app as soon as every secret is there. @throws SecretsUnreadable, NotConfigured */
      app(): Promise<App>;
      end(): Promise<void>;
    };

let running: Running | undefined;

/** Reads the settings and asks every end once per process; what is wrong is logged, one line each. */
export function startProcess(): Running {
  running ??= outsideInvocations(begin);
  return running;
}

function begin(): Running {
  const loaded = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'));
  for (const hint of loaded.hints) events.emit('setting-doubtful', { hint: asDeclared(hint) });
  if (!loaded.ok) return refuse(loaded.faults);
  const { settings } = loaded;
  const effective = Object.entries(redact(settings)).map(([name, value]) => `${name}=${value}`);
  events.emit('settings-effective', { settings: asDeclared(effective.join('; ')) });
  return settings.fromVault.length === 0 ? open(settings, givenSecrets(settings)) : openWithVault(settings);
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

function open(settings: Settings, secrets: Secrets): Running {
  let app: App;
  try {
    app = composeApp(settings, secrets);
  } catch (error) {
    // A client library may refuse what the schema let through.
    return refuse([
      { key: 'settings', value: '(see message)', allowed: 'ends that can be opened', message: describeError(error) },
    ]);
  }
  const { mode, scope, hash, instance } = app.ports.configuration;
  events.emit('process-started', { mode, scope, configuration: asDeclared(hash), instance: asCode(instance) });
  // What an instance whose end has begun still waits for is left.
  let hasEnded = false;
  void preflightUntilFine(app.checks, app.ports, () => hasEnded);
  void tidy(app);
  return {
    ok: true,
    app: async () => app,
    end: async () => {
      hasEnded = true;
      await app.close();
    },
  };
}

/** A vault that is out of reach is asked again by every later invocation, so that nobody has to restart the app. */
function openWithVault(settings: Settings): Running {
  let opened: Running | undefined;
  let hasEnded = false;
  const attempt = async (): Promise<Running> => {
    const secrets = await readSecrets(settings, { clock: systemClock, events });
    if (hasEnded) throw new Error('The process is ending');
    opened = open(settings, secrets);
    return opened;
  };
  const pause = VAULT_PAUSE_MS / settings.values.SPEED;
  const once = patiently(() => outsideInvocations(attempt), pause, systemClock.now);
  // Nobody waits for the first attempt; whoever comes next is told how it ended.
  once().catch(() => undefined);
  return {
    ok: true,
    app: async () => appOf(await once()),
    end: async () => {
      hasEnded = true;
      if (opened?.ok === true) await opened.end();
    },
  };
}

async function appOf(state: Running): Promise<App> {
  if (!state.ok) throw new NotConfigured(state.faults);
  return state.app();
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

/**
 * The app with its tables in place. A secret that is out of reach is told to every invocation.
 * @throws NotConfigured when the settings are wrong, SecretsUnreadable while the vault does not give what is needed
 */
export async function useApp(): Promise<App> {
  const app = await appOf(startProcess()).catch((error: unknown) => {
    const missing = error instanceof SecretsUnreadable ? error.secrets : [];
    for (const { secret, code } of missing)
      events.emit('secret-unreadable', { secret: asCode(secret), code: asCode(code) });
    throw error;
  });
  await app.prepare();
  return app;
}

/**
 * Finishes a wake that cannot be worked on now, with an event. The record stays dirty and is woken again later, while a thrown
 * error would bring the message back at once until its deliveries are used up.
 * @throws `error` when it is anything but wrong settings, a secret out of reach or tables that do not answer or let nobody in
 */
export function letWakeGo(error: unknown): void {
  const reason = reasonToLetGo(error);
  if (reason === undefined) throw error;
  events.emit('wake-let-go', { reason: words(reason) });
}

/** Ends connections within a bounded time; what is under way is left to the protocol. */
export async function endProcess(): Promise<void> {
  const state = running;
  running = undefined;
  const close = state?.ok === true ? state.end : async (): Promise<void> => undefined;
  await closeThenFlush(close, processSink.flush);
}

/** What a trigger's option says: the setting by name where it is set, so that the host may reread it, else the default. */
export function binding(name: 'POLL_SCHEDULE' | 'QUEUE_NAME'): string {
  const value = process.env[name]?.trim();
  return value === undefined || value === '' ? SETTINGS[name].default : `%${name}%`;
}
