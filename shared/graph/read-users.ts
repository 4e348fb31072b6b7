import { asConnectorError, ConnectorError, type ErrorKind } from '../domain/connector-error.ts';
import type { SourceUser } from '../domain/mapping/types.ts';
import { isObject } from '../http/bounded-body.ts';
import { parseRetryAfter, serverTime } from '../http/retry-after.ts';
import type { UsersRead } from '../sync/ports.ts';
import { readUserObject } from './delta-page.ts';
import type { GraphChannel } from './graph-channel.ts';
import { errorOf, graphError } from './graph-errors.ts';

/** Most requests in one batch (Graph: json-batching). */
export const BATCH_SIZE = 20;

/** What one item of a batch is told concerns every request of the connector; the first of these is reported. */
const STOPS_ALL: readonly ErrorKind[] = ['unauthorized', 'permission', 'throttled'];

type JsonObject = Readonly<Record<string, unknown>>;

/** Reads one user; undefined when Graph itself says that there is none. */
export async function readUser(
  channel: GraphChannel,
  id: string,
  select: readonly string[],
): Promise<SourceUser | undefined> {
  try {
    return userOf(await channel.get(`${channel.root}${userPath(id, select)}`), id);
  } catch (error) {
    if (asConnectorError(error)?.kind === 'notFound') return undefined;
    throw error;
  }
}

/**
 * Reads up to 20 users in one request; each item is judged by itself, and one that failed says nothing about its person.
 * @throws RangeError for more than 20 ids; ConnectorError for what concerns all of them
 */
export async function readUserBatch(
  channel: GraphChannel,
  ids: readonly string[],
  select: readonly string[],
  now: () => number,
): Promise<UsersRead> {
  const distinct = [...new Set(ids)];
  if (distinct.length > BATCH_SIZE) throw new RangeError(`At most ${BATCH_SIZE} users fit into one batch`);
  const { root, waits } = channel;
  const found = new Map<string, SourceUser>();
  const missing = new Set<string>();
  const failed = new Map<string, ConnectorError>();
  const asked: string[] = [];
  for (const id of distinct) {
    const standing = waits.standing(root + userPath(id, select));
    if (standing?.kind === 'throttled') throw standing;
    if (standing === undefined) asked.push(id);
    else failed.set(id, standing);
  }
  if (asked.length > 0) {
    const requests = asked.map((id, index) => ({ id: String(index), method: 'GET', url: userPath(id, select) }));
    const answers = answersById(await channel.post(`${root}/$batch`, { requests }));
    for (const [index, id] of asked.entries()) {
      const item = judged(answers.get(String(index)), id, now());
      if (!(item instanceof ConnectorError)) found.set(id, item);
      else if (item.kind === 'notFound') missing.add(id);
      else {
        failed.set(id, item);
        waits.note(root + userPath(id, select), item);
      }
    }
  }
  const errors = [...failed.values()];
  for (const kind of STOPS_ALL) {
    const error = errors.find((one) => one.kind === kind);
    if (error === undefined) continue;
    const worst = withLongestWait(error, errors);
    waits.note(root, worst);
    throw worst;
  }
  return { found, missing, failed };
}

function judged(answer: ItemAnswer | undefined, id: string, now: number): SourceUser | ConnectorError {
  if (answer === undefined) return graphError('contract', 'Graph left an item of a batch without an answer');
  if (answer.status !== 200) return itemError(answer, now);
  try {
    return userOf(answer.body, id);
  } catch (error) {
    const known = asConnectorError(error);
    if (known === undefined) throw error;
    return known;
  }
}

function userPath(id: string, select: readonly string[]): string {
  // A manager is a relationship: a read expands what a delta round selects.
  const expand = select.includes('manager') ? '&$expand=manager($select=id)' : '';
  const properties = select.filter((name) => name !== 'manager').map(encodeURIComponent);
  return `/users/${encodeURIComponent(id)}?$select=${properties.join(',')}${expand}`;
}

function userOf(body: unknown, id: string): SourceUser {
  // Graph takes an object id and a user principal name alike.
  const names = isObject(body) ? [body.id, body.userPrincipalName] : [];
  const matches = names.some((name) => typeof name === 'string' && name.toLowerCase() === id.toLowerCase());
  if (!isObject(body) || typeof body.id !== 'string' || !matches) {
    throw graphError('contract', 'Graph answered a read with something else than the user asked for');
  }
  return readUserObject(body);
}

interface ItemAnswer {
  readonly status: number;
  readonly headers: JsonObject;
  readonly body: unknown;
}

function answersById(envelope: JsonObject): ReadonlyMap<string, ItemAnswer> {
  if (!Array.isArray(envelope.responses)) throw graphError('contract', 'Graph answered a batch without responses');
  const answers = new Map<string, ItemAnswer>();
  for (const item of envelope.responses as readonly unknown[]) {
    if (!isObject(item) || typeof item.id !== 'string' || typeof item.status !== 'number' || answers.has(item.id)) {
      throw graphError('contract', 'Graph answered a batch with an item that cannot be read');
    }
    const headers = isObject(item.headers) ? item.headers : {};
    answers.set(item.id, { status: item.status, headers, body: item.body });
  }
  return answers;
}

function itemError({ status, headers, body }: ItemAnswer, now: number): ConnectorError {
  const header = (wanted: string): string | undefined => {
    const value = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const wait = parseRetryAfter(header('retry-after'), serverTime(header('date'), now));
  return errorOf({ status, body: isObject(body) ? body : undefined, token: 'none', wait, trace: header('request-id') });
}

/** The batch is repeated as a whole, so the largest wait of its items counts. */
function withLongestWait(error: ConnectorError, errors: readonly ConnectorError[]): ConnectorError {
  const waits = errors.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  const retryAfterMs = waits.length === 0 ? undefined : Math.max(...waits);
  return graphError(error.kind, `${error.message}, in a batch`, {
    code: error.code,
    status: error.status,
    retryAfterMs,
  });
}
