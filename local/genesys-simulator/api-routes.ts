import { type Answer, platformRefusal, scimRefusal } from './refusal.ts';
import type { Incoming, SimulatorState } from './simulator-state.ts';
import { listUsers } from './user-list.ts';
import { createUser, oneUser } from './user-routes.ts';

const GRANTS = [
  'authorization:grant:add',
  'authorization:grant:delete',
  'routing:skill:assign',
  'routing:language:assign',
  'telephony:extension:assign',
];
const EDITS = ['directory:user:edit', 'directory:user:setPassword', ...GRANTS];
const PERMISSIONS: { readonly [operation: string]: readonly string[] } = {
  'POST users': ['directory:user:add', ...GRANTS],
  'PUT users': EDITS,
  'PATCH users': EDITS,
  'DELETE users': ['directory:user:delete'],
  'GET groups': ['directory:group:edit'],
  'GET roles': ['authorization:role:view'],
};

function checkPermission(operation: string, state: SimulatorState): void {
  const anyOf = PERMISSIONS[operation];
  const isGranted = anyOf === undefined || anyOf.some((name) => !state.switches.missingPermissions.includes(name));
  if (isGranted) return;
  const message = `Unable to perform the requested action. You must have at least one of the following permissions: [${anyOf.join(', ')}]`;
  throw platformRefusal(403, 'missing.any.permissions', message);
}

function json(body: unknown): Answer {
  return { status: 200, body, contentType: 'application/json' };
}

function serviceProviderConfig(): Answer {
  const body = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false },
    filter: { supported: true },
    changePassword: { supported: true },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      { name: 'OAuth Bearer Token', description: 'OAuth 2 bearer token', type: 'oauthbearertoken' },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: '/api/v2/scim/v2/serviceproviderconfig' },
  };
  return { status: 200, body, contentType: 'application/scim+json' };
}

function roles(request: Incoming, state: SimulatorState): Answer {
  checkPermission('GET roles', state);
  const wanted = request.query.get('name')?.replaceAll('*', '').toLowerCase();
  const named = state.catalogue.roles
    .map((name) => ({ id: `role-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`, name }))
    .filter((role) => wanted === undefined || role.name.toLowerCase().includes(wanted));
  const pageSize = Math.max(1, Number(request.query.get('pageSize') ?? '25') || 25);
  const pageNumber = Math.max(1, Number(request.query.get('pageNumber') ?? '1') || 1);
  const entities = named.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  const pageCount = Math.max(1, Math.ceil(named.length / pageSize));
  return json({ entities, pageSize, pageNumber, total: named.length, pageCount });
}

function groups(request: Incoming, rest: string, state: SimulatorState): Answer {
  const isCollectionWrite = (request.method === 'POST' && rest === '') || request.method === 'DELETE';
  if (isCollectionWrite) {
    if (state.switches.groupWrites === '405')
      throw platformRefusal(405, 'method.not.allowed', 'Groups are not created');
    throw platformRefusal(404, 'not.found', 'The requested resource was not found');
  }
  if (request.method !== 'GET' || rest !== '') {
    throw platformRefusal(501, 'not.implemented', `The simulator does not play ${request.method} on one group`);
  }
  checkPermission('GET groups', state);
  const filter = request.query.get('filter');
  if (filter === null && state.switches.groupsWithoutFilter === '400') {
    throw platformRefusal(400, 'bad.request', 'The query parameter filter is required');
  }
  if (filter !== null && !/^\s*(id|displayname)\s+eq\s+\S/i.test(filter)) {
    throw scimRefusal(400, 'invalidFilter', "Only 'eq' on id and displayName is supported");
  }
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
  const body = { schemas, totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] };
  return { status: 200, body, contentType: 'application/scim+json' };
}

/** Routes a request below /api/v2; paths are matched in any letter case, with or without the SCIM version. */
export function routeApi(request: Incoming, clientId: string, state: SimulatorState): Answer {
  const path = request.path.replace(/\/+$/, '').toLowerCase();
  if (request.method === 'GET' && path === '/api/v2/authorization/roles') return roles(request, state);
  if (request.method === 'GET' && path === '/api/v2/organizations/me') {
    return json({ id: '00000000-0000-4000-8000-00000000c10d', name: 'Simulated Organisation', state: 'active' });
  }
  const [, resource = '', rest = ''] = /^\/api\/v2\/scim(?:\/v2)?\/([a-z]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (resource === 'users') {
    checkPermission(`${request.method} users`, state);
    if (rest !== '') return oneUser(request, rest, clientId, state);
    if (request.method === 'GET') return listUsers(request, clientId, state);
    if (request.method === 'POST') return createUser(request, clientId, state);
    throw platformRefusal(405, 'method.not.allowed', `${request.method} is not supported on the list of users`);
  }
  if (resource === 'groups') return groups(request, rest, state);
  if (resource === 'serviceproviderconfig' && request.method === 'GET') return serviceProviderConfig();
  if (resource === 'schemas' || resource === 'resourcetypes') {
    throw platformRefusal(501, 'not.implemented', `The simulator does not play ${resource}`);
  }
  throw platformRefusal(404, 'not.found', 'The requested resource was not found');
}
