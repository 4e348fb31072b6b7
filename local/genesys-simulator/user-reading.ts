import {
  ENTERPRISE,
  type ExternalId,
  GENESYS,
  HOME_DIVISION,
  isObject,
  type JsonObject,
  type Phone,
  type Profile,
  type Rated,
} from './account.ts';
import type { Catalogue } from './catalogue.ts';
import { PHONE_TYPES, phoneSlot, readPhoneValue } from './phone-number.ts';
import { invalidValue, scimRefusal } from './refusal.ts';
import { isScimAuthority, ownAuthority } from './user-document.ts';

/** What the reader needs to know besides the document. */
export interface ReadingContext {
  readonly clientId: string;
  readonly catalogue: Catalogue;
  readonly previous: Profile | undefined;
  readonly keepsOtherClients: boolean;
  userExists(id: string): boolean;
}

/** A document that passed all checks. */
export interface ReadUser {
  readonly profile: Profile;
  /** Undefined when the document leaves it out. */
  readonly active: boolean | undefined;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function text(holder: JsonObject, name: string): string | undefined {
  const value = holder[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value === '') throw invalidValue(`${name} must be text that is not empty`);
  return value;
}

function required(holder: JsonObject, name: string): string {
  const value = text(holder, name);
  if (value === undefined) throw invalidValue(`${name} is required`);
  return value;
}

function list(holder: JsonObject, name: string, max = Number.POSITIVE_INFINITY): JsonObject[] {
  const value = holder[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject)) throw invalidValue(`${name} must be a list of objects`);
  if (value.length > max) throw invalidValue(`${name} takes at most ${max} values`);
  return value;
}

function extension(document: JsonObject, urn: string): JsonObject {
  const name = Object.keys(document).find((key) => key.toLowerCase() === urn.toLowerCase());
  const value = name === undefined ? undefined : document[name];
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalidValue(`${urn} must be an object`);
  return value;
}

function readPhones(document: JsonObject): Phone[] {
  const slots = new Map<string, Phone>();
  const items = list(document, 'phoneNumbers');
  const primary = items.findLast((item) => item.primary === true);
  for (const item of items) {
    const type = required(item, 'type');
    if (!PHONE_TYPES.includes(type)) throw invalidValue(`phoneNumbers type ${type} is not supported`);
    const isPrimary = primary === undefined ? type === 'work' : item === primary;
    const slot = phoneSlot(type);
    slots.delete(slot);
    slots.set(slot, { type, value: readPhoneValue(item.value), primary: isPrimary });
  }
  return [...slots.values()];
}

function readWorkEmail(document: JsonObject, userName: string, previous: Profile | undefined): string | undefined {
  let work: string | undefined;
  for (const item of list(document, 'emails')) {
    const type = required(item, 'type');
    const value = required(item, 'value');
    if (type === 'other') {
      const isMirror = value === userName || value === previous?.userName;
      if (!isMirror) throw scimRefusal(400, 'mutability', 'emails of type other follow userName and cannot be written');
    } else if (type !== 'work') throw invalidValue(`emails type ${type} is not supported`);
    else if (!EMAIL.test(value)) throw invalidValue('emails value is not an address');
    else work = value;
  }
  return work;
}

function known(kind: string, name: string, names: readonly string[], previous: readonly string[]): string {
  if (names.includes(name) || previous.includes(name)) return name;
  throw invalidValue(`No ${kind} is called ${name}`);
}

function readRated(holder: JsonObject, name: string, names: readonly string[], previous: readonly Rated[]): Rated[] {
  return list(holder, name, 50).map((item) => {
    const proficiency = item.proficiency ?? 0;
    if (typeof proficiency !== 'number' || !(proficiency >= 0 && proficiency <= 5)) {
      throw invalidValue(`${name} proficiency must be a number from 0 to 5`);
    }
    const held = previous.map((other) => other.name);
    return { name: known(name, required(item, 'name'), names, held), proficiency };
  });
}

function readDate(holder: JsonObject): string | undefined {
  const value = text(holder, 'dateHire');
  const day = value?.slice(0, 10);
  if (value === undefined || day === undefined) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}($|T)/.test(value) || Number.isNaN(Date.parse(value))) {
    throw invalidValue('dateHire must be an ISO 8601 date');
  }
  return day;
}

function readManager(holder: JsonObject, context: ReadingContext): string | undefined {
  const held = holder.manager;
  if (held === undefined || held === null) return undefined;
  const id = isObject(held) ? held.value : held;
  if (typeof id !== 'string') throw invalidValue('manager must be a user id');
  if (id !== context.previous?.managerId && !context.userExists(id)) throw invalidValue('manager is not a user');
  return id;
}

function readExternalIds(document: JsonObject, context: ReadingContext): ExternalId[] {
  const before = context.previous?.externalIds ?? [];
  const own = ownAuthority(context.clientId);
  const kept = before.filter(
    (item) => context.keepsOtherClients && isScimAuthority(item.authority) && item.authority !== own,
  );
  const others = new Map<string, ExternalId>();
  for (const item of list(extension(document, GENESYS), 'externalIds', 100)) {
    const read = { authority: required(item, 'authority'), value: required(item, 'value') };
    if (!isScimAuthority(read.authority)) others.set(read.authority, read);
    else if (!before.some((held) => held.authority === read.authority && held.value === read.value)) {
      throw scimRefusal(400, 'mutability', 'The SCIM external id is immutable; write externalId instead');
    }
  }
  const externalId = text(document, 'externalId');
  return [...kept, ...(externalId === undefined ? [] : [{ authority: own, value: externalId }]), ...others.values()];
}

/** Checks a whole user document and turns it into a profile; refuses with 400 in the SCIM shape. */
export function readUser(document: JsonObject, context: ReadingContext): ReadUser {
  const { catalogue, previous } = context;
  const userName = required(document, 'userName');
  if (!EMAIL.test(userName)) throw invalidValue('userName must be an email address');
  const active = document.active;
  if (active !== undefined && typeof active !== 'boolean') throw invalidValue('active must be true or false');
  const enterprise = extension(document, ENTERPRISE);
  const genesys = extension(document, GENESYS);
  const division = text(enterprise, 'division') ?? previous?.division ?? HOME_DIVISION;
  const roles = list(document, 'roles').map((item) =>
    known('role', required(item, 'value'), catalogue.roles, previous?.roles ?? []),
  );
  const optional = {
    title: text(document, 'title'),
    workEmail: readWorkEmail(document, userName, previous),
    department: text(enterprise, 'department'),
    employeeNumber: text(enterprise, 'employeeNumber'),
    managerId: readManager(enterprise, context),
    dateHire: readDate(enterprise),
  };
  const profile: Profile = {
    userName,
    displayName: required(document, 'displayName'),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<Profile>),
    phones: readPhones(document),
    roles: [...new Set(roles)],
    division: known('division', division, catalogue.divisions, previous === undefined ? [] : [previous.division]),
    skills: readRated(genesys, 'routingSkills', catalogue.skills, previous?.skills ?? []),
    languages: readRated(genesys, 'routingLanguages', catalogue.languages, previous?.languages ?? []),
    externalIds: readExternalIds(document, context),
  };
  return { profile, active };
}
