import type { Assignment } from './assignment-list.ts';
import { allowOnly, found, type GraphRequest, parseSelect, type Reply, type Simulator } from './exchange.ts';
import { badRequest, GraphFailure, resourceNotFound } from './failures.ts';
import { pageBody } from './pages.ts';
import { versionAt } from './person.ts';

const applicationName = 'Genesys Cloud for Azure';
const userRoleId = '18d14569-c3bd-439b-9a66-3a2aee01d14f';
const maxTop = 999;
const filterForms = /^(id|resourceId|principalDisplayName) eq '(.*)'$|^startswith\(principalDisplayName,\s*'(.*)'\)$/;

/** Whether a path segment names the application's service principal. @throws GraphFailure 404 for another one */
export function refuseOtherPrincipal(simulator: Simulator, address: { id?: string; appId?: string }): void {
  const { id, appId } = address;
  const isOurs =
    appId === undefined
      ? id?.toLowerCase() === simulator.directory.servicePrincipalId
      : appId.toLowerCase() === simulator.appId.toLowerCase();
  if (!isOurs) throw resourceNotFound(appId ?? id ?? '');
}

/** Answers `GET /v1.0/servicePrincipals/{id}` and its `appId` form. */
export function answerServicePrincipal(simulator: Simulator, request: GraphRequest): Reply {
  allowOnly(request.query, ['$select']);
  const body: Record<string, unknown> = {
    id: simulator.directory.servicePrincipalId,
    deletedDateTime: null,
    accountEnabled: true,
    appDisplayName: applicationName,
    appId: simulator.appId,
    appRoleAssignmentRequired: true,
    appRoles: [
      {
        allowedMemberTypes: ['User'],
        description: 'User',
        displayName: 'User',
        id: userRoleId,
        isEnabled: true,
        origin: 'Application',
        value: null,
      },
    ],
    displayName: applicationName,
    servicePrincipalType: 'Application',
    tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
  };
  const select = parseSelect(request.query.get('$select'));
  const context = `${request.origin}/v1.0/$metadata#servicePrincipals/$entity`;
  return found({ '@odata.context': context, ...pickColumns(body, select, 'servicePrincipal') });
}

/** Answers `GET …/appRoleAssignedTo`: 100 rows a page, up to 999 with `$top`. */
export function answerAssignments(simulator: Simulator, request: GraphRequest): Reply {
  allowOnly(request.query, ['$select', '$top', '$filter', '$skiptoken']);
  const { directory, switches } = simulator;
  const top = readTop(request.query.get('$top'));
  const select = parseSelect(request.query.get('$select'));
  const position = readPosition(simulator, request.query.get('$skiptoken'));
  const size = top ?? switches.assignmentPageSize;
  const matches = readFilter(request.query.get('$filter'));
  const rows = directory.assignments
    .visible(directory.visibleSeq(switches.lagAssignmentsMs))
    .filter((assignment) => assignment.createdSeq > position)
    .flatMap((assignment) => describeAssignment(simulator, assignment))
    .filter(({ row }) => matches(row));
  const page = rows.slice(0, size);
  const isLinkLost =
    switches.assignmentsWithoutLink || (switches.filterWithTopDropsLink && request.query.has('$filter'));
  const hasLink = rows.length > size && !isLinkLost;
  const body = pageBody(simulator, request, {
    context: `${request.origin}/v1.0/$metadata#servicePrincipals('${directory.servicePrincipalId}')/appRoleAssignedTo`,
    items: page.map(({ row }) => pickColumns(row, select, 'appRoleAssignment')),
    nextLink: hasLink ? nextLink(simulator, request, page.at(-1)?.key ?? position) : undefined,
    deltaLink: undefined,
    sameAgain: nextLink(simulator, request, position),
  });
  return found(body);
}

function describeAssignment(
  simulator: Simulator,
  assignment: Assignment,
): { key: number; row: Record<string, unknown> }[] {
  const { directory, switches } = simulator;
  const person = assignment.principalType === 'User' ? directory.find(assignment.principalId) : undefined;
  const version = person && versionAt(person, directory.visibleSeq(switches.lagAssignmentsMs));
  if (assignment.principalType === 'User') {
    if (version === undefined || version.state === 'purged') return [];
    if (version.state === 'soft-deleted' && switches.softDeletedAssignmentVanishes) return [];
  }
  const row = {
    id: assignment.id,
    deletedDateTime: null,
    appRoleId: assignment.appRoleId,
    createdDateTime: new Date(assignment.createdAt).toISOString(),
    principalDisplayName: version?.properties.displayName ?? assignment.groupName,
    principalId: assignment.principalId,
    principalType: assignment.principalType,
    resourceDisplayName: applicationName,
    resourceId: directory.servicePrincipalId,
  };
  return [{ key: assignment.createdSeq, row }];
}

function nextLink(simulator: Simulator, request: GraphRequest, position: number): string {
  const token = simulator.tokens.encode({
    kind: 'skip',
    set: 'assignments',
    generation: simulator.directory.generation,
    select: [],
    ids: [],
    first: true,
    from: 0,
    to: 0,
    position,
    before: 0,
    issuedAt: simulator.now(),
  });
  const [path = '', query = ''] = request.url.split('?');
  const kept = query.split('&').filter((part) => part !== '' && !/^(\$|%24)skiptoken=/i.test(part));
  return `${request.origin}${path}?${[...kept, `$skiptoken=${token}`].join('&')}`;
}

function readPosition(simulator: Simulator, text: string | undefined): number {
  if (text === undefined) return 0;
  const token = simulator.tokens.decode(text);
  if (token === undefined || token.set !== 'assignments') throw badRequest('Badly formed token.');
  if (simulator.now() - token.issuedAt > simulator.switches.skipTokenLifeMs) {
    throw new GraphFailure(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.');
  }
  return token.position;
}

function readTop(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const top = Number(text);
  if (Number.isInteger(top) && top >= 1 && top <= maxTop) return top;
  throw badRequest(`Invalid page size specified: '${text}'. Must be between 1 and ${maxTop} inclusive.`);
}

/** Only documented filters are taken; `principalId` is not among them (Graph: approleassignment). */
function readFilter(text: string | undefined): (row: Record<string, unknown>) => boolean {
  if (text === undefined) return () => true;
  const match = filterForms.exec(text.trim());
  if (match === null)
    throw badRequest('Unsupported or invalid query filter clause specified.', 'Request_UnsupportedQuery');
  const [, name, value, prefix] = match;
  if (prefix !== undefined) {
    return (row) => String(row.principalDisplayName).toLowerCase().startsWith(prefix.toLowerCase());
  }
  return (row) => String(row[name ?? '']).toLowerCase() === value?.toLowerCase();
}

/** The selected members of a row. @throws GraphFailure 400 for one it does not have */
export function pickColumns(
  row: Record<string, unknown>,
  select: readonly string[],
  type: string,
): Record<string, unknown> {
  if (select.length === 0) return row;
  const unknown = select.find((name) => !Object.hasOwn(row, name));
  if (unknown !== undefined) {
    const reason = `Could not find a property named '${unknown}' on type 'microsoft.graph.${type}'.`;
    throw badRequest(`Parsing OData Select and Expand failed: ${reason}`, 'BadRequest');
  }
  return Object.fromEntries(select.map((name) => [name, row[name]]));
}
