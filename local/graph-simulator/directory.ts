import { randomBytes, randomUUID } from 'node:crypto';
import { type Assignment, AssignmentList } from './assignment-list.ts';
import { ControlFailure } from './failures.ts';
import { addVersion, type ChangeKind, type ManagerLink, newest, type Person, type PersonState } from './person.ts';
import { findProblem, type Properties, propertyKind } from './properties.ts';

/** Everything of the directory that outlives a restart. */
export interface DirectoryData {
  /** Tokens of an older generation have expired. */
  readonly generation: number;
  readonly seq: number;
  /** Signs the tokens handed out. */
  readonly key: string;
  readonly tenantId: string;
  readonly servicePrincipalId: string;
  readonly people: readonly Person[];
  readonly assignments: readonly Assignment[];
}

/** A directory with nobody in it. */
export function emptyDirectory(): DirectoryData {
  return {
    generation: 1,
    seq: 0,
    key: randomBytes(24).toString('base64url'),
    tenantId: randomUUID(),
    servicePrincipalId: randomUUID(),
    people: [],
    assignments: [],
  };
}

const rememberedMarks = 50_000;

/** The people of one tenant and who of them is assigned to the application. */
export class Directory {
  readonly key: string;
  readonly tenantId: string;
  readonly servicePrincipalId: string;
  readonly assignments: AssignmentList;
  #generation: number;
  #seq: number;
  #marks: { seq: number; at: number }[] = [];
  #floor: number;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #people = new Map<string, Person>();
  readonly #ids = new Map<string, string>();

  constructor(data: DirectoryData, now: () => number, onChange: () => void) {
    this.key = data.key;
    this.tenantId = data.tenantId;
    this.servicePrincipalId = data.servicePrincipalId;
    this.#generation = data.generation;
    this.#seq = data.seq;
    this.#floor = data.seq;
    this.#now = now;
    this.#onChange = onChange;
    for (const person of data.people) {
      this.#people.set(person.id, person);
      if (newest(person).state === 'active') this.#ids.set(userNameKey(newest(person).properties), person.id);
    }
    this.assignments = new AssignmentList(data.assignments, () => this.#mark());
  }

  get generation(): number {
    return this.#generation;
  }

  get seq(): number {
    return this.#seq;
  }

  get people(): IterableIterator<Person> {
    return this.#people.values();
  }

  /** What to store so that another process can go on from here. */
  toData(): DirectoryData {
    const { key, tenantId, servicePrincipalId } = this;
    const people = [...this.#people.values()];
    return {
      generation: this.#generation,
      seq: this.#seq,
      key,
      tenantId,
      servicePrincipalId,
      people,
      assignments: this.assignments.toData(),
    };
  }

  /** Makes every token handed out so far an expired one. */
  startGeneration(): void {
    this.#generation += 1;
    this.#onChange();
  }

  /** The newest change that a reader sees whose view trails by `lagMs`. */
  visibleSeq(lagMs: number): number {
    if (lagMs <= 0) return this.#seq;
    const limit = this.#now() - lagMs;
    return this.#marks.findLast((mark) => mark.at <= limit)?.seq ?? this.#floor;
  }

  /** A person by object id or user name. @throws ControlFailure 404 */
  get(idOrUserName: string): Person {
    const person = this.find(idOrUserName);
    if (person === undefined) throw new ControlFailure(404, `Nobody is known as '${idOrUserName}'.`);
    return person;
  }

  /** A person by object id (in any state) or by the user name of somebody active. */
  find(idOrUserName: string): Person | undefined {
    const wanted = idOrUserName.toLowerCase();
    return this.#people.get(wanted) ?? this.#people.get(this.#ids.get(wanted) ?? '');
  }

  /** Adds a person; user name, display name, type and enabled state are filled in when missing. */
  create(given: Properties, wantedId?: string): Person {
    const id = (wantedId ?? randomUUID()).toLowerCase();
    if (this.#people.has(id)) throw new ControlFailure(409, `The id '${id}' is taken.`);
    const properties = keepSet({
      accountEnabled: true,
      userType: 'Member',
      createdDateTime: new Date(this.#now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      displayName: `Person ${id.slice(0, 8)}`,
      userPrincipalName: `${id.slice(0, 8)}@contoso.example`,
      ...given,
    });
    this.#refuseProblems(properties, id);
    const seq = this.#mark();
    const names = [...Object.keys(properties)];
    const at = this.#now();
    const person: Person = {
      id,
      createdSeq: seq,
      versions: [
        { seq, at, kinds: ['created'], state: 'active', properties, names, manager: null, previousManager: null },
      ],
    };
    this.#people.set(id, person);
    this.#ids.set(userNameKey(properties), id);
    return person;
  }

  /** Changes properties of an active person; `null` clears one. Values that are the same already change nothing. */
  update(idOrUserName: string, patch: Properties): Person {
    const person = this.#getIn(idOrUserName, 'active');
    const before = newest(person).properties;
    this.#refuseProblems(patch, person.id);
    const changed = Object.entries(patch)
      .map(([name, value]): [string, unknown] => [name, value === null && isList(name) ? [] : value])
      .filter(([name, value]) => JSON.stringify(before[name] ?? null) !== JSON.stringify(value));
    if (changed.length === 0) return person;
    const properties = { ...before, ...Object.fromEntries(changed) };
    this.#ids.delete(userNameKey(before));
    this.#ids.set(userNameKey(properties), person.id);
    this.#add(person, 'updated', { properties, names: changed.map(([name]) => name) });
    return person;
  }

  /** Sets or clears the manager of an active person. */
  setManager(idOrUserName: string, manager: ManagerLink | null): Person {
    const person = this.#getIn(idOrUserName, 'active');
    const previousManager = newest(person).manager;
    if (previousManager?.id === manager?.id) return person;
    this.#add(person, 'updated', { manager, previousManager, names: ['manager'] });
    return person;
  }

  /** Moves an active person to the deleted items. */
  softDelete(idOrUserName: string): Person {
    const person = this.#getIn(idOrUserName, 'active');
    this.#ids.delete(userNameKey(newest(person).properties));
    this.#add(person, 'soft-deleted', { state: 'soft-deleted', names: [] });
    return person;
  }

  /** Brings a person back from the deleted items. */
  restore(id: string): Person {
    const person = this.#getIn(id, 'soft-deleted');
    const { properties } = newest(person);
    this.#refuseProblems(properties, person.id);
    this.#ids.set(userNameKey(properties), person.id);
    this.#add(person, 'restored', { state: 'active', names: [] });
    return person;
  }

  /** Removes a person for good; somebody active goes through the deleted items first. Assignments end. */
  purge(idOrUserName: string): Person {
    const person = this.get(idOrUserName);
    if (newest(person).state === 'active') this.softDelete(person.id);
    this.#getIn(person.id, 'soft-deleted');
    this.#add(person, 'purged', { state: 'purged', names: [] });
    this.assignments.revoke(person.id);
    return person;
  }

  #getIn(idOrUserName: string, state: PersonState): Person {
    const person = this.get(idOrUserName);
    const found = newest(person).state;
    if (found !== state) throw new ControlFailure(409, `'${idOrUserName}' is ${found}, not ${state}.`);
    return person;
  }

  #refuseProblems(properties: Properties, id: string): void {
    for (const [name, value] of Object.entries(properties)) {
      const problem = findProblem(name, value);
      if (problem !== undefined) throw new ControlFailure(400, problem);
    }
    const owner = 'userPrincipalName' in properties ? this.#ids.get(userNameKey(properties)) : undefined;
    if (owner !== undefined && owner !== id) throw new ControlFailure(409, 'The user name belongs to somebody else.');
  }

  #add(person: Person, kind: ChangeKind, change: Partial<Person['versions'][0]>): void {
    const before = newest(person);
    const stamp = { seq: this.#mark(), at: this.#now(), kinds: [kind], previousManager: before.manager };
    addVersion(person, { ...before, ...stamp, ...change });
  }

  #mark(): number {
    this.#seq += 1;
    this.#marks.push({ seq: this.#seq, at: this.#now() });
    if (this.#marks.length > rememberedMarks * 2) {
      const dropped = this.#marks.splice(0, rememberedMarks);
      this.#floor = dropped.at(-1)?.seq ?? this.#floor;
    }
    this.#onChange();
    return this.#seq;
  }
}

function userNameKey(properties: Properties): string {
  return String(properties.userPrincipalName).toLowerCase();
}

function isList(name: string): boolean {
  return propertyKind(name) === 'texts';
}

/** A property given as `null` at creation was never set. */
function keepSet(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
}
