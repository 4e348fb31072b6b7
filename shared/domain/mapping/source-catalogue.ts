/** What a source attribute holds, by the words of Entra's schema. */
export type SourceType = 'String' | 'Boolean' | 'DateTime';

/** One property of a Graph user or group that a delta round tracks (Graph: delta-query-overview, user-delta, group-delta). */
export interface SourceProperty {
  readonly name: string;
  readonly type: SourceType;
  readonly isMultiValued: boolean;
}

function properties(type: SourceType, isMultiValued: boolean, ...names: readonly string[]): readonly SourceProperty[] {
  return names
    .join(' ')
    .split(' ')
    .map((name) => ({ name, type, isMultiValued }));
}

/** Properties of a user outside the main directory store (signInActivity, skills ...) are not tracked and not here. */
export const USER_PROPERTIES: readonly SourceProperty[] = [
  ...properties('Boolean', false, 'accountEnabled onPremisesSyncEnabled'),
  ...properties(
    'String',
    false,
    'ageGroup city companyName consentProvidedForMinor country creationType department displayName employeeId employeeType',
    'externalUserState faxNumber givenName id jobTitle legalAgeGroupClassification mail mailNickname mobilePhone',
    'officeLocation onPremisesDistinguishedName onPremisesDomainName onPremisesImmutableId onPremisesSamAccountName',
    'onPremisesSecurityIdentifier onPremisesUserPrincipalName passwordPolicies postalCode preferredDataLocation',
    'preferredLanguage securityIdentifier state streetAddress surname usageLocation userType',
  ),
  ...properties('String', true, 'businessPhones imAddresses otherMails proxyAddresses'),
  ...properties('DateTime', false, 'createdDateTime employeeHireDate onPremisesLastSyncDateTime'),
];

/** Properties of a group for the filter of groups. */
export const GROUP_PROPERTIES: readonly SourceProperty[] = [
  ...properties('Boolean', false, 'isAssignableToRole mailEnabled onPremisesSyncEnabled securityEnabled'),
  ...properties(
    'String',
    false,
    'classification description displayName id mail mailNickname membershipRule onPremisesDomainName',
    'onPremisesNetBiosName onPremisesSamAccountName onPremisesSecurityIdentifier preferredDataLocation',
    'preferredLanguage securityIdentifier theme visibility',
  ),
  ...properties('String', true, 'groupTypes proxyAddresses'),
  ...properties('DateTime', false, 'createdDateTime expirationDateTime onPremisesLastSyncDateTime renewedDateTime'),
];

/** The incumbent's names that stand for a Graph property of another name; see also `HOW_READ`. */
export const ALIASES: Readonly<Record<string, string>> = {
  alias: 'mailNickname',
  dirSyncEnabled: 'onPremisesSyncEnabled',
  facsimileTelephoneNumber: 'faxNumber',
  immutableId: 'onPremisesImmutableId',
  mobile: 'mobilePhone',
  objectId: 'id',
  originalUserPrincipalName: 'userPrincipalName',
  otherMail: 'otherMails',
  physicalDeliveryOfficeName: 'officeLocation',
  sipProxyAddress: 'imAddresses',
};

const NOT_TRACKED = 'is kept outside the directory store, so that changes of it are not seen';

/** Properties of a user that cannot be mapped, and why. */
export const NOT_READABLE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'signInActivity mailboxSettings cloudLicensing deviceEnrollmentLimit print aboutMe birthday hireDate interests mySite',
      'pastProjects preferredName responsibilities schools skills licenseAssignmentStates photo',
    ]
      .join(' ')
      .split(' ')
      .map((name) => [name, NOT_TRACKED] as const),
  ),
  appRoleAssignments: 'is not part of a user reading; roles follow from assignments',
  assignedLicenses: 'holds objects and no text',
  assignedPlans: 'holds objects and no text',
  employeeLeaveDateTime: 'needs a permission of its own that the connector does not ask for',
  identities: 'holds objects and no text',
  isMemberOf: 'is not part of a user; a scope by group is made by assigning the group',
  memberOf: 'is not part of a user; a scope by group is made by assigning the group',
  passwordProfile: 'is never given out by Graph',
  transitiveMemberOf: 'is not part of a user; a scope by group is made by assigning the group',
};
