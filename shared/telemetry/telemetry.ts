import type { SafeTexts } from '../domain/safe-text.ts';
import type { Chance, Clock } from '../sync/ports.ts';
import { EVENTS, type EventFields, type EventName, type EventSink, levelOf, type SafeFields } from './events.ts';
import type { MetricLabels, MetricName } from './metrics.ts';
import { createQuietSink } from './quiet-sink.ts';
import type { Sink } from './sink.ts';
import { type Active, active, runIn } from './trace.ts';
import { createTracer, type Tracer } from './tracer.ts';

/** The one way by which anything is said about the connector's own work. */
export interface Telemetry extends EventSink, Tracer {
  measure<N extends MetricName, const L extends MetricLabels<N>>(
    name: N,
    value: number,
    labels: L & SafeTexts<L>,
  ): void;
  /** Everything said during `work` also names this record or attempt. */
  within<T>(scope: { readonly record?: string; readonly attempt?: string }, work: () => T): T;
}

export interface TelemetryOptions {
  readonly sink: Sink;
  readonly clock: Pick<Clock, 'now'>;
  readonly chance: Pick<Chance, 'uuid'>;
  /** Makes the pseudonym of an object id. */
  readonly pseudonym: (id: string) => string;
  /** Percentage of ordinary invocations whose spans are passed on; those of failed ones always are. */
  readonly tracePercent: number;
  /** Fields of everything: which process said it. */
  readonly common?: Readonly<Record<string, string>>;
}

/** Binds the port to a sink. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { clock, pseudonym, common = {} } = options;
  const sink = createQuietSink(options.sink);
  const tracer = createTracer({ ...options, sink });

  function leaving(name: EventName, fields: Readonly<Record<string, unknown>>) {
    const described: Readonly<Record<string, string>> = EVENTS[name];
    const said = Object.entries(fields).map(([field, value]) => [
      field,
      described[field] === 'ref' ? pseudonym(String(value)) : value,
    ]);
    return Object.fromEntries(said) as Record<string, string | number | boolean | null>;
  }

  return {
    ...tracer,
    emit<N extends EventName, const F extends EventFields<N>>(name: N, fields: F & SafeFields<(typeof EVENTS)[N], F>) {
      const { scope, trace } = active();
      const said = { ...common, ...scope, ...leaving(name, fields) };
      sink.event({ name, level: levelOf(name), at: clock.now(), fields: said, trace });
    },
    measure: (name, value, labels) => sink.measure(name, value, labels),
    within({ record, attempt }, work) {
      const outer = active();
      const scope = {
        ...outer.scope,
        ...(record === undefined ? {} : { record: pseudonym(record) }),
        ...(attempt === undefined ? {} : { attempt }),
      };
      const inner: Active = { ...outer, scope };
      return runIn(inner, work);
    },
  };
}
