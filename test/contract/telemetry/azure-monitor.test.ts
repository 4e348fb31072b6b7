import { startCollector } from '../../../local/collector/start.ts';
import { createAzureMonitorSink } from '../../../shared/telemetry/azure-monitor.ts';
import { createTelemetry } from '../../../shared/telemetry/telemetry.ts';

// The exporter would otherwise report its own use.
process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = 'true';
process.env.APPLICATIONINSIGHTS_SDKSTATS_DISABLED = 'true';
process.env.APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED = 'true';

const HOST = `00-${'a'.repeat(24)}f0000000-${'b'.repeat(16)}-01`;

let collector: Awaited<ReturnType<typeof startCollector>>;

beforeEach(async () => {
  collector = await startCollector();
});

afterEach(() => collector.close());

function open(tracePercent = 100, sendEveryMs = 3_600_000) {
  const { connectionString } = collector;
  const sink = createAzureMonitorSink({
    connectionString,
    collector: /IngestionEndpoint=(.*)$/.exec(connectionString)?.[1] ?? '',
    role: 'connector',
    metricsEveryMs: 3_600_000,
    sendEveryMs,
  });
  let made = 0;
  const telemetry = createTelemetry({
    sink,
    clock: { now: () => 1_700_000_000_000 + made },
    chance: { uuid: () => `${String(++made).padStart(8, '0')}-0000-4000-8000-000000000001` },
    pseudonym: () => 'u-1',
    tracePercent,
    common: { version: '1.2.3' },
  });
  return { sink, telemetry };
}

describe('what reaches Application Insights', () => {
  it('is a custom event with its fields as text, under the trace of the work', async () => {
    const { sink, telemetry } = open();
    await telemetry.invocation('enumerate-changes', { host: HOST }, async () => {
      telemetry.emit('feed-failed', { feed: 'users', code: 'graph-down', kind: 'unavailable', status: null });
    });
    await sink.flush();

    expect(collector.refused).toEqual([]);
    expect(collector.tables.AppEvents).toEqual([
      {
        TimeGenerated: '2023-11-14T22:13:20.001Z',
        Name: 'feed-failed',
        OperationId: HOST.split('-')[1],
        ParentId: '0000000100004000',
        AppRoleName: 'connector',
        ItemCount: 1,
        // A field without a value is left out.
        Properties: {
          version: '1.2.3',
          run: HOST.split('-')[1],
          feed: 'users',
          code: 'graph-down',
          kind: 'unavailable',
        },
      },
    ]);
  });

  it('is a dependency for each span, with service, status and outcome', async () => {
    const { sink, telemetry } = open();
    await telemetry.invocation('apply-change', { host: HOST }, async (notes) => {
      await telemetry.span('request.genesys', async (request) => {
        request.set({ 'peer.service': 'genesys', 'http.request.method': 'PATCH', 'http.response.status_code': 429 });
        request.fail();
      });
      notes.set({ outcome: 'waiting' });
    });
    await sink.flush();

    const [request, work] = collector.tables.AppDependencies;
    expect(request).toMatchObject({
      Name: 'request.genesys',
      Target: 'genesys',
      ResultCode: '429',
      Success: false,
      ParentId: work?.Id,
    });
    expect(work).toMatchObject({
      Name: 'apply-change',
      Success: true,
      ParentId: 'b'.repeat(16),
      Properties: { outcome: 'waiting' },
    });
    expect(collector.refused).toEqual([]);
  });

  it('counts for the invocations that were not kept', async () => {
    const { sink, telemetry } = open(99);
    await telemetry.invocation('apply-change', { host: HOST }, async () => undefined);
    await sink.flush();
    expect(collector.tables.AppDependencies.map(({ ItemCount }) => ItemCount)).toEqual([1]);
    expect(collector.bodies.join()).toContain('"sampleRate":99');
  });

  it('is one row for each metric and set of labels', async () => {
    const { sink, telemetry } = open();
    for (const ms of [5, 7]) {
      telemetry.measure('request.duration', ms, { service: 'graph', operation: 'user', status: 200 });
    }
    telemetry.measure('request.duration', 9, { service: 'graph', operation: 'user', status: 'none' });
    telemetry.measure('change.outcome', 1, { outcome: 'parked' });
    await sink.flush();

    const rows = collector.tables.AppMetrics.map(({ Name, Sum, Min, Max, ItemCount, Properties }) => ({
      Name,
      Sum,
      Min,
      Max,
      ItemCount,
      Properties,
    }));
    const user = { service: 'graph', operation: 'user' };
    expect(rows).toEqual([
      { Name: 'request.duration', Sum: 12, Min: 5, Max: 7, ItemCount: 2, Properties: { ...user, status: '200' } },
      { Name: 'request.duration', Sum: 9, Min: 9, Max: 9, ItemCount: 1, Properties: { ...user, status: 'none' } },
      { Name: 'change.outcome', Sum: 1, Min: 1, Max: 1, ItemCount: 1, Properties: { outcome: 'parked' } },
    ]);
  });

  it('comes late when the service was away for a moment, and nobody waits for it longer than two seconds', async () => {
    const { sink, telemetry } = open(100, 100);
    collector.answerWith(503);
    telemetry.emit('refresh-begun', { why: 'weekly' });
    const began = performance.now();
    await sink.flush();
    expect(performance.now() - began).toBeLessThan(4000);
    expect(collector.tables.AppEvents).toEqual([]);

    collector.answerWith(undefined);
    telemetry.emit('refresh-finished', { why: 'weekly' });
    await collector.whenTaken('AppEvents', 2);
    expect(collector.tables.AppEvents.map(({ Name }) => Name)).toEqual(['refresh-begun', 'refresh-finished']);
  }, 30_000);

  it('is nothing with a connection string that is none', () => {
    const broken = { connectionString: 'nonsense', role: 'connector', metricsEveryMs: 1000, sendEveryMs: 1000 };
    expect(() => createAzureMonitorSink(broken)).toThrow('instrumentation key');
  });
});
