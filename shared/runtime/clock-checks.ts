import type { ServerClock } from '../http/clock-skew.ts';
import type { Events } from '../sync/ports.ts';
import type { Check, Verdict } from '../sync/preflight.ts';

/** Tokens are refused and windows misjudged when clocks are further apart, milliseconds. */
const MOST_MS = 120_000;

/** Whether the local clock agrees with those of both services; `clock-skewed` tells those who watch, positive when it is ahead. */
export function clockChecks(
  clocks: Readonly<Record<'graph' | 'genesys', ServerClock>>,
  events: Events,
): readonly Check[] {
  return (['graph', 'genesys'] as const).map((service) => ({
    name: `clock-${service}`,
    hint: 'set the clock of this machine; Azure’s own are right, so look for a proxy that answers from a cache there',
    run: async (): Promise<Verdict> => {
      const skewMs = await clocks[service].skewMs();
      const verdict = judge(skewMs);
      if (verdict.state === 'failed')
        events.emit('clock-skewed', { service, seconds: Math.round((skewMs ?? 0) / 1000) });
      return verdict;
    },
  }));
}

function judge(skewMs: number | undefined): Verdict {
  if (skewMs === undefined) return { state: 'not known', detail: 'the answer names no time' };
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const isFar = Math.abs(skewMs) > MOST_MS;
  const detail = `the local clock is ${seconds} s ${skewMs > 0 ? 'ahead' : 'behind'}`;
  if (isFar) return { state: 'failed', detail };
  return { state: 'ok', detail: seconds === 0 ? 'the clocks agree' : detail };
}
