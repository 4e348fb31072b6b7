import { asConnectorError } from '../../shared/domain/connector-error.ts';
import { readNextLink, readValue } from '../../shared/graph/delta-page.ts';
import type { GraphChannel } from '../../shared/graph/graph-channel.ts';
import { graphError } from '../../shared/graph/graph-errors.ts';
import { GRAPH_APP_ID } from '../../shared/graph/permissions.ts';
import { principalPath } from '../../shared/graph/service-principal.ts';
import { isObject } from '../../shared/http/bounded-body.ts';

/** Graph's own service principal in the tenant, with the ids of the permissions that applications can be given. */
export interface GraphResource {
  readonly id: string;
  readonly roleIds: ReadonlyMap<string, string>;
}

const MOST_PAGES = 100;

/** Reads Graph's own service principal. Ids are looked up by value, since only the values are documented. */
export async function readGraphResource(channel: GraphChannel): Promise<GraphResource> {
  const path = principalPath({ appId: GRAPH_APP_ID });
  const { id, appRoles } = await channel.get(`${channel.root}${path}?$select=id,appRoles`);
  if (typeof id !== 'string' || !Array.isArray(appRoles)) {
    throw graphError('contract', 'Graph sent its own service principal without id or roles');
  }
  const named = appRoles.flatMap((role: unknown) => {
    if (!isObject(role) || typeof role.id !== 'string' || typeof role.value !== 'string') return [];
    const forApplications = Array.isArray(role.allowedMemberTypes) && role.allowedMemberTypes.includes('Application');
    return forApplications && role.isEnabled !== false ? [[role.value, role.id] as const] : [];
  });
  return { id, roleIds: new Map(named) };
}

/** The display name of a service principal. @throws ConnectorError `notFound` when there is none with this object id */
export async function readPrincipalName(channel: GraphChannel, objectId: string): Promise<string> {
  const { displayName } = await channel.get(`${channel.root}${principalPath({ objectId })}?$select=id,displayName`);
  return typeof displayName === 'string' ? displayName : objectId;
}

/** The names of Graph's permissions that a service principal has been given; an id nobody knows stands for itself. */
export async function readGranted(
  channel: GraphChannel,
  resource: GraphResource,
  objectId: string,
): Promise<ReadonlySet<string>> {
  const names = new Map([...resource.roleIds].map(([value, id]) => [id, value]));
  const granted = new Set<string>();
  let url: string | undefined = `${channel.root}${principalPath({ objectId })}/appRoleAssignments`;
  for (let pages = 0; url !== undefined; pages += 1) {
    if (pages === MOST_PAGES) throw graphError('contract', 'Graph sends pages of permissions without an end');
    const body = await channel.get(url);
    for (const row of readValue(body)) {
      if (!isObject(row) || typeof row.appRoleId !== 'string' || typeof row.resourceId !== 'string') {
        throw graphError('contract', 'Graph sent an assignment without its role');
      }
      if (row.resourceId === resource.id) granted.add(names.get(row.appRoleId) ?? row.appRoleId);
    }
    url = readNextLink(body, { url, origin: channel.origin });
  }
  return granted;
}

/**
 * Gives one permission. False when it turns out to be there already, which Graph answers with 400 as it does a request it does not
 * understand: only the list tells the two apart. @throws ConnectorError
 */
export async function grant(
  channel: GraphChannel,
  resource: GraphResource,
  objectId: string,
  value: string,
): Promise<boolean> {
  const appRoleId = resource.roleIds.get(value);
  if (appRoleId === undefined) throw graphError('contract', `Graph has no application permission ${value} here`);
  const body = { principalId: objectId, resourceId: resource.id, appRoleId };
  try {
    await channel.post(`${channel.root}${principalPath({ objectId })}/appRoleAssignments`, body);
    return true;
  } catch (error) {
    if (asConnectorError(error)?.status !== 400) throw error;
    if ((await readGranted(channel, resource, objectId)).has(value)) return false;
    throw error;
  }
}
