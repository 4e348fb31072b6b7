import type { CheckResult } from './check.ts';
import { asDocument, callDoor } from './door.ts';
import type { HostEvents } from './host-events.ts';
import type { ConnectorStatus } from './status.ts';

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

/** Puts the summary together; Genesys is asked for its counters when it is played here. */
export async function summarise(
  genesys: string | undefined,
  events: HostEvents,
  status: ConnectorStatus | undefined,
  lags: readonly number[],
  end: { readonly check: CheckResult | null; readonly trouble: string | null },
): Promise<Summary> {
  const stats = genesys === undefined ? {} : await callDoor(`${genesys}/control/stats`);
  const { check, trouble } = end;
  const judged = check === null ? 'quiet' : check.differences.length === 0 ? 'agrees' : 'differs';
  return {
    result: trouble !== null ? 'not-quiet' : judged,
    mode: status?.mode ?? '',
    outcomes: Object.fromEntries([...events.outcomes].sort()),
    requests: asDocument(stats.byVerb) as Record<string, number>,
    throttled: Number(stats.throttled ?? 0),
    lagMs: lagOf(lags),
    parked: status?.parked ?? {},
    held: status?.held ?? 0,
    inScope: status?.inScope ?? 0,
    trouble,
    check,
  };
}

function counts(record: Readonly<Record<string, number>>): string {
  const entries = Object.entries(record).filter(([, count]) => count > 0);
  return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(', ');
}

function verdict({ result, trouble, check }: Summary): string {
  if (trouble !== null) return trouble;
  if (check === null) return result;
  if (result === 'agrees') return 'Genesys shows what the directory asks for';
  return `${check.differences.length} differences`;
}

/** The summary as a table of two columns, then names and differences (at most 20 of each). */
export function printSummary(summary: Summary): string {
  const { check, lagMs } = summary;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const rows: [string, string][] = [
    ['people in scope', String(check?.inScope ?? summary.inScope)],
    ...(check === null ? [] : ([['accounts', counts(check.accounts)]] as [string, string][])),
    ['without account', check === null ? '-' : String(check.unprovided.length)],
    ['held by the guard', String(summary.held)],
    ['parked', counts(summary.parked)],
    ['outcomes', counts(summary.outcomes)],
    ['Genesys requests', counts(summary.requests)],
    ['answers 429', String(summary.throttled)],
    [
      'lag',
      `median ${seconds(lagMs.p50)}, 95 % ${seconds(lagMs.p95)}, longest ${seconds(lagMs.max)} of ${lagMs.changes}`,
    ],
    ['result', verdict(summary)],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(18)} ${value}`);
  for (const { name, why, id } of check?.unprovided.slice(0, 20) ?? []) {
    lines.push(`  cannot have an account: ${name.trim() || id} (${why})`);
  }
  for (const difference of check?.differences.slice(0, 20) ?? []) lines.push(`  differs: ${difference}`);
  return ['', 'Summary', ...lines, ''].join('\n');
}
