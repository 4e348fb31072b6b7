import { type Account, GENESYS, type Profile, SCIM_AUTHORITY } from './account.ts';
import { type Condition, parseConditions } from './conditions.ts';
import { type Answer, scimRefusal, tooManyRequests } from './refusal.ts';
import type { Incoming, SimulatorState } from './simulator-state.ts';
import { ownExternalId, toResource } from './user-document.ts';
import { isExpensive, project, readProjection } from './user-projection.ts';

interface UserFilter {
  readonly kind: string;
  readonly value: string;
  readonly authority?: string;
}

const FILTERS = ['id', 'userName', 'manager', 'email', 'division', 'externalId', 'active', 'employeeNumber'];
const EXTERNAL_IDS = `${GENESYS}:externalIds[`.toLowerCase();

function invalidFilter(): Error {
  return scimRefusal(400, 'invalidFilter', `Only 'eq' on ${FILTERS.join(', ')} and on externalIds is supported`);
}

function readFilter(text: string): UserFilter {
  if (text.toLowerCase().startsWith(EXTERNAL_IDS) && text.endsWith(']')) {
    const conditions = parseConditions(text.slice(EXTERNAL_IDS.length, -1)) ?? [];
    const of = (name: string) => conditions.find((item: Condition) => item.attribute.toLowerCase() === name)?.value;
    const [authority, value] = [of('authority'), of('value')];
    if (conditions.length !== 2 || authority === undefined || value === undefined) throw invalidFilter();
    return { kind: 'externalIds', value, authority };
  }
  const [only, ...others] = parseConditions(text) ?? [];
  const kind = FILTERS.find((name) => name.toLowerCase() === only?.attribute.toLowerCase());
  if (only === undefined || kind === undefined || others.length > 0) throw invalidFilter();
  if (kind === 'active' && !/^(true|false)$/i.test(only.value)) throw invalidFilter();
  return { kind, value: only.value };
}

function matches(account: Account, filter: UserFilter, clientId: string, state: SimulatorState): boolean {
  const { switches } = state;
  const profile: Profile = account.profile;
  const same = (left: string | undefined) => left?.toLowerCase() === filter.value.toLowerCase();
  if (account.state === 'deleted') return false;
  if (filter.kind === 'active') return (account.state === 'active') === (filter.value.toLowerCase() === 'true');
  if (account.state === 'inactive' && switches.filterFindsInactive === 'no') return false;
  switch (filter.kind) {
    case 'id':
      return same(account.id);
    case 'userName':
      return switches.userNameFilterCase === 'exact' ? profile.userName === filter.value : same(profile.userName);
    case 'email':
      return same(profile.userName) || same(profile.workEmail);
    case 'manager':
      return same(profile.managerId);
    case 'division':
      return same(profile.division);
    case 'employeeNumber':
      return profile.employeeNumber === filter.value;
    case 'externalId':
      return ownExternalId(profile, clientId, switches)?.value === filter.value;
    default:
      return profile.externalIds.some((item) => item.authority === filter.authority && item.value === filter.value);
  }
}

/** The few accounts an index names, so that one look-up does not walk the whole organisation. */
function candidates(filter: UserFilter | undefined, state: SimulatorState): Iterable<Account> {
  const { store } = state;
  const narrowed = (found: Account[]) => new Set([...found, ...store.lagging()]);
  if (filter?.kind === 'userName') return narrowed(store.byUserName(filter.value));
  if (filter?.kind === 'id') return narrowed([store.get(filter.value)].filter((item) => item !== undefined));
  if (filter?.kind === 'externalIds') return narrowed(store.byExternalId(filter.authority ?? '', filter.value));
  if (filter?.kind === 'externalId') return narrowed(store.byExternalId(SCIM_AUTHORITY, filter.value));
  return store.all();
}

function search(filter: UserFilter | undefined, clientId: string, state: SimulatorState): Account[] {
  const found: Account[] = [];
  for (const account of candidates(filter, state)) {
    const indexed = state.store.indexed(account, state.switches.listLagMs);
    if (indexed === undefined) continue;
    const fits = filter === undefined ? indexed.state === 'active' : matches(indexed, filter, clientId, state);
    if (fits) found.push(indexed);
  }
  return found.sort((left, right) => left.ordinal - right.ordinal);
}

function readWhole(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^-?\d{1,9}$/.test(text)) throw scimRefusal(400, 'invalidValue', `${name} must be a whole number`);
  return Number(text);
}

/** Answers GET /users: active users by default, 25 of them, from the search index. */
export function listUsers(request: Incoming, clientId: string, state: SimulatorState): Answer {
  const { query } = request;
  const filterText = query.get('filter');
  const filter = filterText === null ? undefined : readFilter(filterText.trim());
  // RFC 7644 3.4.2.4: a start below 1 means 1, a count below 0 means 0.
  const startIndex = Math.max(1, readWhole(query, 'startIndex', 1));
  const count = Math.max(0, readWhole(query, 'count', 25));
  const projection = readProjection(query);
  if (count > 25 && state.switches.heavyList === '429' && isExpensive(projection)) throw tooManyRequests(1);
  const found = search(filter, clientId, state);
  const page = found.slice(startIndex - 1, startIndex - 1 + count);
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: found.length,
    startIndex,
    itemsPerPage: page.length,
    Resources: page.map((account) => project(toResource(account, clientId, state.switches), projection)),
  };
  return { status: 200, body, contentType: 'application/scim+json' };
}
