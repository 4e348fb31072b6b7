import type { HttpClient } from '@azure/core-rest-pipeline';
import { asConnectorError } from '../domain/connector-error.ts';
import { catalogueEntry } from '../domain/mapping/catalogue.ts';
import { comparable } from '../domain/mapping/normalise.ts';
import { parseJsonObject } from '../http/bounded-body.ts';
import type { Credential } from '../http/credential.ts';
import { safeOrigin } from '../http/origin.ts';
import { type Answer, createTransport, type WatchRequest } from '../http/transport.ts';
import { TransportFailure } from '../http/transport-failure.ts';
import type { Clock, RateLimits, SendOptions, Target, TargetAccount } from '../sync/ports.ts';
import { rateLimitsOf } from './rate-limits.ts';
import { brokenAnswer, errorOfAnswer, errorOfFailure, type ScimVerb, scimError } from './scim-errors.ts';
import { activeBody, clearBody, createBody, patchBody, readAccount } from './scim-user.ts';

const ROOT = '/api/v2/scim/v2';
const READ_MS = 20_000;
const MAX_BYTES = 4_194_304;
/** More at once "may" be answered with 429 (Genesys: SCIMApi, count). */
const PAGE = 25;

export interface ScimTargetOptions {
  /** Address of the region's API side, without a path. */
  readonly apiUrl: string;
  readonly credential: Credential;
  readonly clock: Clock;
  /** Told what every answer says of the request limits. */
  readonly observe: (limits: RateLimits) => void;
  /** Asked right before every write; false makes it fail with kind `refused` and nothing is sent. */
  readonly writable: () => boolean;
  readonly userAgent: string;
  readonly httpClient?: HttpClient;
  readonly watch?: WatchRequest;
}

interface Ask {
  readonly verb: ScimVerb;
  readonly path: string;
  readonly body?: unknown;
  readonly options?: SendOptions;
}

const METHODS = { create: 'POST', update: 'PATCH', remove: 'DELETE', read: 'GET' } as const;

/** The users of a Genesys Cloud organisation over SCIM 2.0. @throws RangeError when the address is not safe */
export function createScimTarget(options: ScimTargetOptions): Target {
  const { clock } = options;
  const root = `${safeOrigin(options.apiUrl)}${ROOT}`;
  const send = createTransport({
    ...options,
    address: options.apiUrl,
    maxBytes: MAX_BYTES,
    beforeSend: ({ method }) => {
      if (method === 'GET' || options.writable()) return;
      throw scimError('refused', 'This process must not write to Genesys now');
    },
  });

  const ask = async ({ verb, path, body, options: sendOptions }: Ask): Promise<Answer> => {
    const ifMatch = sendOptions?.ifMatch;
    const answer = await send({
      operation: path.includes('?') ? 'search' : verb,
      method: METHODS[verb],
      url: `${root}${path}`,
      deadline: sendOptions?.deadline ?? clock.now() + READ_MS,
      headers: {
        Accept: 'application/scim+json, application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
        ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch.replaceAll('"', '')}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw error instanceof TransportFailure ? errorOfFailure(verb, error) : error;
    });
    const limits = rateLimitsOf(answer, clock.now());
    if (limits !== undefined) options.observe(limits);
    if (answer.status < 200 || answer.status > 299) throw errorOfAnswer(verb, answer, clock.now());
    return answer;
  };
  const account = (verb: ScimVerb, answer: Answer, id?: string): TargetAccount => {
    const found = readAccount(parseJsonObject(answer.text), answer.header('etag'));
    if (found === undefined) throw brokenAnswer(verb, answer, 'no user with an id');
    if (id !== undefined && found.id.toLowerCase() !== id.toLowerCase())
      throw brokenAnswer(verb, answer, 'another user');
    return found;
  };
  const patch = async (id: string, body: unknown, sendOptions: SendOptions): Promise<TargetAccount> =>
    account('update', await ask({ verb: 'update', path: userPath(id), body, options: sendOptions }), id);
  const list = async (filter: string, startIndex = 1): Promise<{ accounts: TargetAccount[]; total: number }> => {
    const query = `filter=${encodeURIComponent(filter)}&startIndex=${startIndex}&count=${PAGE}`;
    const answer = await ask({ verb: 'read', path: `/users?${query}` });
    return readList(answer);
  };
  const search = async (attribute: string, value: string): Promise<readonly TargetAccount[]> => {
    const { accounts, total } = await list(`${attribute} eq ${JSON.stringify(value)}`);
    // A name has one holder or a few; a full page means that the filter was not applied.
    if (total > PAGE) throw scimError('contract', `Genesys found ${total} users for one ${attribute}`);
    return accounts;
  };

  return {
    async create(externalId, values, sendOptions) {
      const body = createBody(externalId, values);
      return account('create', await ask({ verb: 'create', path: '/users', body, options: sendOptions }));
    },
    async update(id, changes, sendOptions) {
      return patch(id, patchBody(changes, sendOptions.externalId, sendOptions.additive), sendOptions);
    },
    async clearWhole(shown, names, sendOptions) {
      return patch(shown.id, clearBody(shown, names), sendOptions);
    },
    async setActive(id, active, sendOptions) {
      return patch(id, activeBody(active), sendOptions);
    },
    async remove(id, sendOptions) {
      await ask({ verb: 'remove', path: userPath(id), options: sendOptions });
    },
    async read(id) {
      try {
        return account('read', await ask({ verb: 'read', path: userPath(id) }), id);
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
    async searchByExternalId(externalId) {
      // The value also stands in the list of external ids, under other authorities; only the SCIM one is asked for.
      return (await search('externalId', externalId)).filter((found) => found.externalId === externalId);
    },
    async searchByUserName(userName) {
      const wanted = userName.toLowerCase();
      return (await search('userName', userName)).filter((found) => found.userName.toLowerCase() === wanted);
    },
    async searchByAttribute(name, value) {
      const filterName = catalogueEntry(name)?.filterName;
      if (filterName === undefined) throw scimError('contract', `Genesys cannot be searched by ${name}`);
      const wanted = comparable(name, value);
      const found = await search(filterName, value);
      return found.filter((account) => comparable(name, account.values.get(name) ?? null) === wanted);
    },
    async listInactive(startIndex) {
      const { accounts, total } = await list('active eq false', startIndex);
      const next = startIndex + accounts.length;
      return accounts.length > 0 && next <= total ? { accounts, next } : { accounts };
    },
    async probe() {
      const answer = await ask({ verb: 'read', path: '/serviceproviderconfig' });
      if (parseJsonObject(answer.text) === undefined) throw brokenAnswer('read', answer, 'no JSON object');
    },
  };
}

function userPath(id: string): string {
  return `/users/${encodeURIComponent(id)}`;
}

function readList(answer: Answer): { accounts: TargetAccount[]; total: number } {
  const body = parseJsonObject(answer.text);
  const rows = body?.Resources;
  const total = body?.totalResults;
  if (typeof total !== 'number') throw brokenAnswer('read', answer, 'a list without totalResults');
  // RFC 7644 3.4.2: Resources may be left out of an empty list.
  if (!Array.isArray(rows) && total > 0) throw brokenAnswer('read', answer, 'a list without Resources');
  const accounts = (Array.isArray(rows) ? rows : []).map((row: unknown) => {
    const found = readAccount(row);
    if (found === undefined) throw brokenAnswer('read', answer, 'a user without an id');
    return found;
  });
  return { accounts, total };
}

function isAbsent(error: unknown): boolean {
  return asConnectorError(error)?.kind === 'notFound';
}
