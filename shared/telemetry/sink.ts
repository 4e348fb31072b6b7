import type { EventName, Level } from './events.ts';
import type { MetricName } from './metrics.ts';
import type { EndedSpan, TraceContext } from './trace.ts';

/** An event as it leaves the process: object ids are pseudonyms, run, record and attempt are among the fields. */
export interface Occurrence {
  readonly name: EventName;
  readonly level: Level;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly trace: TraceContext | undefined;
}

/** Where telemetry goes. Nothing here throws or waits: what cannot be sent is dropped. */
export interface Sink {
  event(occurrence: Occurrence): void;
  measure(name: MetricName, value: number, labels: Readonly<Record<string, string | number>>): void;
  /** The spans of one invocation; `percent` of such invocations are passed on. */
  spans(spans: readonly EndedSpan[], percent: number): void;
  /** Sends what is still waiting, within a bounded time. */
  flush(): Promise<void>;
}
