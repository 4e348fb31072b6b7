import { type Account, isObject, type JsonObject } from './account.ts';
import { type Answer, platformRefusal, scimRefusal } from './refusal.ts';
import { readEdits } from './scim-patch.ts';
import type { Incoming, SimulatorState } from './simulator-state.ts';
import { toResource } from './user-document.ts';
import { project, readProjection } from './user-projection.ts';
import { patchAccount, readFor, replaceAccount, restore, softDelete, storeNew } from './user-writes.ts';

const MEDIA_TYPES = ['application/scim+json', 'application/json'];

/** Parses a JSON body; wrong media type is 415 and broken JSON is 400, both in the platform shape. */
function readJson(request: Incoming): unknown {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!MEDIA_TYPES.includes(mediaType)) {
    throw platformRefusal(415, 'unsupported.media.type', `Media type '${mediaType}' is not supported`);
  }
  try {
    return JSON.parse(request.body);
  } catch {
    throw platformRefusal(400, 'bad.request', 'The request body is not valid JSON');
  }
}

function readObject(request: Incoming): JsonObject {
  const body = readJson(request);
  if (isObject(body)) return body;
  throw scimRefusal(400, 'invalidSyntax', 'The body must be a JSON object');
}

function answerWith(account: Account, clientId: string, state: SimulatorState, status: number): Answer {
  return {
    status,
    body: toResource(account, clientId, state.switches),
    contentType: 'application/scim+json',
    headers: { ETag: `"${account.version}"` },
  };
}

function find(state: SimulatorState, id: string): Account {
  const account = state.store.get(id);
  if (account !== undefined && account.state !== 'deleted') return account;
  throw scimRefusal(404, undefined, `User ${id} not found`);
}

function versionsIn(header: string): string[] {
  return header.split(',').map((item) =>
    item
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1'),
  );
}

/** The mismatch answer in the form that the switch names: the vendor's texts give all three. */
export function versionRefusal(state: SimulatorState): Error {
  const status = Number(state.switches.versionMismatch);
  return scimRefusal(status, status === 400 ? 'invalidVers' : undefined, 'The version does not match the current one');
}

function checkVersion(state: SimulatorState, request: Incoming, account: Account): void {
  const header = request.headers['if-match'];
  if (header === undefined) return;
  const versions = versionsIn(header);
  if (!versions.includes('*') && !versions.includes(String(account.version))) throw versionRefusal(state);
}

/** POST /users: 201, or what the switch says when the name belongs to a deleted user. */
export function createUser(request: Incoming, clientId: string, state: SimulatorState): Answer {
  const document = readObject(request);
  const read = readFor(state, clientId, document, undefined);
  const namesakes = state.store.byUserName(read.profile.userName);
  const former = namesakes.findLast((account) => account.state === 'deleted');
  if (former === undefined || namesakes.some((account) => account.state !== 'deleted')) {
    return answerWith(storeNew(state, read), clientId, state, 201);
  }
  if (state.switches.postOnDeleted === '409') {
    throw scimRefusal(409, 'uniqueness', 'userName is used by a deleted user');
  }
  const status = state.switches.postOnDeleted === 'restore-200' ? 200 : 201;
  return answerWith(restore(state, clientId, former, document), clientId, state, status);
}

/** Answers the methods on /users/{id}. */
export function oneUser(request: Incoming, id: string, clientId: string, state: SimulatorState): Answer {
  const account = find(state, id);
  switch (request.method) {
    case 'GET': {
      const known = versionsIn(request.headers['if-none-match'] ?? '');
      if (known.includes(String(account.version))) {
        return { status: 304, headers: { ETag: `"${account.version}"` } };
      }
      const projection = readProjection(request.query);
      const answer = answerWith(account, clientId, state, 200);
      return { ...answer, body: project(toResource(account, clientId, state.switches), projection) };
    }
    case 'PUT': {
      const document = readObject(request);
      checkVersion(state, request, account);
      return answerWith(replaceAccount(state, clientId, account, document), clientId, state, 200);
    }
    case 'PATCH': {
      const edits = readEdits(readJson(request));
      checkVersion(state, request, account);
      return answerWith(patchAccount(state, clientId, account, edits), clientId, state, 200);
    }
    case 'DELETE':
      checkVersion(state, request, account);
      softDelete(state, account);
      return { status: 204 };
    default:
      throw platformRefusal(405, 'method.not.allowed', `${request.method} is not supported on users`);
  }
}
