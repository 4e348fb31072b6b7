import { asCode, asDeclared, asRedacted } from '../domain/safe-text.ts';
import { describeError } from '../telemetry/describe-error.ts';
import type { Clock, Events } from './ports.ts';

/** What a check found out; `not known` is for what cannot be seen from here, and counts as no failure. */
export type CheckState = 'ok' | 'failed' | 'not known';

export interface Verdict {
  readonly state: CheckState;
  readonly detail: string;
  /** What to do, where that is something else than the check's own hint. */
  readonly hint?: string;
}

/** One question to one end; `run` throws when the answer is no, and nothing said means that all is fine. */
export interface Check {
  readonly name: string;
  /** What to do when the answer is no. */
  readonly hint: string;
  run(): Promise<Verdict | undefined> | Promise<void>;
}

export interface CheckResult extends Verdict {
  readonly check: string;
  /** What to do; '' when there is nothing to do. */
  readonly hint: string;
}

const LONGEST_DETAIL = 400;
/** A check that has not answered by then has failed, milliseconds. */
const LIMIT_MS = 45_000;

/** Asks every end at once; it never throws, and the results have the order of the checks. */
export function runChecks(checks: readonly Check[], clock: Clock): Promise<readonly CheckResult[]> {
  return Promise.all(checks.map((check) => ask(check, clock)));
}

/** Asks every end at once and reports what each said; it never throws, since a sick end may heal by itself. */
export async function preflight(
  checks: readonly Check[],
  { clock, events }: { clock: Clock; events: Events },
): Promise<readonly CheckResult[]> {
  const results = await runChecks(checks, clock);
  for (const { check, state, detail, hint } of results) {
    const said = asRedacted(state === 'not known' ? `not known: ${detail}` : detail, LONGEST_DETAIL);
    events.emit('preflight-check', {
      check: asCode(check),
      ok: state !== 'failed',
      detail: said,
      hint: asDeclared(hint),
    });
  }
  const failed = results.filter(({ state }) => state === 'failed').length;
  events.emit('preflight-finished', { checks: results.length, failed });
  return results;
}

/** Waits before the next looks at what failed, milliseconds. */
const LOOK_AGAIN_MS = [5_000, 10_000, 15_000, 30_000, 60_000, 60_000, 300_000];

/**
 * Asks every end, and those that are not fine again for some minutes while one of them fails, so that the log tells when an end has come
 * back: what was not known may have depended on what failed.
 */
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
    if (results.every(({ state }) => state !== 'failed')) return;
    open = open.filter((_check, index) => results[index]?.state !== 'ok');
  }
}

async function ask(check: Check, clock: Clock): Promise<CheckResult> {
  let answered = false;
  const tooLate = async (): Promise<undefined> => {
    for (let waited = 0; waited < LIMIT_MS && !answered; waited += 1000) await clock.sleep(1000);
    if (!answered) throw new Error('no answer in time');
  };
  try {
    const verdict = (await Promise.race([check.run(), tooLate()])) ?? FINE;
    return { check: check.name, ...verdict, hint: verdict.state === 'ok' ? '' : (verdict.hint ?? check.hint) };
  } catch (error) {
    return { check: check.name, state: 'failed', detail: describeError(error), hint: check.hint };
  } finally {
    answered = true;
  }
}

const FINE: Verdict = { state: 'ok', detail: 'fine' };
