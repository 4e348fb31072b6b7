import { setTimeout as sleep } from 'node:timers/promises';
import { defaultSwitches } from '../genesys-simulator/switches.ts';
import { type CheckResult, compareEnds, readEnds } from '../rig/check.ts';
import { makePerson } from '../rig/company.ts';
import { asDocument, asDocuments, asText, callDoor, type Document } from '../rig/door.ts';
import { HostEvents } from '../rig/host-events.ts';
import { readOptions } from '../rig/options.ts';
import { type Parts, startParts } from '../rig/parts.ts';
import { readList, readStatus } from '../rig/status.ts';
import type { SwitchCase } from './cases.ts';

const LOOK_MS = 200;
const CROWD_MS = 120_000;
/** One rate window of a rig at speed 60. */
const WINDOW = { allowedPerWindow: 300, windowMs: 1000 };

/** One running rig, whose switches are changed between scenarios. */
export class World {
  readonly scope: 'all' | 'assigned';
  readonly events: HostEvents;
  readonly parts: Parts;

  private constructor(scope: 'all' | 'assigned', events: HostEvents, parts: Parts) {
    this.scope = scope;
    this.events = events;
    this.parts = parts;
  }

  /** Starts the whole product with both simulators at speed 60; the guard is not what is looked at here. */
  static async start(scope: 'all' | 'assigned'): Promise<World> {
    const set = [`SCOPE=${scope}`, 'GUARD_LIMIT=1000000', 'MODE=live'].flatMap((pair) => ['--set', pair]);
    const options = readOptions(['--speed', '60', '--poll', '0.5', ...set]);
    if (options === undefined) throw new Error('The options of the rig are not understood.');
    const events = new HostEvents();
    return new World(scope, events, await startParts(options, events));
  }

  /** Calls the directory's control door. */
  graph(path: string, method: string, body?: unknown): Promise<Document> {
    return callDoor(`${this.parts.graph}/control/${path}`, method, body);
  }

  /** Calls the target's control door. */
  genesys(path: string, method: string, body?: unknown): Promise<Document> {
    return callDoor(`${this.parts.genesys}/control/${path}`, method, body);
  }

  /** Sets all switches to their standard and then those of the case. */
  async setSwitches({ graph, genesys }: Pick<SwitchCase, 'graph' | 'genesys'>): Promise<void> {
    await this.graph('switches', 'DELETE');
    await this.graph('switches', 'POST', graph);
    await this.genesys('switches', 'POST', { ...defaultSwitches(), ...WINDOW, ...genesys });
  }

  /** Assigns this many disabled people and waits until the connector knows them. */
  async addCrowd(count: number): Promise<void> {
    if (count === 0) return;
    const crowd = Array.from({ length: count }, (_, index) => ({ ...makePerson(8, index), accountEnabled: false }));
    await this.graph(
      'seed',
      'POST',
      crowd.map((person) => ({ ...person, assigned: true })),
    );
    const end = Date.now() + CROWD_MS;
    while (((await readStatus(this.parts.hostUrl))?.records ?? 0) < count) {
      if (Date.now() > end) throw new Error(`The connector did not come to know ${count} people.`);
      await sleep(LOOK_MS);
    }
  }

  /** The independent comparison of both ends for these people. */
  async compare(only: ReadonlySet<string>): Promise<CheckResult> {
    const ends = {
      graph: this.parts.graph ?? '',
      genesys: this.parts.genesys ?? '',
      scope: this.scope,
      mapping: undefined,
      telemetry: undefined,
    };
    const { people, accounts } = await readEnds(ends);
    return compareEnds(people, accounts, new Set(), only);
  }

  /** Waits until both ends agree about these people; gives what still differs when the time is up. */
  async agree(ids: readonly string[], ms: number): Promise<readonly string[]> {
    const end = Date.now() + ms;
    for (;;) {
      const { differences, unprovided } = await this.compare(new Set(ids));
      const left = [...differences, ...unprovided.map(({ name, why }) => `${name} has no account: ${why}`)];
      if (left.length === 0 || Date.now() > end) return left;
      await sleep(LOOK_MS);
    }
  }

  /** Waits until none of these people is due; gives those that are when the time is up. Parked ones may stay. */
  async quiet(ids: readonly string[], ms: number): Promise<readonly Document[]> {
    const end = Date.now() + ms;
    for (;;) {
      const dirty = await readList(this.parts.hostUrl, 'dirty');
      const left = dirty.filter(({ id, parked }) => ids.includes(asText(id)) && parked !== true);
      if (left.length === 0 || Date.now() > end) return left;
      await sleep(LOOK_MS);
    }
  }

  /** Reasons of the parked ones among these people, by id. */
  async parked(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const list = await readList(this.parts.hostUrl, 'parked');
    return new Map(
      list.filter(({ id }) => ids.includes(asText(id))).map(({ id, reason }) => [asText(id), asText(reason)]),
    );
  }

  /** Why the connector says that this person waits or has left; empty when it says nothing. */
  async reasonOf(id: string): Promise<string> {
    const body = await callDoor(`${this.parts.hostUrl}/api/status?user=${id}`);
    return asText(asDocument(body.record).reason) || asText(asDocument(body.departure).why);
  }

  /** What the connector tells of one person. */
  async explain(id: string): Promise<string> {
    const body = await callDoor(`${this.parts.hostUrl}/api/status?user=${id}`).catch((error: unknown) => ({
      error: String(error),
    }));
    const { record, account, departure, journal, error } = asDocument(body);
    const lines = asDocuments(journal).map(
      ({ at, verb, outcome, status }) => `${asText(at).slice(14, 23)} ${verb} ${outcome} ${status ?? ''}`,
    );
    return JSON.stringify({ record, account, departure, error, lines });
  }

  /** The account at Genesys that shows this person's object id. */
  async accountOf(id: string): Promise<string | undefined> {
    const { users } = await this.genesys('users', 'GET');
    return asDocuments(users)
      .map((entry) => ({ id: asText(entry.id), of: asText(asDocument(entry.user).externalId), state: entry.state }))
      .find(({ of, state }) => of === id && state !== 'deleted')?.id;
  }
}
