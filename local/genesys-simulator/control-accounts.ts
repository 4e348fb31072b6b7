import { type Account, HOME_DIVISION, isObject, type JsonObject } from './account.ts';
import { type Answer, platformRefusal } from './refusal.ts';
import { applyEdit, readEdits } from './scim-patch.ts';
import type { Incoming, SimulatorState } from './simulator-state.ts';
import { toDraft, toResource } from './user-document.ts';
import { readFor, softDelete, storeNew, storeNext } from './user-writes.ts';

const PATCH_OP = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];

function bad(message: string): Error {
  return platformRefusal(400, 'bad.request', message);
}

/** An account with its state, as the control door shows it. */
function shown(account: Account, state: SimulatorState): JsonObject {
  const { id, version } = account;
  return { id, state: account.state, version, user: toResource(account, state.mainClientId, state.switches) };
}

function readState(value: unknown): Account['state'] | undefined {
  if (value === undefined || value === 'active' || value === 'inactive' || value === 'deleted') return value;
  throw bad('state must be active, inactive or deleted');
}

/** Stores an account that was there before the connector: a SCIM user plus optional id, state and version. */
export function addAccount(document: unknown, state: SimulatorState): Account {
  if (!isObject(document)) throw bad('An account is a JSON object');
  const { id, version, state: given, clientId = state.mainClientId, ...user } = document;
  const wanted = readState(given);
  if (id !== undefined && (typeof id !== 'string' || state.store.get(id) !== undefined)) {
    throw bad('id must be text that no account has');
  }
  if (version !== undefined && typeof version !== 'number') throw bad('version must be a number');
  if (typeof clientId !== 'string') throw bad('clientId must be text');
  const read = readFor(state, clientId, user, undefined);
  const active = wanted === undefined ? read.active : wanted !== 'inactive';
  const stored = storeNew(
    state,
    { ...read, active },
    { ...(id === undefined ? {} : { id }), ...(version === undefined ? {} : { version }) },
  );
  if (wanted !== 'deleted') return stored;
  const profile = { ...stored.profile, roles: [], division: HOME_DIVISION };
  const deleted: Account = { ...stored, state: 'deleted', profile };
  state.store.put(deleted, 0);
  return deleted;
}

/** Changes an account behind the connector's back: SCIM members to set (null clears) and optionally `state`. */
function editAccount(account: Account, body: JsonObject, state: SimulatorState): Account {
  const { state: given, Operations, ...members } = body;
  const draft = toDraft(account, state.mainClientId, state.switches);
  const operations = Array.isArray(Operations) ? Operations : [];
  const wholes = Object.keys(members).length === 0 ? [] : [{ op: 'replace', value: members }];
  if (operations.length + wholes.length > 0) {
    const edits = readEdits({ schemas: PATCH_OP, Operations: [...wholes, ...operations] });
    for (const edit of edits) applyEdit(draft, edit, state.switches);
  }
  const read = readFor(state, state.mainClientId, draft, account.profile);
  const wanted = readState(given);
  if (wanted === 'deleted') return softDelete(state, { ...account, profile: read.profile });
  const unasked = account.state === 'deleted' && members.active === undefined ? 'deleted' : undefined;
  const next = wanted ?? unasked ?? (read.active === false ? 'inactive' : 'active');
  return storeNext(state, account, next, read.profile);
}

function listed(query: URLSearchParams, state: SimulatorState): Answer {
  const wanted = query.get('state');
  const userName = query.get('userName');
  const from = userName === null ? [...state.store.all()] : state.store.byUserName(userName);
  const found = from.filter((account) => wanted === null || account.state === wanted);
  const start = Math.max(0, Number(query.get('start') ?? '0') || 0);
  const count = Number(query.get('count') ?? found.length);
  const users = found.slice(start, start + count).map((account) => shown(account, state));
  return { status: 200, body: { total: found.length, users } };
}

/** Answers /control/users and /control/users/{id}. */
export function controlAccounts(request: Incoming, id: string, body: unknown, state: SimulatorState): Answer {
  if (id === '') {
    if (request.method === 'GET') return listed(request.query, state);
    if (request.method !== 'POST') throw platformRefusal(405, 'method.not.allowed', 'Use GET or POST');
    if (!Array.isArray(body)) return { status: 201, body: shown(addAccount(body, state), state) };
    return { status: 201, body: { users: body.map((item) => shown(addAccount(item, state), state)) } };
  }
  const account = state.store.get(id);
  if (account === undefined) throw platformRefusal(404, 'not.found', `No account has the id ${id}`);
  switch (request.method) {
    case 'GET':
      return { status: 200, body: shown(account, state) };
    case 'PATCH':
      if (!isObject(body)) throw bad('The change is a JSON object');
      return { status: 200, body: shown(editAccount(account, body, state), state) };
    case 'DELETE':
      if (request.query.get('purge') === 'true') state.store.purge(account.id);
      else softDelete(state, account);
      return { status: 204 };
    default:
      throw platformRefusal(405, 'method.not.allowed', 'Use GET, PATCH or DELETE');
  }
}
