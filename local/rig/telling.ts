import { asText, type Document } from './door.ts';
import type { HostEvents } from './host-events.ts';

/** A reason is repeated after this at the earliest, milliseconds. */
const AGAIN_MS = 15_000;
/** What passes by itself within this is not worth a line, milliseconds. */
const PATIENT_MS = 5_000;

/** Says why a run still waits: not at once, and not at every look. */
export function sayNow(say: (line: string) => void): (why: string) => void {
  const began = Date.now();
  let last = '';
  let saidAt = 0;
  return (why) => {
    const kind = why.replace(/\d/g, '');
    const now = Date.now();
    if (now - began < PATIENT_MS || now - saidAt < (kind === last ? AGAIN_MS : PATIENT_MS)) return;
    [last, saidAt] = [kind, now];
    say(`  waiting: ${why}`);
  };
}

/** Says what a person should see at once; returns a function that ends it. */
export function tellTroubles(events: HostEvents, say: (line: string) => void): () => void {
  const said = new Set<string>();
  const once = (line: string): void => {
    if (!said.has(line)) say(`  ${line}`);
    said.add(line);
  };
  return events.onEvent((name, event) => {
    const line = sentenceOf(name, event);
    if (line !== undefined) once(line);
  });
}

function sentenceOf(name: string, event: Document): string | undefined {
  const check = asText(event.check);
  if (name === 'preflight-check' && event.ok === false) {
    return `${check} fails: ${asText(event.detail)}. ${asText(event.hint)}.`;
  }
  if (name === 'feed-failed') return `the ${asText(event.feed)} feed fails with ${asText(event.code)}`;
  return undefined;
}
