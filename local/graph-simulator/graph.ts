import { answerBatch } from './batch.ts';
import type { GraphRequest, Reply, Simulator } from './exchange.ts';
import { found, parsePath, parseQuery } from './exchange.ts';
import { badRequest, GraphFailure, resourceNotFound } from './failures.ts';
import { type FaultTarget, isReplyFault } from './faults.ts';
import { bodilessReply, describeFault, errorReply } from './graph-errors.ts';
import {
  answerGrants,
  answerGraphPrincipal,
  answerIdentityPrincipal,
  answerJobs,
  grantRole,
  graphAppId,
  graphPrincipalId,
  identityId,
  insufficientPrivileges,
} from './graph-resource.ts';
import { answerAssignments, answerServicePrincipal, refuseOtherPrincipal } from './service-principals.ts';
import { resourceUnits } from './throttle-budget.ts';
import { answerUsersDelta } from './users-delta.ts';
import { answerDeletedItem, answerManager, answerUser } from './users-read.ts';

/** A request before it is taken apart. */
export type PlainRequest = Pick<GraphRequest, 'method' | 'url' | 'headers' | 'body' | 'origin' | 'isItem' | 'fault'>;

/** What a fault may look at. */
export function faultTarget(request: Omit<PlainRequest, 'fault'>): FaultTarget {
  const path = request.url.split('?', 1)[0] ?? '';
  return {
    method: request.method,
    path,
    isItem: request.isItem,
    isPaged: request.method === 'GET' && /\/(users\/(microsoft\.graph\.)?delta(\(\))?|appRoleAssignedTo)$/i.test(path),
    carriesToken: /[?&](\$|%24)(skip|delta)token=(?!latest(&|$))[^&]/i.test(request.url),
  };
}

/** Answers one request to Graph, alone or inside a batch; never throws. */
export function answerGraph(simulator: Simulator, plain: PlainRequest): Reply {
  let spent: Record<string, string> = {};
  try {
    const request = { ...plain, segments: parsePath(plain.url).slice(1), query: parseQuery(plain.url) };
    const odd = bodilessReply(request);
    if (odd !== undefined) return odd;
    if (plain.fault !== undefined && isReplyFault(plain.fault)) {
      throw new GraphFailure(...describeFault(simulator, plain.fault));
    }
    const roles = simulator.login.rolesOf(request.headers.get('authorization'));
    if (request.segments.length === 1 && request.segments[0] === '$batch') return batch(simulator, request);
    spent = simulator.throttle.spend(resourceUnits(request.query));
    const route = findRoute(simulator, request);
    const isWide = route.isNarrow !== true && roles.includes('Directory.Read.All');
    if (!route.roles.some((role) => roles.includes(role)) && !isWide) throw insufficientPrivileges();
    const reply = route.answer();
    return { ...reply, headers: { ...spent, ...reply.headers } };
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    const reply = errorReply(simulator, plain.headers, error);
    return { ...reply, headers: { ...spent, ...reply.headers } };
  }
}

interface Route {
  /** Any of these opens it. */
  readonly roles: readonly string[];
  /** Directory.Read.All does not open it. */
  readonly isNarrow?: true;
  readonly answer: () => Reply;
}

function batch(simulator: Simulator, request: GraphRequest): Reply {
  if (request.isItem) throw badRequest('A batch cannot contain a batch.', 'BadRequest');
  if (request.method !== 'POST') throw methodNotAllowed();
  return answerBatch(simulator, request, (item) => {
    const fault = simulator.faults.take(faultTarget(item));
    return answerGraph(simulator, { ...item, fault });
  });
}

function findRoute(simulator: Simulator, request: GraphRequest): Route {
  const [first = '', second, third, ...rest] = request.segments;
  if (request.method !== 'GET') {
    const grants = findGrantsRoute(simulator, request);
    if (grants !== undefined) return grants;
    if (['users', 'servicePrincipals', 'organization', 'directory'].includes(first)) throw methodNotAllowed();
    throw notBuilt(request);
  }
  if (first === 'users' && second !== undefined && rest.length === 0) {
    const roles = ['User.Read.All'];
    if (third === undefined && /^(microsoft\.graph\.)?delta(\(\))?$/.test(second)) {
      return { roles, answer: () => answerUsersDelta(simulator, request) };
    }
    if (third === undefined) return { roles, answer: () => answerUser(simulator, request, second) };
    if (third === 'manager') return { roles, answer: () => answerManager(simulator, request, second) };
  }
  if (first === 'directory' && second === 'deletedItems' && third !== undefined && isUserCast(rest)) {
    return { roles: ['User.Read.All'], answer: () => answerDeletedItem(simulator, request, third) };
  }
  if (first === 'organization' && second === undefined) {
    return { roles: ['Organization.Read.All', 'User.Read.All'], answer: () => organization(simulator, request) };
  }
  return (
    findGrantsRoute(simulator, request) ??
    findOtherPrincipalRoute(request) ??
    findJobsRoute(simulator, request) ??
    findServicePrincipalRoute(simulator, request)
  );
}

const readsApplications = { roles: ['Application.Read.All'] };

function findGrantsRoute(simulator: Simulator, request: GraphRequest): Route | undefined {
  const [first, id, tail, ...rest] = request.segments;
  if (first !== 'servicePrincipals' || tail !== 'appRoleAssignments' || rest.length > 0) return undefined;
  if (request.method === 'GET') {
    const answer = (): Reply => {
      refuseOtherThan(identityId, id);
      return answerGrants(simulator, request);
    };
    return { ...readsApplications, answer };
  }
  if (request.method !== 'POST') throw methodNotAllowed();
  const answer = (): Reply => {
    refuseOtherThan(identityId, id);
    return grantRole(simulator, request);
  };
  return { roles: ['AppRoleAssignment.ReadWrite.All'], isNarrow: true, answer };
}

/** Graph's own service principal, and the identity. */
function findOtherPrincipalRoute(request: GraphRequest): Route | undefined {
  const [first = '', id, ...rest] = request.segments;
  const isGraph =
    (first === `servicePrincipals(appId='${graphAppId}')` && id === undefined) ||
    (first === 'servicePrincipals' && id === graphPrincipalId && rest.length === 0);
  if (isGraph) return { ...readsApplications, answer: () => answerGraphPrincipal(request) };
  if (first !== 'servicePrincipals' || id !== identityId || rest.length > 0) return undefined;
  return { ...readsApplications, answer: () => answerIdentityPrincipal(request) };
}

/** Entra's own provisioning is addressed by object id only. */
function findJobsRoute(simulator: Simulator, request: GraphRequest): Route | undefined {
  const [first, id, ...rest] = request.segments;
  if (first !== 'servicePrincipals' || rest.join('/') !== 'synchronization/jobs') return undefined;
  const answer = (): Reply => {
    refuseOtherThan(simulator.directory.servicePrincipalId, id);
    return answerJobs(simulator, request);
  };
  const roles = ['Synchronization.Read.All', 'Synchronization.ReadWrite.All', 'Application.ReadWrite.OwnedBy'];
  return { roles, isNarrow: true, answer };
}

function refuseOtherThan(known: string, id: string | undefined): void {
  if (id?.toLowerCase() !== known) throw resourceNotFound(id ?? '');
}

function findServicePrincipalRoute(simulator: Simulator, request: GraphRequest): Route {
  const [first = '', ...others] = request.segments;
  const appId = /^servicePrincipals\(appId='([^']*)'\)$/i.exec(first)?.[1];
  const [id, tail, ...rest] = appId === undefined ? others : [undefined, ...others];
  const isAddressed = appId !== undefined || (first === 'servicePrincipals' && id !== undefined && id !== 'delta');
  if (!isAddressed || rest.length > 0 || (tail !== undefined && tail !== 'appRoleAssignedTo')) throw notBuilt(request);
  const address = { ...(id === undefined ? {} : { id }), ...(appId === undefined ? {} : { appId }) };
  const answer = (): Reply => {
    refuseOtherPrincipal(simulator, address);
    return tail === undefined ? answerServicePrincipal(simulator, request) : answerAssignments(simulator, request);
  };
  return { roles: ['Application.Read.All'], answer };
}

function organization(simulator: Simulator, request: GraphRequest): Reply {
  const { tenantId } = simulator.directory;
  const verifiedDomains = [{ name: 'contoso.example', type: 'Managed', isDefault: true, isInitial: true }];
  const value = [{ id: tenantId, displayName: 'Contoso', tenantType: 'AAD', verifiedDomains }];
  return found({ '@odata.context': `${request.origin}/v1.0/$metadata#organization`, value });
}

function isUserCast(rest: readonly string[]): boolean {
  return rest.length === 0 || (rest.length === 1 && rest[0] === 'microsoft.graph.user');
}

function methodNotAllowed(): GraphFailure {
  return new GraphFailure(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
}

function notBuilt(request: GraphRequest): GraphFailure {
  const text = `The simulator does not answer ${request.method} /${request.segments.join('/')}.`;
  return new GraphFailure(501, 'NotImplemented', text);
}
