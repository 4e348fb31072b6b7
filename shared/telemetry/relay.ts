import { createQuietSink } from './quiet-sink.ts';
import type { Sink } from './sink.ts';

/** Calls kept until the sink is there; beyond them the oldest goes. */
const MOST_KEPT = 2_000;

/**
 * Stands in for a sink that is still being loaded: what is said meanwhile is passed on in its order. A sink that cannot be had
 * leaves what `failed` makes of the reason.
 */
export function createRelay(load: () => Promise<Sink>, failed: (error: unknown) => Sink): Sink {
  const kept: ((sink: Sink) => void)[] = [];
  let target: Sink | undefined;
  const loading = load()
    .catch(failed)
    .then((sink) => {
      const quiet = createQuietSink(sink);
      target = quiet;
      for (const call of kept.splice(0)) call(quiet);
    });
  const pass = (call: (sink: Sink) => void): void => {
    if (target === undefined) {
      kept.push(call);
      if (kept.length > MOST_KEPT) kept.shift();
    } else call(target);
  };
  return {
    event: (occurrence) => pass((sink) => sink.event(occurrence)),
    measure: (name, value, labels) => pass((sink) => sink.measure(name, value, labels)),
    spans: (spans, percent) => pass((sink) => sink.spans(spans, percent)),
    async flush() {
      await loading;
      await target?.flush();
    },
  };
}

/** Passes everything on to each of some sinks. */
export function createTee(all: readonly Sink[]): Sink {
  const sinks = all.map(createQuietSink);
  return {
    event: (occurrence) => sinks.forEach((sink) => void sink.event(occurrence)),
    measure: (name, value, labels) => sinks.forEach((sink) => void sink.measure(name, value, labels)),
    spans: (spans, percent) => sinks.forEach((sink) => void sink.spans(spans, percent)),
    flush: async () => void (await Promise.all(sinks.map((sink) => sink.flush()))),
  };
}
