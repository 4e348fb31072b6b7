import { setTimeout as sleep } from 'node:timers/promises';
import { compareEnds, readEnds } from './check.ts';
import { asDocument, asDocuments, asText, callDoor, type Document } from './door.ts';
import type { HostEvents } from './host-events.ts';
import type { SimpleMapping } from './mapping-expectation.ts';
import type { RigOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { pseudonymOf } from './pseudonym.ts';
import type { Session } from './session.ts';

/** Somebody of the company who can be changed. */
export interface Someone {
  readonly id: string;
  readonly properties: Document;
}

type Act = () => Promise<readonly string[]>;

const LOOK_MS = 250;
const NOBODY: ReadonlySet<string> = new Set();

/** One working day: who is there to be changed, and how long each change takes to arrive. */
export class Workday {
  readonly lags: number[] = [];
  readonly options: RigOptions;
  readonly parts: Parts;
  readonly events: HostEvents;
  readonly #say: (line: string) => void;
  readonly #mapping: SimpleMapping | undefined;
  readonly #people: Someone[];

  private constructor({ options, parts, events, say, mapping }: Session, people: Someone[]) {
    this.options = options;
    this.parts = parts;
    this.events = events;
    this.#say = say;
    this.#mapping = mapping;
    this.#people = people;
  }

  /** Finds the plain members whose account was confirmed. */
  static async open(session: Session): Promise<Workday> {
    const { people } = await callDoor(`${session.parts.graph}/control/people`);
    const plain = asDocuments(people).flatMap((person) => {
      const [id, properties] = [asText(person.id), asDocument(person.properties)];
      const isPlain =
        properties.userType === 'Member' && session.events.confirmed.has(pseudonymOf(id, session.parts.settings));
      return isPlain && asText(properties.mobilePhone) !== '' ? [{ id, properties }] : [];
    });
    return new Workday(session, plain);
  }

  /** People nobody else of the day gets to see; fewer when there are no more. */
  take(count: number): readonly Someone[] {
    return this.#people.splice(0, count);
  }

  /** People who stay available to later steps. */
  borrow(count: number): readonly Someone[] {
    return this.#people.slice(0, count);
  }

  /** Calls the directory's control door. */
  async graph(path: string, method: string, body?: unknown): Promise<void> {
    await callDoor(`${this.parts.graph}/control/${path}`, method, body);
  }

  /** Calls the target's control door. */
  async genesys(path: string, method: string, body?: unknown): Promise<void> {
    await callDoor(`${this.parts.genesys}/control/${path}`, method, body);
  }

  /** Changes people and waits until Genesys shows for each what the directory asks; `meanwhile` runs at every look. */
  async step(
    name: string,
    act: Act,
    meanwhile: () => Promise<void> = async () => undefined,
    remark: () => string = () => '',
  ): Promise<void> {
    const began = Date.now();
    const pending = new Set(await act());
    const count = pending.size;
    this.events.touch();
    while (pending.size > 0 && Date.now() - began < this.#patience()) {
      await sleep(LOOK_MS);
      await meanwhile();
      await this.#settle(pending, began);
    }
    const note = remark();
    const text = pending.size === 0 ? 'shown' : `${pending.size} NOT shown`;
    this.#tell(name, `${count} ${count === 1 ? 'person' : 'people'} ${text}${note === '' ? '' : `, ${note}`}`, began);
  }

  /** Changes something and waits until the function it returns gives a sentence. */
  async until(name: string, act: () => Promise<() => Promise<string | undefined>>): Promise<void> {
    const began = Date.now();
    const look = await act();
    this.events.touch();
    let seen: string | undefined;
    while (seen === undefined && Date.now() - began < this.#patience()) {
      await sleep(LOOK_MS);
      seen = await look();
    }
    this.#tell(name, seen ?? 'NOT settled', began);
  }

  async #settle(pending: Set<string>, began: number): Promise<void> {
    const { people, accounts } = await readEnds({
      graph: this.parts.graph ?? '',
      genesys: this.parts.genesys ?? '',
      scope: this.parts.settings.SCOPE ?? 'all',
      mapping: this.#mapping,
    });
    for (const id of [...pending]) {
      const { differences, unprovided } = compareEnds(people, accounts, NOBODY, new Set([id]));
      if (differences.length > 0 || unprovided.length > 0) continue;
      pending.delete(id);
      this.lags.push(Date.now() - began);
    }
  }

  /** Longest wait for one step, milliseconds: five minutes of the connector's own time, and a minute. */
  #patience(): number {
    return 60_000 + 300_000 / this.options.speed;
  }

  #tell(name: string, what: string, began: number): void {
    this.#say(`  ${name.padEnd(20)} ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  }
}
