import type { EventSink } from './events.ts';

/** Writes each event as one line of JSON: `event`, `at` (ISO 8601), then the event's own fields. */
export function createJsonEvents(write: (line: string) => void, now: () => number): EventSink {
  return {
    emit(name, fields) {
      write(JSON.stringify({ event: name, at: new Date(now()).toISOString(), ...fields }));
    },
  };
}
