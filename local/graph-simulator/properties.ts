/** What a property of a user holds. */
export type PropertyKind = 'text' | 'flag' | 'texts' | 'object';

/** A user's properties: a key that is missing was never set, `null` was set once and cleared later. */
export type Properties = Readonly<Record<string, unknown>>;

const texts = ['businessPhones', 'otherMails', 'proxyAddresses', 'imAddresses'];
const objects = ['onPremisesExtensionAttributes', 'employeeOrgData'];
const plain = [
  'displayName',
  'givenName',
  'surname',
  'userPrincipalName',
  'mail',
  'mailNickname',
  'jobTitle',
  'department',
  'companyName',
  'officeLocation',
  'city',
  'state',
  'country',
  'postalCode',
  'streetAddress',
  'mobilePhone',
  'faxNumber',
  'preferredLanguage',
  'preferredDataLocation',
  'usageLocation',
  'userType',
  'employeeId',
  'employeeType',
  'employeeHireDate',
  'ageGroup',
  'consentProvidedForMinor',
  'legalAgeGroupClassification',
  'creationType',
  'externalUserState',
  'onPremisesSamAccountName',
  'onPremisesImmutableId',
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'onPremisesSecurityIdentifier',
  'onPremisesUserPrincipalName',
  'onPremisesLastSyncDateTime',
  'passwordPolicies',
  'securityIdentifier',
  'createdDateTime',
  'deletedDateTime',
];

const known: ReadonlyMap<string, PropertyKind> = new Map<string, PropertyKind>([
  ['accountEnabled', 'flag'],
  ['onPremisesSyncEnabled', 'flag'],
  ...plain.map((name): [string, PropertyKind] => [name, 'text']),
  ...texts.map((name): [string, PropertyKind] => [name, 'texts']),
  ...objects.map((name): [string, PropertyKind] => [name, 'object']),
]);

/** Properties that live outside the directory store and are refused by change tracking (Graph: delta-query-overview). */
export const untrackedProperties: ReadonlySet<string> = new Set([
  'licenseAssignmentStates',
  'signInActivity',
  'mailboxSettings',
  'cloudLicensing',
  'deviceEnrollmentLimit',
  'print',
  'aboutMe',
  'birthday',
  'hireDate',
  'interests',
  'mySite',
  'pastProjects',
  'preferredName',
  'responsibilities',
  'schools',
  'skills',
]);

/** What comes back when no `$select` is given. */
export const defaultSelection: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];

const directoryExtension = /^extension_[0-9a-f]{32}_[A-Za-z0-9_]+$/;

/** The kind of a property, or undefined for a name no user has. */
export function propertyKind(name: string): PropertyKind | undefined {
  return known.get(name) ?? (directoryExtension.test(name) ? 'text' : undefined);
}

/** Whether a value is the empty one a never set property reads as outside of change tracking. */
export function unsetValue(name: string): unknown {
  return propertyKind(name) === 'texts' ? [] : null;
}

/** Says in words why a property cannot be written, or undefined when it can. */
export function findProblem(name: string, value: unknown): string | undefined {
  const kind = propertyKind(name);
  if (kind === undefined) return `A user has no property named '${name}'.`;
  if (value === null) {
    return name === 'userPrincipalName' || name === 'accountEnabled' ? `'${name}' cannot be cleared.` : undefined;
  }
  const fits =
    (kind === 'flag' && typeof value === 'boolean') ||
    (kind === 'texts' && Array.isArray(value) && value.every((entry) => typeof entry === 'string')) ||
    (kind === 'object' && typeof value === 'object' && !Array.isArray(value)) ||
    (kind === 'text' && (typeof value === 'string' || directoryExtension.test(name)));
  if (!fits) return `The value of '${name}' has the wrong type.`;
  if (name === 'userPrincipalName' && !/^[^@\s]+@[^@\s]+$/.test(String(value))) return 'The user name is malformed.';
  return undefined;
}
