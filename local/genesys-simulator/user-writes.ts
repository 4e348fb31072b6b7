import { randomUUID } from 'node:crypto';
import {
  type Account,
  type AccountState,
  HOME_DIVISION,
  isObject,
  type JsonObject,
  type Profile,
  SCIM_AUTHORITY,
} from './account.ts';
import { scimRefusal } from './refusal.ts';
import { admitEdits, applyEdit, type Edit } from './scim-patch.ts';
import type { SimulatorState } from './simulator-state.ts';
import { toDraft } from './user-document.ts';
import { type ReadUser, readUser } from './user-reading.ts';

/** Checks a document as one OAuth client sends it. */
export function readFor(
  state: SimulatorState,
  clientId: string,
  document: JsonObject,
  previous: Profile | undefined,
): ReadUser {
  return readUser(document, {
    clientId,
    catalogue: state.catalogue,
    previous,
    keepsOtherClients: state.switches.externalIdScope === 'client',
    userExists: (id) => (state.store.get(id)?.state ?? 'deleted') !== 'deleted',
  });
}

function refuseTaken(state: SimulatorState, id: string, profile: Profile): void {
  const isOther = (account: Account) => account.id !== id && account.state !== 'deleted';
  if (state.store.byUserName(profile.userName).some(isOther)) {
    throw scimRefusal(409, 'uniqueness', 'userName is used by another user');
  }
  for (const item of profile.externalIds) {
    const isScim = item.authority.startsWith(SCIM_AUTHORITY);
    const authority = isScim && state.switches.externalIdScope === 'org' ? SCIM_AUTHORITY : item.authority;
    if (!state.store.byExternalId(authority, item.value).some(isOther)) continue;
    const status = Number(state.switches.externalIdConflict);
    throw scimRefusal(status, 'uniqueness', `external id of authority ${item.authority} is used by another user`);
  }
}

function store(state: SimulatorState, account: Account): Account {
  refuseTaken(state, account.id, account.profile);
  state.store.put(account, state.switches.listLagMs);
  return account;
}

/** Stores the next version of an account; going inactive drops direct roles, unless the switch keeps them. */
export function storeNext(state: SimulatorState, former: Account, next: AccountState, profile: Profile): Account {
  const dropsRoles = former.state === 'active' && next === 'inactive' && state.switches.rolesOnInactive === 'dropped';
  return store(state, {
    ...former,
    state: next,
    profile: dropsRoles ? { ...profile, roles: [] } : profile,
    version: former.version + 1,
    lastModified: new Date(state.now()).toISOString(),
  });
}

/** Stores a new account; `id` and `version` are given only for accounts that pre-date the connector. */
export function storeNew(
  state: SimulatorState,
  read: ReadUser,
  given: { id?: string; version?: number } = {},
): Account {
  const { profile } = read;
  return store(state, {
    id: given.id?.toLowerCase() ?? randomUUID(),
    state: read.active === false ? 'inactive' : 'active',
    version: given.version ?? 1,
    lastModified: new Date(state.now()).toISOString(),
    ordinal: state.store.ordinal(),
    // Users made without roles and without role-giving groups end up with the employee role only.
    profile: profile.roles.length === 0 ? { ...profile, roles: ['employee'] } : profile,
  });
}

/** POST on a deleted user's name: same id; the deletion has already taken its roles and moved it to Home. */
export function restore(state: SimulatorState, clientId: string, former: Account, document: JsonObject): Account {
  const merged = toDraft(former, clientId, state.switches);
  for (const [name, value] of Object.entries(document)) {
    const held = merged[name];
    merged[name] = isObject(held) && isObject(value) ? { ...held, ...value } : value;
  }
  if (document.active === undefined) merged.active = true;
  const read = readFor(state, clientId, merged, former.profile);
  return storeNext(state, former, read.active === false ? 'inactive' : 'active', read.profile);
}

/** Applies operations to an account: all of them, or none. */
export function patchAccount(
  state: SimulatorState,
  clientId: string,
  account: Account,
  edits: readonly Edit[],
): Account {
  const draft = toDraft(account, clientId, state.switches);
  for (const edit of admitEdits(edits, state.switches)) applyEdit(draft, edit, state.switches);
  const read = readFor(state, clientId, draft, account.profile);
  return storeNext(state, account, read.active === false ? 'inactive' : 'active', read.profile);
}

/** PUT: attributes that are left out are cleared; the division and `active` stay as they are. */
export function replaceAccount(
  state: SimulatorState,
  clientId: string,
  account: Account,
  document: JsonObject,
): Account {
  const read = readFor(state, clientId, document, account.profile);
  const next = read.active === undefined ? account.state : read.active ? 'active' : 'inactive';
  return storeNext(state, account, next, read.profile);
}

/** Soft delete: permissions go and the user moves to the Home division; address and history stay. */
export function softDelete(state: SimulatorState, account: Account): Account {
  const profile = { ...account.profile, roles: [], division: HOME_DIVISION };
  const deleted: Account = {
    ...account,
    state: 'deleted',
    profile,
    version: account.version + 1,
    lastModified: new Date(state.now()).toISOString(),
  };
  state.store.put(deleted, state.switches.listLagMs);
  return deleted;
}

/** Raises the version as an edit in the user interface does. */
export function bumpVersion(state: SimulatorState, account: Account): void {
  state.store.put({ ...account, version: account.version + 1 }, state.switches.listLagMs);
}
