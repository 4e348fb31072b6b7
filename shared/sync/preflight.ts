import { asCode, asDeclared, type SafeText, words } from '../domain/safe-text.ts';
import { describeError } from '../telemetry/describe-error.ts';
import type { Clock, Events } from './ports.ts';

/** One question to one end; `run` throws when the answer is no. */
export interface Check {
  readonly name: string;
  /** What to look at when it fails. */
  readonly hint: string;
  run(): Promise<void>;
}

export interface CheckResult {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: SafeText;
}

/** A check that has not answered by then has failed, milliseconds. */
const LIMIT_MS = 45_000;

/** Asks every end at once and reports every failure; it never throws, since a sick end may heal by itself. */
export async function preflight(
  checks: readonly Check[],
  { clock, events }: { clock: Clock; events: Events },
): Promise<readonly CheckResult[]> {
  const results = await Promise.all(checks.map((check) => ask(check, clock)));
  for (const [index, result] of results.entries()) {
    events.emit('preflight-check', {
      ...result,
      check: asCode(result.check),
      hint: asDeclared(result.ok ? '' : (checks[index]?.hint ?? '')),
    });
  }
  events.emit('preflight-finished', { checks: results.length, failed: results.filter(({ ok }) => !ok).length });
  return results;
}

/** Waits before the next looks at what failed, milliseconds. */
const LOOK_AGAIN_MS = [5_000, 10_000, 15_000, 30_000, 60_000, 60_000, 300_000];

/** Asks every end, and the failing ones again for some minutes, so that the log tells when an end has come back. */
export async function preflightUntilFine(
  checks: readonly Check[],
  ports: { clock: Clock; events: Events },
  hasEnded: () => boolean,
): Promise<void> {
  let open = checks;
  for (const wait of [0, ...LOOK_AGAIN_MS]) {
    // In small steps, so that a process that ends is not kept alive.
    for (let waited = 0; waited < wait && !hasEnded(); waited += 1000) await ports.clock.sleep(1000);
    if (hasEnded()) return;
    const results = await preflight(open, ports);
    open = open.filter((_check, index) => results[index]?.ok === false);
    if (open.length === 0) return;
  }
}

async function ask(check: Check, clock: Clock): Promise<CheckResult> {
  let answered = false;
  const tooLate = async (): Promise<void> => {
    for (let waited = 0; waited < LIMIT_MS && !answered; waited += 1000) await clock.sleep(1000);
    if (!answered) throw new Error('no answer in time');
  };
  try {
    await Promise.race([check.run(), tooLate()]);
    return { check: check.name, ok: true, detail: words('fine') };
  } catch (error) {
    return { check: check.name, ok: false, detail: describeError(error) };
  } finally {
    answered = true;
  }
}
