import { randomUUID } from 'node:crypto';
import { allowOnly, found, type GraphRequest, parseSelect, type Reply, type Simulator } from './exchange.ts';
import { badRequest, GraphFailure, resourceNotFound } from './failures.ts';
import { pickColumns } from './service-principals.ts';

/** The application id of Microsoft Graph, the same in every tenant. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';
/** Object ids in this tenant: of Graph's own service principal, and of the identity whose permissions are the switch `roles`. */
export const graphPrincipalId = '0f2c3e0a-6d0b-4c7c-9f43-0c9a4d0b7e11';
export const identityId = '7d6f0c1e-2b1a-4f0e-9a57-3c5e0b9d8f42';

/** Some of the application permissions Graph offers, with the ids it gives them. */
const appRoles: Readonly<Record<string, string>> = {
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'User.ReadWrite.All': '741f803b-c850-494e-b5df-cde7c675a1ca',
  'GroupMember.Read.All': '98830695-27a2-44f7-8c18-0c3ebc9698f6',
  'Group.Read.All': '5b567255-7703-4780-807c-7be8301ae99b',
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  'Member.Read.Hidden': '658aa5d8-239f-45c4-aa12-864f4fc7e490',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
  'AppRoleAssignment.ReadWrite.All': '06b708a9-e830-4db3-a914-8e69da51d44f',
};

/** The permissions in a text with blanks between, as the switch `roles` has them. */
export function splitRoles(text: string): string[] {
  return text.split(' ').filter((role) => role !== '');
}

/** Answers `GET /v1.0/servicePrincipals/{id}` for Graph's own service principal. */
export function answerGraphPrincipal(request: GraphRequest): Reply {
  const roles = Object.entries(appRoles).map(([value, id]) => describeRole(value, id, 'Application'));
  // The delegated twin of a permission is another list; a role for people only, as any resource may have, is no permission.
  const forPeople = describeRole('User.Read.All', '00000000-0000-4000-8000-000000000001', 'User');
  return answerPrincipal(request, {
    id: graphPrincipalId,
    deletedDateTime: null,
    accountEnabled: true,
    appId: graphAppId,
    appRoles: [...roles, forPeople],
    displayName: 'Microsoft Graph',
    servicePrincipalType: 'Application',
  });
}

function describeRole(value: string, id: string, member: 'Application' | 'User'): Record<string, unknown> {
  const text = { description: value, displayName: value, isEnabled: true, origin: 'Application' };
  return { allowedMemberTypes: [member], id, value, ...text };
}

/** Answers `GET /v1.0/servicePrincipals/{id}` for the identity. */
export function answerIdentityPrincipal(request: GraphRequest): Reply {
  return answerPrincipal(request, {
    id: identityId,
    deletedDateTime: null,
    accountEnabled: true,
    appRoles: [],
    displayName: 'connector-identity',
    servicePrincipalType: 'ManagedIdentity',
  });
}

function answerPrincipal(request: GraphRequest, body: Record<string, unknown>): Reply {
  allowOnly(request.query, ['$select']);
  const select = parseSelect(request.query.get('$select'));
  const context = `${request.origin}/v1.0/$metadata#servicePrincipals/$entity`;
  return found({ '@odata.context': context, ...pickColumns(body, select, 'servicePrincipal') });
}

/** Answers `GET …/{identity}/appRoleAssignments`, as many a page as a page of assignments has. */
export function answerGrants(simulator: Simulator, request: GraphRequest): Reply {
  allowOnly(request.query, ['$skiptoken']);
  const start = Number(request.query.get('$skiptoken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw badRequest('Badly formed token.');
  const size = simulator.switches.assignmentPageSize;
  // One of another resource is among them, as an identity may have anywhere.
  const other = {
    ...describeGrant('Tables.Read', randomUUID()),
    resourceId: randomUUID(),
    resourceDisplayName: 'Other',
  };
  const all = [other, ...grantsOf(simulator)];
  const path = request.url.split('?', 1)[0] ?? '';
  const next =
    start + size < all.length ? { '@odata.nextLink': `${request.origin}${path}?$skiptoken=${start + size}` } : {};
  const context = `${request.origin}/v1.0/$metadata#servicePrincipals('${identityId}')/appRoleAssignments`;
  return found({ '@odata.context': context, ...next, value: all.slice(start, start + size) });
}

/** Answers `POST …/{identity}/appRoleAssignments`: from then on the caller of the connector has the permission, and its new tokens show it. */
export function grantRole(simulator: Simulator, request: GraphRequest): Reply {
  const { principalId, resourceId, appRoleId } = readBody(request.body);
  if (principalId !== identityId || resourceId !== graphPrincipalId)
    throw resourceNotFound(`${principalId}/${resourceId}`);
  const [value] = Object.entries(appRoles).find(([, id]) => id === appRoleId) ?? [];
  if (value === undefined) throw badRequest('Permission being assigned was not found on application');
  const roles = splitRoles(simulator.switches.roles);
  if (roles.includes(value)) throw badRequest('Permission being assigned already exists on the object');
  simulator.switches.roles = [...roles, value].join(' ');
  return { status: 201, headers: {}, body: describeGrant(value, appRoleId) };
}

function readBody(body: unknown): { principalId: string; resourceId: string; appRoleId: string } {
  const given = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  const texts = Object.fromEntries(given.filter(([, value]) => typeof value === 'string')) as Record<string, string>;
  const { principalId, resourceId, appRoleId, ...rest } = texts;
  if (principalId === undefined || resourceId === undefined || appRoleId === undefined) {
    throw badRequest('One or more properties are missing: principalId, resourceId, appRoleId.');
  }
  if (Object.keys(rest).length > 0) throw badRequest(`Invalid properties: ${Object.keys(rest).join(', ')}.`);
  return { principalId, resourceId, appRoleId };
}

function grantsOf(simulator: Simulator): Record<string, unknown>[] {
  return splitRoles(simulator.switches.roles).flatMap((value) => {
    const id = appRoles[value];
    return id === undefined ? [] : [describeGrant(value, id)];
  });
}

function describeGrant(value: string, appRoleId: string): Record<string, unknown> {
  return {
    id: Buffer.from(`${identityId}${value}`).toString('base64url').slice(0, 43),
    deletedDateTime: null,
    appRoleId,
    createdDateTime: '2026-01-05T09:00:00Z',
    principalDisplayName: 'connector-identity',
    principalId: identityId,
    principalType: 'ServicePrincipal',
    resourceDisplayName: 'Microsoft Graph',
    resourceId: graphPrincipalId,
  };
}

/** Answers `GET …/{application}/synchronization/jobs`: the gallery app's job, once the control door has made one. */
export function answerJobs(simulator: Simulator, request: GraphRequest): Reply {
  allowOnly(request.query, []);
  const { state } = simulator.provisioning;
  const id = `genesyscloud.${simulator.directory.tenantId.replaceAll('-', '')}.${identityId}`;
  const schedule = { expiration: null, interval: 'PT40M', state };
  const status = { code: state === 'Active' ? 'Active' : 'Paused', quarantine: null, progress: [] };
  const value = state === 'None' ? [] : [{ id, templateId: 'genesyscloud', schedule, status }];
  const context = `${request.origin}/v1.0/$metadata#servicePrincipals('${simulator.directory.servicePrincipalId}')/synchronization/jobs`;
  return found({ '@odata.context': context, value });
}

/** What the job of Entra's own provisioning may be. */
export const jobStates = ['None', 'Active', 'Paused', 'Disabled'] as const;

/** The refusal of a caller without the permission. */
export function insufficientPrivileges(): GraphFailure {
  return new GraphFailure(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
