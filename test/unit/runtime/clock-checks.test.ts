import { clockChecks } from '../../../shared/runtime/clock-checks.ts';
import { runChecks } from '../../../shared/sync/preflight.ts';
import { plainTelemetry } from '../../support/plain-telemetry.ts';

const clock = { now: () => 0, sleep: async () => undefined };

async function judge(skewMs: number | undefined) {
  const told = { skewMs: async () => skewMs };
  const emitted: unknown[] = [];
  const events = plainTelemetry((name, fields) => void emitted.push({ name, ...fields }));
  const checks = clockChecks({ graph: told, genesys: { skewMs: async () => 0 } }, events);
  const [graph, genesys] = await runChecks(checks, clock);
  expect(genesys).toMatchObject({ check: 'clock-genesys', state: 'ok', detail: 'the clocks agree' });
  return { graph, emitted };
}

describe('the checks of the clock', () => {
  it.each([
    [400, 'ok', 'the clocks agree'],
    [120_000, 'ok', 'the local clock is 120 s ahead'],
    [120_001, 'failed', 'the local clock is 120 s ahead'],
    [-600_000, 'failed', 'the local clock is 600 s behind'],
    [undefined, 'not known', 'the answer names no time'],
  ])('find %j ms to be %s', async (skewMs, state, detail) => {
    const { graph, emitted } = await judge(skewMs);
    const seconds = Math.round((skewMs ?? 0) / 1000);

    expect(graph).toMatchObject({ check: 'clock-graph', state, detail });
    expect(emitted).toEqual(state === 'failed' ? [{ name: 'clock-skewed', service: 'graph', seconds }] : []);
  });
});
