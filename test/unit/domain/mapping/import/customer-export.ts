import { exported } from './entra-export.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const clause = (sourceOperandName: string, operatorName: string, ...values: readonly string[]) => ({
  sourceOperandName,
  operatorName,
  targetOperand: values.length === 0 ? null : { values },
});

const users = {
  enabled: true,
  flowTypes: 'Add, Delete',
  sourceObjectName: 'User',
  targetObjectName: ENTERPRISE,
  scope: {
    groups: [
      { name: 'sales', clauses: [clause('department', 'EQUALS', 'Sales', 'Care'), clause('mail', 'IS NOT NULL')] },
    ],
    inputFilterGroups: [],
    categoryFilterGroups: [{ clauses: [clause('accountEnabled', 'IS TRUE')] }],
  },
  attributeMappings: [
    exported('userName', '[userPrincipalName]', { matchingPriority: 4 }),
    exported('active', '[accountEnabled]'),
    { ...exported('title', ''), source: { expression: 'Append([jobTitle], “!”)', type: 'Function' } },
    exported('emails[type eq "work"].value', '[mail]', {
      matchingPriority: 2,
      flowType: 'ValueAddOnly',
      flowBehavior: 'FlowAlways',
    }),
    exported('phoneNumberss[type eq "work3"].value', '[mobile]', { defaultValue: '0170', matchingPriority: 3 }),
    {
      targetAttributeName: 'roles[primary eq "True"].value',
      source: { expression: '"employee"', name: 'employee', type: 'Constant' },
    },
    { targetAttributeName: `${ENTERPRISE}:department`, source: null, defaultValue: 'None' },
    exported(`${ENTERPRISE}:division`, '[companyName]', { flowType: 'Sometimes' }),
    { targetAttributeName: `${ENTERPRISE}:employeeNumber`, source: null, defaultValue: null },
    exported(`${ENTERPRISE}:manager`, '[manager]'),
    exported(`${ENTERPRISE}:dateHire`, `"${'x'.repeat(10_000)}"`),
    exported('externalId', '[objectId]'),
    exported('nickName', '[mailNickname]'),
    exported('titel', '[jobTitle]'),
    exported('fancy', '[jobTitle]'),
    exported('Title', '[department]'),
    exported('phoneNumbers[type eq "other"].value', '[mobile]'),
    exported('phoneNumbers[type eq "microsoftteams"].value', '[mobile]'),
    exported('phoneNumbers[type eq "home"].value', 'Frob([mobil])'),
    { targetAttributeName: null, source: null },
  ],
};

const groups = {
  enabled: true,
  flowTypes: 'Update',
  sourceObjectName: 'Group',
  targetObjectName: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  scope: { groups: [{ clauses: [clause('displayName', 'ENDS_WITH', '-cc')] }] },
  attributeMappings: [
    exported('displayName', '[displayName]', { matchingPriority: 1 }),
    exported('members', '[members]'),
  ],
};

const helper = { enabled: false, name: null, sourceObjectName: '', targetObjectName: 'Role', attributeMappings: [] };
const disabled = { ...users, enabled: false, attributeMappings: [] };

/** An export in which nearly everything occurs that an import has to deal with. */
export const CUSTOMER_SCHEMA = {
  value: [
    {
      id: 'template',
      schema: {
        synchronizationRules: [
          {
            name: 'USER_OUTBOUND_USER',
            editable: true,
            priority: 7,
            sourceDirectoryName: 'Azure Active Directory',
            targetDirectoryName: 'customappsso',
            objectMappings: [helper, disabled, groups, users],
          },
          {
            name: 'PROFILE_INBOUND_APPROLE',
            editable: false,
            priority: 1,
            sourceDirectoryName: 'Microsoft Entra ID',
            targetDirectoryName: 'customappsso',
            objectMappings: [{ ...users, attributeMappings: [] }],
          },
        ],
      },
    },
  ],
};

export const CUSTOMER_SECRETS = {
  value: [
    { key: 'BaseAddress', value: 'https://api.euw2.pure.cloud/api/v2/scim/v2' },
    { key: 'SecretToken', value: 'xyzzy' },
    { key: 'SyncAll', value: 'True' },
    {
      key: 'SyncNotificationSettings',
      value: '{"Enabled":true,"Recipients":"it@contoso.com","DeleteThresholdEnabled":true,"DeleteThresholdValue":0}',
    },
    { key: 'SkipOutOfScopeDeletions', value: 'true' },
  ],
};

export const CUSTOMER_JOB = {
  schedule: { interval: 'PT40M' },
  status: { code: 'Quarantine' },
  synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '9' }],
};
