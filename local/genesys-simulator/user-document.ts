import {
  type Account,
  CORE,
  ENTERPRISE,
  type ExternalId,
  GENESYS,
  type JsonObject,
  type Profile,
  SCIM_AUTHORITY,
} from './account.ts';
import { withSpaces } from './phone-number.ts';
import type { Switches } from './switches.ts';

/** The authority under which this OAuth client's externalId is kept. */
export function ownAuthority(clientId: string): string {
  return `${SCIM_AUTHORITY}:${clientId}`;
}

/** True for the entry the service itself keeps for a SCIM externalId. */
export function isScimAuthority(authority: string): boolean {
  return authority.startsWith(SCIM_AUTHORITY);
}

/** The entry that this OAuth client sees as externalId. */
export function ownExternalId(profile: Profile, clientId: string, switches: Switches): ExternalId | undefined {
  const own = ownAuthority(clientId);
  return profile.externalIds.find((item) =>
    switches.externalIdScope === 'client' ? item.authority === own : isScimAuthority(item.authority),
  );
}

function defined(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The writable part of a user as a document that operations can be applied to. */
export function toDraft(account: Account, clientId: string, switches: Switches): JsonObject {
  const { profile } = account;
  return structuredClone({
    ...defined({
      userName: profile.userName,
      displayName: profile.displayName,
      active: account.state === 'active',
      title: profile.title,
      externalId: ownExternalId(profile, clientId, switches)?.value,
      emails: profile.workEmail === undefined ? undefined : [{ type: 'work', value: profile.workEmail }],
    }),
    phoneNumbers: profile.phones.map((phone) => ({ ...phone })),
    roles: profile.roles.map((value) => ({ value })),
    [ENTERPRISE]: defined({
      division: profile.division,
      department: profile.department,
      employeeNumber: profile.employeeNumber,
      manager: profile.managerId === undefined ? undefined : { value: profile.managerId },
      dateHire: profile.dateHire,
    }),
    [GENESYS]: {
      routingSkills: profile.skills.map((item) => ({ ...item })),
      routingLanguages: profile.languages.map((item) => ({ ...item })),
      externalIds: profile.externalIds.filter((item) => !isScimAuthority(item.authority)).map((item) => ({ ...item })),
    },
  });
}

function emailsOf(profile: Profile): JsonObject[] {
  const mirror = { value: profile.userName, type: 'other', primary: true };
  return profile.workEmail === undefined
    ? [mirror]
    : [mirror, { value: profile.workEmail, type: 'work', primary: false }];
}

/** The full SCIM resource as this OAuth client sees it. */
export function toResource(account: Account, clientId: string, switches: Switches): JsonObject {
  const { profile } = account;
  const { employeeNumber, department, dateHire, division, managerId } = profile;
  const echo = (value: string) => (switches.phoneEcho === 'spaced' ? withSpaces(value) : value);
  return defined({
    id: account.id,
    schemas: [CORE, ENTERPRISE, GENESYS],
    active: account.state === 'active',
    userName: profile.userName,
    displayName: profile.displayName,
    title: profile.title,
    externalId: ownExternalId(profile, clientId, switches)?.value,
    phoneNumbers: profile.phones.map((phone) => ({ ...phone, value: echo(phone.value) })),
    emails: emailsOf(profile),
    groups: [],
    roles: profile.roles.map((value) => ({ value })),
    [ENTERPRISE]: defined({
      division,
      department,
      employeeNumber,
      manager: managerId === undefined ? undefined : { value: managerId, $ref: `/api/v2/scim/v2/users/${managerId}` },
      dateHire,
    }),
    [GENESYS]: {
      routingSkills: profile.skills,
      routingLanguages: profile.languages,
      externalIds: profile.externalIds,
    },
    meta: {
      resourceType: 'User',
      version: String(account.version),
      lastModified: account.lastModified,
      location: `/api/v2/scim/v2/users/${account.id}`,
    },
  });
}
