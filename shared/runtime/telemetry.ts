import { ManagedIdentityCredential } from '@azure/identity';
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
  const options: AzureMonitorOptions = {
    connectionString,
    ...credentialOf(connectionString, env.APPLICATIONINSIGHTS_AUTHENTICATION_STRING),
    role: ROLE,
    metricsEveryMs: METRICS_EVERY_MS,
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

/** `ClientId=<id>;Authorization=AAD`, as the host reads it too. A collector on loopback is asked without a token. */
function credentialOf(connectionString: string, authentication = ''): Pick<AzureMonitorOptions, 'credential'> {
  const endpoint = /(?:^|;)\s*IngestionEndpoint=([^;]+)/i.exec(connectionString)?.[1];
  const isLocal = endpoint !== undefined && URL.canParse(endpoint) && isLoopback(new URL(endpoint));
  if (isLocal || !/(?:^|;)\s*Authorization=AAD/i.test(authentication)) return {};
  const clientId = /(?:^|;)\s*ClientId=([^;]+)/i.exec(authentication)?.[1]?.trim();
  return {
    credential: clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId }),
  };
}
