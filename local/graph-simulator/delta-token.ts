import { allowOnly, type GraphRequest, parseSelect, type Simulator } from './exchange.ts';
import { badRequest, GraphFailure } from './failures.ts';
import { propertyKind, untrackedProperties } from './properties.ts';
import type { FeedToken } from './tokens.ts';

/** Path of the only feed there is. */
const usersDeltaPath = '/v1.0/users/delta';

const maxIds = 50;
const idTerm = /^id eq '([^']+)'$/i;

/** Works out which part of which round a call asks for. @throws GraphFailure as the service refuses it */
export function readDeltaRequest(simulator: Simulator, request: GraphRequest): FeedToken {
  const { query } = request;
  const skip = query.get('$skiptoken');
  const delta = query.get('$deltatoken');
  if (skip !== undefined) return readToken(simulator, request, 'skip', skip);
  if (delta !== undefined && delta !== '' && delta !== 'latest') return readToken(simulator, request, 'delta', delta);
  // `$top` and `$expand` are ignored without a word (Graph: delta-query-overview, observed).
  allowOnly(query, ['$select', '$filter', '$top', '$expand', '$deltatoken']);
  const to = simulator.directory.visibleSeq(simulator.switches.lagUsersDeltaMs);
  const latest = delta === 'latest';
  return {
    kind: 'delta',
    set: 'users',
    generation: simulator.directory.generation,
    select: readTrackedSelect(query.get('$select')),
    ids: readIds(query.get('$filter')),
    first: !latest,
    from: latest ? to : 0,
    to,
    position: 0,
    before: 0,
    issuedAt: simulator.now(),
  };
}

/** The address under which a token is handed out. */
export function tokenUrl(simulator: Simulator, request: GraphRequest, token: FeedToken): string {
  return `${request.origin}${usersDeltaPath}?$${token.kind}token=${simulator.tokens.encode(token)}`;
}

function readToken(simulator: Simulator, request: GraphRequest, kind: 'skip' | 'delta', text: string): FeedToken {
  const { switches, directory, now } = simulator;
  const token = simulator.tokens.decode(text);
  if (token === undefined || token.set !== 'users' || token.kind !== kind) throw badRequest('Badly formed token.');
  allowOnly(request.query, [`$${kind}token`]);
  const { fault } = request;
  const ageMs = now() - token.issuedAt;
  if (fault?.kind === 'page-token-expired' || (kind === 'skip' && ageMs > switches.skipTokenLifeMs)) {
    throw new GraphFailure(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.');
  }
  const isTooOld = kind === 'delta' && ageMs > switches.deltaTokenLifeMs;
  if (fault?.kind === 'token-expired' || isTooOld || token.generation !== directory.generation) {
    throw expired(simulator, request, token, fault?.kind === 'token-expired' ? fault.form : switches.expiryForm);
  }
  if (kind === 'skip') return token;
  const from = fault?.kind === 'replay-last-round' ? token.before : token.from;
  const to = Math.max(directory.visibleSeq(switches.lagUsersDeltaMs), token.to);
  return { ...token, from, to, position: 0 };
}

function expired(simulator: Simulator, request: GraphRequest, token: FeedToken, form: string): GraphFailure {
  const { syncStateStatus, syncStateCode } = simulator.switches;
  const lost = 'The sync state generation is not found.';
  if (form === 'badly-formed') return badRequest('Badly formed token.');
  if (form === 'sync-state-not-found') return new GraphFailure(syncStateStatus, syncStateCode, lost);
  if (form === 'older-than-30-days') {
    return badRequest('DeltaLink older than 30 days is not supported.', 'Request_UnsupportedQuery');
  }
  const select = token.select.length === 0 ? '' : `$select=${token.select.join(',')}&`;
  const filter = token.ids.length === 0 ? '' : `$filter=${token.ids.map((id) => `id eq '${id}'`).join(' or ')}&`;
  const location = `${request.origin}${usersDeltaPath}?${select}${filter.replaceAll(' ', '%20')}$deltatoken=`;
  return new GraphFailure(410, 'syncStateNotFound', lost, { Location: location });
}

function readTrackedSelect(text: string | undefined): string[] {
  const names = parseSelect(text);
  const untracked = names.filter((name) => untrackedProperties.has(name));
  if (untracked.length > 0) {
    const reason = 'for this entity set, $expand/$select is not supported for the following properties';
    throw badRequest(`Invalid request for delta query: ${reason}: ${untracked.join(', ')}`, 'BadRequest');
  }
  for (const name of names) {
    if (name === 'id' || name === 'manager' || propertyKind(name) !== undefined) continue;
    const reason = `Could not find a property named '${name}' on type 'microsoft.graph.user'.`;
    throw badRequest(`Parsing OData Select and Expand failed: ${reason}`, 'BadRequest');
  }
  return names;
}

function readIds(filter: string | undefined): string[] {
  if (filter === undefined) return [];
  const ids = filter.split(/ or /i).map((term) => idTerm.exec(term.trim())?.[1]?.toLowerCase());
  const valid = ids.filter((id) => id !== undefined);
  if (valid.length !== ids.length) {
    throw badRequest('Only ids can be filtered for with change tracking.', 'Request_UnsupportedQuery');
  }
  if (valid.length > maxIds) {
    throw badRequest(`A filter can name at most ${maxIds} objects.`, 'Request_UnsupportedQuery');
  }
  return valid;
}
