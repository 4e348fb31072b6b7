import type { CheckResult } from './check.ts';
import { leftOver, type Quiet } from './quiet.ts';
import { countRequests } from './requests.ts';
import type { Session } from './session.ts';
import { readStatus } from './status.ts';

/** Milliseconds from a change to its confirmed write. */
export interface Lag {
  readonly changes: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** All that a run says at its end; `--json` prints exactly this. */
export interface Summary {
  readonly result: 'agrees' | 'differs' | 'quiet' | 'not-quiet';
  readonly mode: string;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
  readonly throttled: number;
  readonly lagMs: Lag;
  readonly parked: Readonly<Record<string, number>>;
  readonly held: number;
  readonly inScope: number;
  readonly trouble: string | null;
  readonly check: CheckResult | null;
}

/** Percentiles by the nearest rank. */
export function lagOf(times: readonly number[]): Lag {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { changes: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Puts the summary together; without quiet, the counts are those of the last run. */
export async function summarise(
  { parts, events }: Pick<Session, 'parts' | 'events'>,
  quiet: Quiet | undefined,
  lags: readonly number[],
  end: { readonly check: CheckResult | null; readonly trouble: string | null },
): Promise<Summary> {
  const status = quiet?.status ?? (await readStatus(parts.hostUrl).catch(() => undefined));
  const { requests, throttled } = await countRequests(parts);
  const { check, trouble } = end;
  const judged = check === null ? 'quiet' : check.differences.length === 0 ? 'agrees' : 'differs';
  return {
    result: trouble !== null ? 'not-quiet' : judged,
    mode: parts.settings.MODE ?? '',
    outcomes: Object.fromEntries([...events.outcomes].sort()),
    requests,
    throttled,
    lagMs: lagOf(lags),
    parked: quiet?.work.parked ?? status?.parked ?? {},
    held: quiet?.work.held ?? status?.held ?? 0,
    inScope: status?.inScope ?? 0,
    trouble,
    check,
  };
}

/** Whether a run with `--once` ends well: the check agrees, or it is quiet with nobody parked or held. */
export function endsWell(summary: Summary): boolean {
  return summary.result === 'agrees' || (summary.result === 'quiet' && leftOver(summary) === '');
}

function counts(record: Readonly<Record<string, number>>): string {
  const entries = Object.entries(record).filter(([, count]) => count > 0);
  return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(', ');
}

function lagText({ p50, p95, max, changes }: Lag): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return `median ${seconds(p50)}, 95 % ${seconds(p95)}, longest ${seconds(max)} of ${changes}`;
}

function verdict(summary: Summary): string {
  const { result, trouble, check } = summary;
  if (trouble !== null) return trouble;
  if (check === null) return [result, leftOver(summary)].filter((text) => text !== '').join(', but ');
  if (result === 'agrees') return 'Genesys shows what the directory asks for';
  return `${check.differences.length} differences`;
}

/** The summary as a table of two columns, then names and differences (at most 20 of each). */
export function printSummary(summary: Summary): string {
  const { check, lagMs } = summary;
  const rows: [string, string][] = [
    ['people in scope', String(check?.inScope ?? summary.inScope)],
    ...(check === null ? [] : ([['accounts', counts(check.accounts)]] as [string, string][])),
    ['without account', check === null ? '-' : String(check.unprovided.length)],
    ['held by the guard', String(summary.held)],
    ['parked', counts(summary.parked)],
    ['outcomes', counts(summary.outcomes)],
    ['Genesys requests', counts(summary.requests)],
    ['answers 429', String(summary.throttled)],
    ['lag', lagMs.changes === 0 ? 'not measured' : lagText(lagMs)],
    ['result', verdict(summary)],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(18)} ${value}`);
  for (const { name, why, id } of check?.unprovided.slice(0, 20) ?? []) {
    lines.push(`  cannot have an account: ${name.trim() || id} (${why})`);
  }
  for (const target of check?.notCompared ?? []) lines.push(`  not compared: ${target}`);
  for (const difference of check?.differences.slice(0, 20) ?? []) lines.push(`  differs: ${difference}`);
  return ['', 'Summary', ...lines, ''].join('\n');
}
