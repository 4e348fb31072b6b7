import { isObject, type JsonObject } from './account.ts';
import type { Catalogue } from './catalogue.ts';
import { addAccount, controlAccounts } from './control-accounts.ts';
import { type Answer, platformRefusal } from './refusal.ts';
import type { Incoming, SimulatorState } from './simulator-state.ts';
import { applySwitches } from './switches.ts';

function bad(message: string): Error {
  return platformRefusal(400, 'bad.request', message);
}

function readBody(request: Incoming): unknown {
  if (request.body === '') return {};
  try {
    return JSON.parse(request.body);
  } catch {
    throw bad('The request body is not valid JSON');
  }
}

function objectOf(body: unknown): JsonObject {
  if (isObject(body)) return body;
  throw bad('The body must be a JSON object');
}

function seed(body: JsonObject, state: SimulatorState): Answer {
  const { reset = false, users = 0, prefix = 'seed', domain = 'example.org', state: accountState, ...names } = body;
  if (typeof users !== 'number' || !Number.isInteger(users) || users < 0 || users > 200_000) {
    throw bad('users must be a whole number up to 200000');
  }
  for (const [kind, list] of Object.entries(names)) {
    if (!(kind in state.catalogue)) throw bad(`Nothing called ${kind} can be seeded`);
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) throw bad(`${kind} must be names`);
  }
  if (reset === true) state.store.clear();
  for (const [kind, list] of Object.entries(names)) {
    const held = state.catalogue[kind as keyof Catalogue];
    state.catalogue[kind as keyof Catalogue] = [...new Set([...held, ...(list as string[])])];
  }
  for (let index = 1; index <= users; index += 1) {
    const userName = `${String(prefix)}${index}@${String(domain)}`;
    addAccount({ userName, displayName: `${String(prefix)} ${index}`, state: accountState }, state);
  }
  state.touch();
  return { status: 200, body: { accounts: state.store.size, catalogue: state.catalogue } };
}

function stats(state: SimulatorState): Answer {
  const byState = { active: 0, inactive: 0, deleted: 0 };
  for (const account of state.store.all()) byState[account.state] += 1;
  const { allowedPerWindow, windowMs } = state.switches;
  const window = { maxUsed: state.rates.maxUsed, allowed: allowedPerWindow, windowMs };
  return { status: 200, body: { ...state.log.totals(), accounts: byState, window } };
}

function addClient(body: JsonObject, state: SimulatorState): Answer {
  const { clientId, clientSecret } = body;
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') throw bad('clientId and clientSecret are text');
  state.tokens.addClient(clientId, clientSecret);
  return { status: 204 };
}

/** Answers the control door; it needs no token because the simulator listens on the loopback address only. */
export function routeControl(request: Incoming, state: SimulatorState): Answer {
  const [, door = '', id = ''] = /^\/control\/([a-z]+)(?:\/([^/]+))?$/.exec(request.path) ?? [];
  const body = readBody(request);
  if (door === 'users') return controlAccounts(request, id, body, state);
  switch (`${request.method} ${door}`) {
    case 'POST faults':
      return { status: 201, body: { faults: state.faults.arm(body) } };
    case 'GET faults':
      return { status: 200, body: { faults: state.faults.list() } };
    case 'DELETE faults':
      state.faults.clear(request.query.get('name') ?? undefined);
      return { status: 204 };
    case 'POST switches':
      applySwitches(state.switches, body);
      state.touch();
      return { status: 200, body: state.switches };
    case 'GET switches':
      return { status: 200, body: state.switches };
    case 'GET requests':
      return { status: 200, body: state.log.since(Number(request.query.get('since') ?? '0') || 0) };
    case 'DELETE requests':
      state.log.reset();
      state.rates.reset();
      return { status: 204 };
    case 'GET stats':
      return stats(state);
    case 'POST seed':
      return seed(objectOf(body), state);
    case 'POST clients':
      return addClient(objectOf(body), state);
    case 'DELETE tokens':
      state.tokens.revokeAll();
      return { status: 204 };
    default:
      throw platformRefusal(404, 'not.found', `The control door has no ${request.method} ${request.path}`);
  }
}
