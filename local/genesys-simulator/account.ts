/** The schema URNs of a Genesys Cloud user. */
export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';

/** The authority prefix under which the service keeps a SCIM externalId (SDK text of ScimV2User). */
export const SCIM_AUTHORITY = 'x-pc:scimv2:v1';

/** The division every user falls back to. */
export const HOME_DIVISION = 'Home';

/** A parsed JSON object whose members are not yet known. */
export type JsonObject = { [key: string]: unknown };

/** One phone slot; `value` is canonical (E.164, or a tel URI when there is an extension). */
export interface Phone {
  readonly type: string;
  readonly value: string;
  readonly primary: boolean;
}

/** A skill or a language with its rating from 0 to 5. */
export interface Rated {
  readonly name: string;
  readonly proficiency: number;
}

/** An id of the user in another system, unique within its authority. */
export interface ExternalId {
  readonly authority: string;
  readonly value: string;
}

/** Everything of a user that a client may write, apart from `active`. */
export interface Profile {
  readonly userName: string;
  readonly displayName: string;
  readonly title?: string;
  readonly workEmail?: string;
  readonly phones: readonly Phone[];
  readonly roles: readonly string[];
  readonly division: string;
  readonly department?: string;
  readonly employeeNumber?: string;
  readonly managerId?: string;
  readonly dateHire?: string;
  readonly skills: readonly Rated[];
  readonly languages: readonly Rated[];
  readonly externalIds: readonly ExternalId[];
}

/** The three states of the platform; SCIM shows the first two as `active`. */
export type AccountState = 'active' | 'inactive' | 'deleted';

/** One stored account; a change stores a new object with a higher version. */
export interface Account {
  readonly id: string;
  readonly state: AccountState;
  readonly version: number;
  readonly lastModified: string;
  readonly ordinal: number;
  readonly profile: Profile;
}

/** True for a JSON object, false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
