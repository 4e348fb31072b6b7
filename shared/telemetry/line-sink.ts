import type { Sink } from './sink.ts';

/** Writes each event as one line of JSON: `event`, `at` (ISO 8601), then its fields. Spans and metrics are left out. */
export function createLineSink(write: (line: string) => void): Sink {
  return {
    event({ name, at, fields }) {
      write(JSON.stringify({ event: name, at: new Date(at).toISOString(), ...fields }));
    },
    measure() {},
    spans() {},
    async flush() {},
  };
}
