import { clockChecks } from '../../../shared/runtime/clock-checks.ts';
import { runChecks } from '../../../shared/sync/preflight.ts';

const clock = { now: () => 0, sleep: async () => undefined };

async function judge(skewMs: number | undefined) {
  const told = { skewMs: async () => skewMs };
  const [graph, genesys] = await runChecks(clockChecks({ graph: told, genesys: { skewMs: async () => 0 } }), clock);
  expect(genesys).toMatchObject({ check: 'clock-genesys', state: 'ok', detail: 'the clocks agree' });
  return graph;
}

describe('the checks of the clock', () => {
  it.each([
    [400, 'ok', 'the clocks agree'],
    [120_000, 'ok', 'the local clock is 120 s ahead'],
    [120_001, 'failed', 'the local clock is 120 s ahead'],
    [-600_000, 'failed', 'the local clock is 600 s behind'],
    [undefined, 'not known', 'the answer names no time'],
  ])('find %j ms to be %s', async (skewMs, state, detail) => {
    expect(await judge(skewMs)).toMatchObject({ check: 'clock-graph', state, detail });
  });

  it('blame no clock for a service that does not answer', async () => {
    const away = { skewMs: () => Promise.reject(new Error('No answer (ECONNREFUSED)')) };
    const results = await runChecks(clockChecks({ graph: away, genesys: { skewMs: async () => 0 } }), clock);

    expect(results[0]).toMatchObject({ state: 'not known', detail: 'No answer (ECONNREFUSED)' });
    expect(results[0]?.hint).toMatch(/^the other checks of the service tell why/);
  });
});
