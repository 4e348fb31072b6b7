import { randomUUID } from 'node:crypto';
import { defaultAppRoleId } from './assignment-list.ts';
import type { Reply, Simulator } from './exchange.ts';
import { ControlFailure } from './failures.ts';
import { identityId, jobStates } from './graph-resource.ts';
import { type ManagerLink, newest, type Person } from './person.ts';
import { setSwitches } from './switches.ts';

type Body = Readonly<Record<string, unknown>>;

/** A call at the control door: `segments` is the decoded path below `/control`. */
export interface ControlCall {
  readonly method: string;
  readonly segments: readonly string[];
  readonly query: ReadonlyMap<string, string>;
  readonly body: unknown;
}

/** Answers one call at the control door, where people are changed and faults are armed; it needs no bearer. */
export function answerControl(simulator: Simulator, call: ControlCall): Reply {
  try {
    return { status: call.method === 'POST' ? 201 : 200, headers: {}, body: dispatch(simulator, call) };
  } catch (error) {
    if (!(error instanceof ControlFailure)) throw error;
    return { status: error.status, headers: {}, body: { error: error.message } };
  }
}

function dispatch(simulator: Simulator, call: ControlCall): unknown {
  const [area = '', ...rest] = call.segments;
  const verb = `${call.method} ${area}`;
  if (area === 'people' && rest.length > 0) return changePerson(simulator, call);
  if (rest.length > 0) throw unknownCall(call);
  switch (verb) {
    case 'POST people':
      return showPerson(simulator, createPerson(simulator, asObject(call.body)));
    case 'GET people':
      return listPeople(simulator);
    case 'POST seed':
      return seed(simulator, call.body);
    case 'POST groups':
      return assignGroup(simulator, asObject(call.body));
    case 'POST provisioning':
      return setProvisioning(simulator, asObject(call.body));
    case 'GET faults':
      return simulator.faults.list();
    case 'POST faults':
      for (const fault of Array.isArray(call.body) ? call.body : [call.body]) simulator.faults.add(asObject(fault));
      return simulator.faults.list();
    case 'DELETE faults':
      simulator.faults.clear();
      return [];
    case 'GET switches':
      return simulator.switches;
    case 'POST switches':
      setSwitches(simulator.switches, asObject(call.body));
      return simulator.switches;
    case 'DELETE switches':
      return Object.assign(simulator.switches, simulator.initialSwitches);
    case 'POST expire-tokens':
      simulator.directory.startGeneration();
      return { generation: simulator.directory.generation };
    case 'GET requests':
      return { last: simulator.log.count, requests: simulator.log.since(call.query.get('since')) };
    case 'GET state':
      return describeState(simulator);
    default:
      throw unknownCall(call);
  }
}

function changePerson(simulator: Simulator, call: ControlCall): unknown {
  const { directory } = simulator;
  const [, id = '', action, ...rest] = call.segments;
  const body = call.body === undefined ? {} : asObject(call.body);
  const role = typeof body.appRoleId === 'string' ? body.appRoleId : undefined;
  const show = (person: Person) => showPerson(simulator, person);
  if (rest.length > 0) throw unknownCall(call);
  switch (`${call.method} ${action ?? ''}`) {
    case 'GET ':
      return show(directory.get(id));
    case 'PATCH ':
      return show(directory.update(id, body));
    case 'POST disable':
      return show(directory.update(id, { accountEnabled: false }));
    case 'POST enable':
      return show(directory.update(id, { accountEnabled: true }));
    case 'POST soft-delete':
      return show(directory.softDelete(id));
    case 'POST restore':
      return show(directory.restore(id));
    case 'POST purge':
      return show(directory.purge(id));
    case 'POST assign':
      return show(assign(simulator, directory.get(id), role));
    case 'POST unassign':
      directory.assignments.revoke(directory.get(id).id, role);
      return show(directory.get(id));
    case 'PUT manager':
      return show(directory.setManager(id, readManager(simulator, body)));
    default:
      throw unknownCall(call);
  }
}

function createPerson(simulator: Simulator, body: Body): Person {
  const { id, assigned, manager, ...properties } = body;
  if (id !== undefined && typeof id !== 'string') throw new ControlFailure(400, "'id' is a text.");
  const link = manager === undefined ? null : readManager(simulator, body);
  const person = simulator.directory.create(properties, id);
  if (assigned === true) addAssignment(simulator, person, defaultAppRoleId, true);
  if (link !== null) simulator.directory.setManager(person.id, link);
  return person;
}

/** Managers are looked up last, so that the people of a seed may come in any order. */
function seed(simulator: Simulator, body: unknown): unknown {
  const entries = Array.isArray(body) ? body : asObject(body).people;
  if (!Array.isArray(entries)) throw new ControlFailure(400, 'A seed is an array of people.');
  const created = entries.map((entry) => {
    const { manager, ...rest } = asObject(entry);
    return { person: createPerson(simulator, rest), manager };
  });
  for (const { person, manager } of created) {
    if (manager !== undefined) simulator.directory.setManager(person.id, readManager(simulator, { manager }));
  }
  return { created: created.length, ids: created.map(({ person }) => person.id) };
}

function assign(simulator: Simulator, person: Person, appRoleId = defaultAppRoleId): Person {
  if (newest(person).state !== 'active') throw new ControlFailure(409, `'${person.id}' is not active.`);
  addAssignment(simulator, person, appRoleId, false);
  return person;
}

function addAssignment(simulator: Simulator, person: Person, appRoleId: string, isNew: boolean): void {
  const { assignments } = simulator.directory;
  const createdAt = simulator.now();
  const given = { principalId: person.id, principalType: 'User', groupName: null, appRoleId, createdAt } as const;
  if (isNew) assignments.addNew(given);
  else assignments.add(given);
}

function assignGroup(simulator: Simulator, body: Body): unknown {
  const principalId = typeof body.id === 'string' ? body.id.toLowerCase() : randomUUID();
  const groupName = typeof body.displayName === 'string' ? body.displayName : 'Group';
  const given = { principalId, principalType: 'Group', groupName, appRoleId: defaultAppRoleId } as const;
  return simulator.directory.assignments.add({ ...given, createdAt: simulator.now() });
}

/** `{"state": "Active"}` starts Entra's own provisioning of the application; `None` is a job that was never made. */
function setProvisioning(simulator: Simulator, body: Body): unknown {
  const state = jobStates.find((each) => each === body.state);
  if (state === undefined) throw new ControlFailure(400, `'state' is one of ${jobStates.join(', ')}.`);
  simulator.provisioning.state = state;
  return simulator.provisioning;
}

/** `{"manager": id, user name or null}`; with `"type": "orgContact"` any id stands for a contact. */
function readManager(simulator: Simulator, body: Body): ManagerLink | null {
  const { manager, type } = body;
  if (manager === null) return null;
  if (typeof manager !== 'string') throw new ControlFailure(400, "'manager' is an id, a user name or null.");
  if (type === 'orgContact') return { id: manager.toLowerCase(), type };
  return { id: simulator.directory.get(manager).id, type: 'user' };
}

function showPerson(simulator: Simulator, person: Person, principals = simulator.directory.assignments.principals()) {
  const { state, properties, manager, at } = newest(person);
  const changedAt = new Date(at).toISOString();
  return { id: person.id, state, assigned: principals.has(person.id), manager, changedAt, properties };
}

function listPeople(simulator: Simulator): unknown {
  const principals = simulator.directory.assignments.principals();
  const people = [...simulator.directory.people].map((person) => showPerson(simulator, person, principals));
  return { count: people.length, people };
}

function describeState(simulator: Simulator): unknown {
  const { directory, log, throttle, appId, faults } = simulator;
  const states = { active: 0, 'soft-deleted': 0, purged: 0 };
  for (const person of directory.people) states[newest(person).state] += 1;
  const { tenantId, servicePrincipalId, seq, generation, assignments } = directory;
  return {
    people: states,
    assigned: assignments.principals().size,
    requests: log.count,
    resourceUnits: throttle.total,
    faults: faults.list().length,
    appId,
    tenantId,
    servicePrincipalId,
    identityId,
    changes: seq,
    generation,
  };
}

function asObject(value: unknown): Body {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value));
  throw new ControlFailure(400, 'The body has to be a JSON object.');
}

function unknownCall(call: ControlCall): ControlFailure {
  return new ControlFailure(404, `The control door has no ${call.method} /control/${call.segments.join('/')}.`);
}
