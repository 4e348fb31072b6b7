import type { Child } from '../child.ts';
import { asDocument, asText, type Document } from './door.ts';

/** Outcomes after which a person needs nothing more for the time being. */
const SETTLED = ['confirmed', 'previewed', 'parked'];

/** Reads the connector's own events out of the host's log. */
export class HostEvents {
  readonly outcomes = new Map<string, number>();
  readonly confirmed = new Set<string>();
  readonly parked = new Map<string, string>();
  /** Checks of the start that have not passed, with what they said. */
  readonly failing = new Map<string, string>();
  /** What the last run met, until a run finishes. */
  #runFault: string | undefined;
  readonly #settled = new Set<string>();
  #lastProgress = 0;
  #mode = '';
  /** Lines of level warning and above, newest last, at most 20. */
  readonly complaints: string[] = [];
  /** Starts of the full rounds that finished since the last activity, milliseconds. */
  #rounds: number[] = [];
  #lastActivity = Date.now();
  // What an event takes on its way only makes it look larger.
  #behindMs = Number.POSITIVE_INFINITY;
  readonly #hearers = new Set<(name: string, event: Document) => void>();

  /** When somebody was last changed or worked on, milliseconds. */
  get lastActivity(): number {
    return this.#lastActivity;
  }

  /** When somebody was last settled for the first time since `touch`, milliseconds. */
  get lastProgress(): number {
    return this.#lastProgress;
  }

  /** What the app's clock shows now: its machine may have another one than the rig's. */
  get appTime(): number {
    return Date.now() - (Number.isFinite(this.#behindMs) ? this.#behindMs : 0);
  }

  /** Why the last run did not finish. */
  get runFault(): string | undefined {
    return this.#runFault;
  }

  /** Full rounds that began after the last activity. */
  get quietRounds(): number {
    return this.#rounds.filter((start) => start > this.#lastActivity).length;
  }

  /** Tells that something was changed from outside. */
  touch(): void {
    this.#settled.clear();
    this.#active();
  }

  #active(): void {
    this.#lastActivity = Date.now();
    this.#rounds = [];
  }

  /** Hears every event; returns a function that stops hearing. */
  onEvent(hear: (name: string, event: Document) => void): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }

  /** Hears the log of the calls. */
  listenTo(host: Child): void {
    host.onMessage((line) => {
      if (line.type !== 'log') return;
      const level = asText(line.level);
      this.hearLine(asText(line.message), level === 'warning' || level === 'error' || level === 'critical');
    });
  }

  /** Takes one line of the host's output; what is no event is kept when it is a complaint. */
  hearLine(line: string, isComplaint: boolean): void {
    const event = line.startsWith('{"event":') ? parse(line) : undefined;
    if (event !== undefined) this.#take(asText(event.event), event);
    else if (isComplaint) this.#complain(line);
  }

  #complain(message: string): void {
    // Stacks are for the log of a deployed app.
    const [line = ''] = message.split('\n');
    if (line.trim() === '' || this.complaints.at(-1) === line) return;
    this.complaints.push(line);
    this.complaints.splice(0, this.complaints.length - 20);
  }

  #take(name: string, event: Document): void {
    if (name === 'change-applied') this.#applied(event);
    if (name === 'parked') this.parked.set(asText(event.id), asText(event.reason));
    if (name === 'run-finished' && event.outcome === 'finished') {
      const finished = Date.parse(asText(event.at));
      this.#behindMs = Math.min(this.#behindMs, Date.now() - finished);
      this.#rounds.push(finished + this.#behindMs - Number(event.ms));
      this.#runFault = undefined;
      this.#works('tables', 'graph-login', 'graph-users', 'service-principal');
    }
    if (name === 'process-started') this.#mode = asText(event.mode);
    if (name === 'feed-failed') this.#runFault = `the ${asText(event.feed)} feed fails with ${asText(event.code)}`;
    if (name === 'setting-refused') {
      this.#complain(`${asText(event.name)} ${asText(event.message)}; allowed: ${asText(event.allowed)}`);
    }
    if (name === 'preflight-check') this.#checked(event);
    for (const hear of this.#hearers) hear(name, event);
  }

  #checked(event: Document): void {
    if (event.ok === true) this.failing.delete(asText(event.check));
    else this.failing.set(asText(event.check), asText(event.detail));
  }

  /** Work that succeeded proves more than a check that failed. */
  #works(...checks: readonly string[]): void {
    for (const check of checks) this.failing.delete(check);
  }

  #applied(event: Document): void {
    const [id, outcome] = [asText(event.id), asText(event.outcome)];
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (outcome === 'not-due') return;
    this.#active();
    this.#works('queue');
    if (SETTLED.includes(outcome) && !this.#settled.has(id)) {
      this.#settled.add(id);
      this.#lastProgress = Date.now();
    }
    if (outcome !== 'confirmed') return;
    if (this.#mode === 'live') this.#works('genesys-login', 'genesys-api');
    this.confirmed.add(id);
    this.parked.delete(id);
  }
}

function parse(message: string): Document | undefined {
  try {
    return asDocument(JSON.parse(message));
  } catch {
    return undefined;
  }
}
