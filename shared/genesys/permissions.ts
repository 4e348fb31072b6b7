/** A permission of Genesys Cloud, `domain:entity:action`, and what the connector does with it. */
export interface GenesysPermission {
  readonly value: string;
  /** What it is for, as a sentence without its full stop. */
  readonly why: string;
  /** When it is needed, in words; '' = always. */
  readonly when: string;
  isNeeded(writes: IntendedWrites): boolean;
}

/** What a configuration may write. */
export interface IntendedWrites {
  /** Paths of the attributes that are mapped. */
  readonly attributes: readonly string[];
  readonly deletes: boolean;
}

/** The built-in role that holds them all (Genesys: help pages of SCIM, prerequisites). */
export const GENESYS_ROLE = 'SCIM Integration';

/** The one permission that a read shows: groups cannot even be listed without it (Genesys: SCIMApi). */
export const SHOWN_BY_READ = 'directory:group:edit';

const always = (): boolean => true;
/** The attribute of this name, by itself or below the URN of its schema. */
const maps =
  (attribute: string) =>
  ({ attributes }: IntendedWrites): boolean =>
    attributes.some((path) => new RegExp(`(^|:)${attribute}(?![A-Za-z])`).test(path));

/** Every permission the connector has a use for. The gateway asks for one of several, the service behind it for each (Genesys: SCIMApi). */
export const GENESYS_PERMISSIONS: readonly GenesysPermission[] = [
  {
    value: SHOWN_BY_READ,
    why: `Nothing is written with it; it is the one permission of the role ${GENESYS_ROLE} that a read shows`,
    when: '',
    isNeeded: always,
  },
  { value: 'directory:user:add', why: 'Creates accounts', when: '', isNeeded: always },
  { value: 'directory:user:edit', why: 'Changes, disables and enables accounts', when: '', isNeeded: always },
  {
    value: 'directory:user:delete',
    why: 'Deletes accounts of people deleted for good',
    when: 'a LEAVER_ setting says delete',
    isNeeded: ({ deletes }) => deletes,
  },
  {
    value: 'authorization:grant:add',
    why: 'Gives roles',
    when: 'roles are mapped',
    isNeeded: maps('roles'),
  },
  {
    value: 'authorization:grant:delete',
    why: 'Takes roles away',
    when: 'roles are mapped',
    isNeeded: maps('roles'),
  },
  {
    value: 'routing:skill:assign',
    why: 'Writes ACD skills',
    when: 'routingSkills is mapped',
    isNeeded: maps('routingSkills'),
  },
  {
    value: 'routing:language:assign',
    why: 'Writes ACD languages',
    when: 'routingLanguages is mapped',
    isNeeded: maps('routingLanguages'),
  },
  {
    value: 'telephony:extension:assign',
    why: 'Writes extensions; a copy of the role made before this permission came lacks it',
    when: 'phone numbers are mapped',
    isNeeded: maps('phoneNumbers'),
  },
];

/** The permissions that a configuration writing this needs. */
export function neededGenesysPermissions(writes: IntendedWrites): readonly GenesysPermission[] {
  return GENESYS_PERMISSIONS.filter((permission) => permission.isNeeded(writes));
}
