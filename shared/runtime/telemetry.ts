import { isLoopback } from '../http/origin.ts';
import type { AzureMonitorOptions } from '../telemetry/azure-monitor.ts';
import { describeError } from '../telemetry/describe-error.ts';
import { createLineSink } from '../telemetry/line-sink.ts';
import { createRelay, createTee } from '../telemetry/relay.ts';
import type { Sink } from '../telemetry/sink.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { systemChance } from './chance.ts';
import { systemClock } from './clock.ts';
import { writeLine } from './invocation-log.ts';
import { managedIdentity } from './lazy-credential.ts';

const ROLE = 'entra-genesys-provisioning';
const METRICS_EVERY_MS = 60_000;
const SEND_EVERY_MS = 5_000;

/** Set by the bundle; a process that runs from the sources has none. */
export const VERSION = process.env.CONNECTOR_VERSION ?? 'source';

let chosen: Sink | undefined;

/** Where this process's telemetry goes: to Application Insights where the platform names one, else into the log as lines. */
export const processSink: Sink = {
  event: (occurrence) => sink().event(occurrence),
  measure: (name, value, labels) => sink().measure(name, value, labels),
  spans: (spans, percent) => sink().spans(spans, percent),
  /** Within two seconds: the platform gives a process that ends little time. */
  flush: async () => chosen?.flush(),
};

// Chosen by the first who says anything, so that loading the app decides nothing.
function sink(): Sink {
  chosen ??= createProcessSink(process.env);
  return chosen;
}

/** Telemetry of the start, before the settings are known: it names no object. */
export const startTelemetry: Telemetry = createTelemetry({
  sink: processSink,
  clock: systemClock,
  chance: systemChance,
  pseudonym: () => 'unknown',
  tracePercent: 100,
  common: { version: VERSION },
});

function createProcessSink(env: Readonly<Record<string, string | undefined>>): Sink {
  const lines = createLineSink(writeLine);
  const connectionString = env.APPLICATIONINSIGHTS_CONNECTION_STRING?.trim() ?? '';
  if (connectionString === '') return lines;
  // The exporter counts its own use and reports that to its vendor unless these are set.
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true';
  process.env.APPLICATIONINSIGHTS_SDKSTATS_DISABLED ??= 'true';
  // A row that repeats the role with every batch.
  process.env.APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED ??= 'true';
  const options: AzureMonitorOptions = {
    connectionString,
    ...accessTo(connectionString, env.APPLICATIONINSIGHTS_AUTHENTICATION_STRING),
    role: ROLE,
    // The rig divides every wait of the connector.
    metricsEveryMs: Math.max(Math.round(METRICS_EVERY_MS / (Number(env.SPEED) || 1)), 1000),
    sendEveryMs: SEND_EVERY_MS,
  };
  const relay = createRelay(
    // Loading it takes longer than anything else at start, so the host need not wait for it.
    async () => (await import('../telemetry/azure-monitor.ts')).createAzureMonitorSink(options),
    (error) => {
      writeLine(`Application Insights cannot be used, events are written to the log instead: ${describeError(error)}`);
      return lines;
    },
  );
  return env.EVENT_LINES?.trim() === 'always' ? createTee([lines, relay]) : relay;
}

/**
 * A collector on loopback is asked without a token. Otherwise `ClientId=<id>;Authorization=AAD` says who signs in, as the host reads it
 * too.
 */
function accessTo(
  connectionString: string,
  authentication = '',
): Pick<AzureMonitorOptions, 'credential' | 'collector'> {
  const endpoint = partOf(connectionString, 'IngestionEndpoint');
  if (endpoint !== undefined && URL.canParse(endpoint) && isLoopback(new URL(endpoint))) return { collector: endpoint };
  if (partOf(authentication, 'Authorization')?.toUpperCase() !== 'AAD') return {};
  const clientId = partOf(authentication, 'ClientId');
  return { credential: managedIdentity(clientId) };
}

/** A value of `Name=value;Name=value`. */
function partOf(text: string, name: string): string | undefined {
  const parts = text.split(';').map((part) => part.trim());
  const found = parts.find((part) => part.toLowerCase().startsWith(`${name.toLowerCase()}=`));
  return found?.slice(name.length + 1).trim();
}
