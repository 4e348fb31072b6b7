import type { Clock } from './ports.ts';
import { type Check, type CheckResult, runChecks } from './preflight.ts';

/** What the doctor found, one entry for each question in the order in which they depend on each other. */
export interface Diagnosis {
  /** Nothing failed; what is not known counts as no failure. */
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

/** A setting that is refused, in words. */
interface RefusedSetting {
  readonly key: string;
  readonly message: string;
  readonly value: string;
  readonly allowed: string;
}

/** Asks every end once. */
export async function diagnose(checks: readonly Check[], clock: Clock): Promise<Diagnosis> {
  const settings: CheckResult = { check: 'settings', state: 'ok', detail: 'valid', hint: '' };
  return diagnosisOf([settings, ...(await runChecks(checks, clock))]);
}

/** The diagnosis when settings are wrong: no end is asked then, since there is no telling which one is meant. */
export function refuse(faults: readonly RefusedSetting[]): Diagnosis {
  return diagnosisOf(
    faults.map(({ key, message, value, allowed }) => ({
      check: `setting:${key}`,
      state: 'failed',
      detail: `${message}; given ${value}`,
      hint: `allowed: ${allowed}`,
    })),
  );
}

function diagnosisOf(checks: readonly CheckResult[]): Diagnosis {
  return { ok: checks.every(({ state }) => state !== 'failed'), checks };
}

/** The diagnosis for people: one line for each question, with what to do, and a last one that counts. */
export function printDiagnosis({ checks }: Diagnosis): string {
  const width = Math.max(...checks.map(({ check }) => check.length), 0);
  const lines = checks.map(({ check, state, detail, hint }) => {
    const todo = hint === '' ? '' : ` - ${hint}`;
    return `${state.padEnd('not known'.length)}  ${check.padEnd(width)}  ${detail}${todo}`;
  });
  const count = (state: CheckResult['state']) => checks.filter((each) => each.state === state).length;
  return [...lines, '', `${count('ok')} ok, ${count('failed')} failed, ${count('not known')} not known`].join('\n');
}
