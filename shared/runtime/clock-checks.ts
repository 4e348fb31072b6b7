import type { ServerClock } from '../http/clock-skew.ts';
import type { Check, Verdict } from '../sync/preflight.ts';
import { describeError } from '../telemetry/describe-error.ts';
import { MOST_SKEW_MS } from './clock-watch.ts';

/** Whether the local clock agrees with those of both services. */
export function clockChecks(clocks: Readonly<Record<'graph' | 'genesys', ServerClock>>): readonly Check[] {
  return (['graph', 'genesys'] as const).map((service) => ({
    name: `clock-${service}`,
    hint: 'set the clock of this machine; Azure’s own are right, so look for a proxy that answers from a cache there',
    run: () => clocks[service].skewMs().then(judge, noAnswer),
  }));
}

/** No answer says nothing of the clock; why there is none stands at the other checks of the service. */
function noAnswer(error: unknown): Verdict {
  const hint = 'the other checks of the service tell why; once they are fine, the clock is compared';
  return { state: 'not known', detail: describeError(error), hint };
}

function judge(skewMs: number | undefined): Verdict {
  if (skewMs === undefined) return { state: 'not known', detail: 'the answer names no time' };
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const isFar = Math.abs(skewMs) > MOST_SKEW_MS;
  const detail = `the local clock is ${seconds} s ${skewMs > 0 ? 'ahead' : 'behind'}`;
  if (isFar) return { state: 'failed', detail };
  return { state: 'ok', detail: seconds === 0 ? 'the clocks agree' : detail };
}
