import type { Sink } from './sink.ts';

/** Holds a sink to its word: telemetry that throws is dropped, since the work it tells of must go on. */
export function createQuietSink(sink: Sink): Sink {
  return {
    event: (occurrence) => quietly(() => sink.event(occurrence)),
    measure: (name, value, labels) => quietly(() => sink.measure(name, value, labels)),
    spans: (spans, percent) => quietly(() => sink.spans(spans, percent)),
    flush: () => sink.flush().catch(() => undefined),
  };
}

function quietly(say: () => void): void {
  try {
    say();
  } catch {
    // There is nobody left to tell.
  }
}
