import type { TokenCredential } from '@azure/core-auth';
import {
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Level } from './events.ts';
import { METRICS, type MetricName } from './metrics.ts';
import { toReadableSpan } from './readable-span.ts';
import type { Sink } from './sink.ts';

export interface AzureMonitorOptions {
  /** Connection string of the Application Insights component; its ingestion endpoint is where everything goes. */
  readonly connectionString: string;
  /** Signs in to the ingestion; without it, local authentication is used. */
  readonly credential?: TokenCredential;
  /** Address of a collector on loopback, in place of the endpoint of the connection string. */
  readonly collector?: string;
  /** Shown as cloud role. */
  readonly role: string;
  /** Between two exports of metrics, milliseconds. */
  readonly metricsEveryMs: number;
  /** Longest wait before events and spans are sent, milliseconds. */
  readonly sendEveryMs: number;
}

/** Longest wait for the last export at the end of the process, milliseconds. */
const FLUSH_MS = 2_000;
const SEVERITY: Readonly<Record<Level, SeverityNumber>> = {
  information: SeverityNumber.INFO,
  warning: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};
/** By this attribute the exporter makes a custom event (table AppEvents) of a log record. */
const EVENT_NAME = 'microsoft.custom_event.name';

/**
 * Sends telemetry to Application Insights: events become AppEvents, spans AppDependencies, metrics AppMetrics. Nothing is kept on
 * disk; what cannot be sent is dropped. @throws Error for a connection string without an instrumentation key
 */
export function createAzureMonitorSink(options: AzureMonitorOptions): Sink {
  const { connectionString, credential, collector } = options;
  const exporter = {
    connectionString,
    disableOfflineStorage: true,
    ...(credential === undefined ? {} : { credential }),
    // The exporter makes https of every address in a connection string.
    ...(collector === undefined ? {} : { host: collector, allowInsecureConnection: true }),
  };
  const resource = resourceFromAttributes({ 'service.name': options.role });
  const batching = { scheduledDelayMillis: options.sendEveryMs, maxQueueSize: 4096, exportTimeoutMillis: 15_000 };
  const logs = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: new AzureMonitorLogExporter(exporter), ...batching })],
  });
  const spanProcessor = new BatchSpanProcessor(new AzureMonitorTraceExporter(exporter), batching);
  const reader = new PeriodicExportingMetricReader({
    exporter: new AzureMonitorMetricExporter(exporter),
    exportIntervalMillis: options.metricsEveryMs,
    exportTimeoutMillis: Math.min(15_000, options.metricsEveryMs),
  });
  const meters = new MeterProvider({ resource, readers: [reader] });
  const logger = logs.getLogger(options.role);
  const record = recorderOf(meters.getMeter(options.role));

  return {
    event({ name, level, at, fields, trace: place }) {
      const context =
        place === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...place, traceFlags: 1 });
      const said = Object.entries(fields).filter(([, value]) => value !== null) as [
        string,
        string | number | boolean,
      ][];
      logger.emit({
        timestamp: at,
        severityNumber: SEVERITY[level],
        body: name,
        context,
        attributes: { [EVENT_NAME]: name, ...Object.fromEntries(said) },
      });
    },
    measure: (name, value, labels) => record(name, value, labels),
    spans(spans, percent) {
      for (const span of spans) spanProcessor.onEnd(toReadableSpan(span, { resource, scope: options.role, percent }));
    },
    async flush() {
      const all = Promise.allSettled([logs.forceFlush(), spanProcessor.forceFlush(), meters.forceFlush()]);
      await Promise.race([all, endOf(AbortSignal.timeout(FLUSH_MS))]);
    },
  };
}

function endOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function recorderOf(meter: ReturnType<MeterProvider['getMeter']>) {
  const instruments = new Map(
    Object.entries(METRICS).map(([name, { unit }]) => {
      if (unit === '1') {
        const counter = meter.createCounter(name);
        return [name, (value: number, labels: Labels) => counter.add(value, labels)];
      }
      const histogram = meter.createHistogram(name, { unit });
      return [name, (value: number, labels: Labels) => histogram.record(value, labels)];
    }),
  );
  return (name: MetricName, value: number, labels: Labels): void => instruments.get(name)?.(value, labels);
}

type Labels = Readonly<Record<string, string | number>>;
