import { allowOnly, found, type GraphRequest, parseSelect, type Reply, type Simulator } from './exchange.ts';
import { badRequest, GraphFailure, resourceNotFound } from './failures.ts';
import { type ManagerLink, type Person, type Version, versionAt } from './person.ts';
import { defaultSelection, propertyKind, unsetValue, untrackedProperties } from './properties.ts';

/** Answers `GET /v1.0/users/{id or user name}`. */
export function answerUser(simulator: Simulator, request: GraphRequest, idOrUserName: string): Reply {
  allowOnly(request.query, ['$select', '$expand']);
  const select = readSelect(request);
  const expandsManager = readExpand(request.query.get('$expand'));
  const { person, version } = findActive(simulator, idOrUserName);
  const body = {
    '@odata.context': contextOf(request, select),
    ...describe(person, version, select),
    ...(expandsManager ? expandedManager(simulator, version) : {}),
  };
  return found(body);
}

/** Answers `GET /v1.0/users/{id}/manager`. */
export function answerManager(simulator: Simulator, request: GraphRequest, idOrUserName: string): Reply {
  allowOnly(request.query, ['$select']);
  const select = readSelect(request);
  const manager = visibleManager(simulator, findActive(simulator, idOrUserName).version);
  if (manager === undefined) throw resourceNotFound('manager');
  const person = simulator.directory.find(manager.id);
  const version = person === undefined ? undefined : versionAt(person, seqOf(simulator));
  const rest = person === undefined || version === undefined ? { id: manager.id } : describe(person, version, select);
  const context = `${request.origin}/v1.0/$metadata#directoryObjects/$entity`;
  return found({ '@odata.context': context, '@odata.type': `#microsoft.graph.${manager.type}`, ...rest });
}

/** Answers `GET /v1.0/directory/deletedItems/{id}`; the user name there starts with the id without hyphens. */
export function answerDeletedItem(simulator: Simulator, request: GraphRequest, id: string): Reply {
  allowOnly(request.query, ['$select']);
  const select = readSelect(request);
  const person = simulator.directory.find(id);
  const version = person === undefined ? undefined : versionAt(person, seqOf(simulator));
  if (person?.id !== id.toLowerCase() || version?.state !== 'soft-deleted') throw resourceNotFound(id);
  const userPrincipalName = `${person.id.replaceAll('-', '')}${String(version.properties.userPrincipalName)}`;
  const deletedDateTime = new Date(version.at).toISOString().replace(/\.\d+Z$/, 'Z');
  const properties = { ...version.properties, userPrincipalName, deletedDateTime };
  const context = `${request.origin}/v1.0/$metadata#directoryObjects/$entity`;
  const named = select.length === 0 ? ['id', ...defaultSelection, 'deletedDateTime'] : select;
  const item = describe(person, { ...version, properties }, named);
  return found({ '@odata.context': context, '@odata.type': '#microsoft.graph.user', ...item });
}

function findActive(simulator: Simulator, idOrUserName: string): { person: Person; version: Version } {
  const person = simulator.directory.find(idOrUserName);
  const version = person === undefined ? undefined : versionAt(person, seqOf(simulator));
  if (person === undefined || version?.state !== 'active') throw resourceNotFound(idOrUserName);
  return { person, version };
}

function seqOf(simulator: Simulator): number {
  return simulator.directory.visibleSeq(simulator.switches.lagUsersMs);
}

/** Outside of change tracking a property without a value is always there, as `null` or an empty list. */
function describe(person: Person, version: Version, select: readonly string[]): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const name of select.length === 0 ? defaultSelection : select) {
    item[name] = version.properties[name] ?? unsetValue(name);
  }
  if (select.length === 0 || select.includes('id')) item.id = person.id;
  return item;
}

function expandedManager(simulator: Simulator, version: Version): Record<string, unknown> {
  const manager = visibleManager(simulator, version);
  if (manager === undefined) return simulator.switches.expandedNoManager === 'null' ? { manager: null } : {};
  return { manager: { '@odata.type': `#microsoft.graph.${manager.type}`, id: manager.id } };
}

/** A manager in the deleted items is nobody's manager until the restore. */
function visibleManager(simulator: Simulator, version: Version): ManagerLink | undefined {
  const { manager } = version;
  if (manager === null || manager.type === 'orgContact') return manager ?? undefined;
  const person = simulator.directory.find(manager.id);
  return person !== undefined && versionAt(person, seqOf(simulator))?.state === 'active' ? manager : undefined;
}

function readSelect(request: GraphRequest): string[] {
  const names = parseSelect(request.query.get('$select'));
  for (const name of names) {
    if (name === 'id' || propertyKind(name) !== undefined) continue;
    if (untrackedProperties.has(name)) {
      throw new GraphFailure(501, 'NotImplemented', `The simulator keeps no property '${name}'.`);
    }
    const reason = `Could not find a property named '${name}' on type 'microsoft.graph.user'.`;
    throw badRequest(`Parsing OData Select and Expand failed: ${reason}`, 'BadRequest');
  }
  return names;
}

function readExpand(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (/^manager(\(\$select=id\))?$/.test(text.trim())) return true;
  throw new GraphFailure(501, 'NotImplemented', `The simulator expands manager($select=id) alone, not '${text}'.`);
}

function contextOf(request: GraphRequest, select: readonly string[]): string {
  const columns = select.length === 0 ? '' : `(${select.join(',')})`;
  return `${request.origin}/v1.0/$metadata#users${columns}/$entity`;
}
