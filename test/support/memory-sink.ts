import type { Occurrence, Sink } from '../../shared/telemetry/sink.ts';
import type { EndedSpan } from '../../shared/telemetry/trace.ts';

export interface MemorySink extends Sink {
  readonly events: Occurrence[];
  readonly measured: { name: string; value: number; labels: Readonly<Record<string, string | number>> }[];
  /** One entry for each invocation that was passed on. */
  readonly passed: { spans: readonly EndedSpan[]; percent: number }[];
  flushes: number;
}

export function createMemorySink(): MemorySink {
  const sink: MemorySink = {
    events: [],
    measured: [],
    passed: [],
    flushes: 0,
    event: (occurrence) => void sink.events.push(occurrence),
    measure: (name, value, labels) => void sink.measured.push({ name, value, labels }),
    spans: (spans, percent) => void sink.passed.push({ spans, percent }),
    flush: async () => {
      sink.flushes += 1;
    },
  };
  return sink;
}
