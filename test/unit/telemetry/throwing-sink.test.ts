import { watchRequests } from '../../../shared/runtime/watch-requests.ts';
import type { Sink } from '../../../shared/telemetry/sink.ts';
import { createTelemetry } from '../../../shared/telemetry/telemetry.ts';

function refuse(): never {
  throw new Error('the exporter is broken');
}

const broken: Sink = {
  event: refuse,
  measure: refuse,
  spans: refuse,
  flush: () => Promise.reject(new Error('broken')),
};

const telemetry = createTelemetry({
  sink: broken,
  clock: { now: () => 3_600_000 },
  chance: { uuid: () => 'f'.repeat(32) },
  pseudonym: () => 'u-0',
  tracePercent: 100,
});

describe('telemetry that cannot be sent', () => {
  it('changes nothing of the work it tells of', async () => {
    const done = telemetry.invocation('apply-change', {}, async () => {
      telemetry.emit('refresh-begun', { why: 'weekly' });
      return 'done';
    });
    expect(await done).toBe('done');
  });

  it('makes no failure of a request that was answered', async () => {
    const watch = watchRequests(telemetry, 'genesys', { now: () => 3_600_000 });
    // A time far from the local one asks for an event as well.
    const answer = { status: 201, text: '', header: () => 'Thu, 01 Jan 1970 00:00:00 GMT' };
    expect(await watch({ operation: 'create', method: 'POST' }, async () => answer)).toBe(answer);
  });
});
