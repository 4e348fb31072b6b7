import { isObject } from '../http/bounded-body.ts';
import type { AssignmentsPage } from '../sync/ports.ts';
import { assertOrigin, readNextLink, readValue } from './delta-page.ts';
import type { GraphChannel } from './graph-channel.ts';
import { graphError } from './graph-errors.ts';

/** The enterprise application whose assignments define the scope: its object id, or the id of its application. */
export type ServicePrincipal = { readonly objectId: string } | { readonly appId: string };

/** One page of the assignments (Graph: serviceprincipal-list-approleassignedto). */
export async function readAssignmentsPage(
  channel: GraphChannel,
  principal: ServicePrincipal,
  link: string | undefined,
  pageSize: number,
): Promise<AssignmentsPage> {
  if (link !== undefined) assertOrigin(link, channel.origin);
  // A filter beside $top used to drop the next link, so there is none.
  const url = link ?? `${channel.root}${principalPath(principal)}/appRoleAssignedTo?$top=${pageSize}`;
  const body = await channel.get(url);
  const rows = readValue(body).map((row) => {
    if (!isObject(row) || typeof row.principalId !== 'string' || typeof row.principalType !== 'string') {
      throw graphError('contract', 'Graph sent an assignment without its principal');
    }
    return { principalId: row.principalId, principalType: row.principalType };
  });
  const nextLink = readNextLink(body, { url, origin: channel.origin });
  return nextLink === undefined ? { rows } : { rows, nextLink };
}

/** The path of a service principal below the version root. */
export function principalPath(principal: ServicePrincipal): string {
  if ('objectId' in principal) return `/servicePrincipals/${encodeURIComponent(principal.objectId)}`;
  return `/servicePrincipals(appId='${encodeURIComponent(principal.appId.replaceAll("'", "''"))}')`;
}
