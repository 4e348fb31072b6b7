import type { Safe } from '../domain/safe-text.ts';
import type { Chance, Clock } from '../sync/ports.ts';
import { EVENTS, type EventFields, type EventName, type EventSink, levelOf, type SafeFields } from './events.ts';
import type { MetricLabels, MetricName, SpanName } from './metrics.ts';
import { createQuietSink } from './quiet-sink.ts';
import type { Sink } from './sink.ts';
import { type Active, active, runIn } from './trace.ts';
import { createTracer, type Origin, type SpanNotes } from './tracer.ts';

type SafeLabels<L> = { readonly [K in keyof L]: L[K] extends string ? Safe<L[K]> : L[K] };

/** The one way by which anything is said about the connector's own work. */
export interface Telemetry extends EventSink {
  measure<N extends MetricName, const L extends MetricLabels<N>>(
    name: N,
    value: number,
    labels: L & SafeLabels<L>,
  ): void;
  /** The work of one call of a trigger: a span below the host's, or below the message's sender. */
  invocation<T>(name: SpanName, origin: Origin, work: (notes: SpanNotes) => Promise<T>): Promise<T>;
  /** A part of the work under way; a rejection makes it a failed one. */
  span<T>(name: SpanName, work: (notes: SpanNotes) => Promise<T>): Promise<T>;
  /** Everything said during `work` also names this record or attempt. */
  within<T>(scope: { readonly record?: string; readonly attempt?: string }, work: () => T): T;
  /** The record's next wake belongs to the trace under way here. */
  remember(id: string): void;
  /** `traceparent` for a wake of this record: of the work that last remembered it, else of the work under way. */
  carrier(id: string): string | undefined;
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
    emit<N extends EventName, const F extends EventFields<N>>(name: N, fields: F & SafeFields<(typeof EVENTS)[N], F>) {
      const { scope, trace } = active();
      const said = { ...common, ...scope, ...leaving(name, fields) };
      sink.event({ name, level: levelOf(name), at: clock.now(), fields: said, trace });
    },
    measure: (name, value, labels) => sink.measure(name, value, labels),
    invocation: tracer.invocation,
    span: tracer.span,
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
    remember: tracer.remember,
    carrier: tracer.carrier,
  };
}
