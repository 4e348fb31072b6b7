import type { ReportLine } from '../../../../../shared/domain/mapping/import/import-report.ts';
import { importSchema } from '../../../../../shared/domain/mapping/import/import-schema.ts';
import { CUSTOMER_JOB, CUSTOMER_SCHEMA, CUSTOMER_SECRETS } from './customer-export.ts';

const print = ({ what, detail, advice }: ReportLine): string =>
  [what, detail, ...(advice === undefined ? [] : [advice])].join(' | ');

/** What an administrator reads, word for word. */
describe('the import of a customer’s whole configuration', () => {
  const result = importSchema({ schema: CUSTOMER_SCHEMA, secrets: CUSTOMER_SECRETS, job: CUSTOMER_JOB });

  it('gives this file', () => {
    expect(result.problems).toEqual([]);
    expect(result.file).toEqual({
      version: 1,
      attributes: [
        {
          target: 'userName',
          expression: '[userPrincipalName]',
          whenEmpty: 'keep',
          matchOrder: 2,
        },
        {
          target: 'active',
          expression: 'Not([IsSoftDeleted])',
        },
        {
          target: 'title',
          expression: 'Append([jobTitle], "!")',
          whenEmpty: 'keep',
        },
        {
          target: 'emails[type eq "work"].value',
          expression: '[mail]',
          whenEmpty: 'keep',
          flow: 'ValueAddOnly',
          matchOrder: 1,
        },
        {
          target: 'phoneNumbers[type eq "work3"].value',
          expression: '[mobile]',
          whenEmpty: 'keep',
        },
        {
          target: 'roles',
          expression: '"employee"',
          whenEmpty: 'keep',
        },
        {
          target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
          whenEmpty: 'keep',
          default: 'None',
          defaultOn: 'create',
        },
        {
          target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division',
          expression: '[companyName]',
          whenEmpty: 'keep',
        },
        {
          target: 'phoneNumbers[type eq "microsoftteams"].value',
          expression: '[mobile]',
          whenEmpty: 'keep',
        },
        {
          target: 'displayName',
          expression: '[displayName]',
          whenEmpty: 'keep',
        },
      ],
      scope: {
        users: {
          groups: [
            {
              name: 'sales',
              clauses: [
                {
                  attribute: 'department',
                  operator: 'EQUALS',
                  values: ['Sales', 'Care'],
                },
                {
                  attribute: 'mail',
                  operator: 'IS NOT NULL',
                },
                {
                  attribute: 'accountEnabled',
                  operator: 'IS TRUE',
                },
              ],
            },
          ],
        },
        groups: {
          groups: [
            {
              clauses: [
                {
                  attribute: 'displayName',
                  operator: 'ENDS_WITH',
                  value: '-cc',
                },
              ],
            },
          ],
        },
      },
      operations: {
        create: true,
        update: false,
        delete: true,
      },
    });
  });

  it('tells what was taken over', () => {
    expect(result.taken.map(print)).toEqual([
      'userName | [userPrincipalName]',
      'title | Append([jobTitle], "!")',
      'emails[type eq "work"].value | [mail]',
      'phoneNumberss[type eq "work3"].value | [mobile]',
      'roles[primary eq "True"].value | "employee"',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department | default "None" on creation',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division | [companyName]',
      'externalId | the connector itself writes the Entra object id to it',
      'phoneNumbers[type eq "microsoftteams"].value | [mobile]',
      'scoping filter of groups | 1 group of conditions',
      'operations | Add, Delete: update switched off',
    ]);
  });

  it('tells what was changed', () => {
    expect(result.changed.map(print)).toEqual([
      'schedule | every PT40M becomes every minute | set POLL_SCHEDULE for another rhythm',
      'active | [accountEnabled] becomes Not([IsSoftDeleted]): who is active follows from assignment, filter and account state | put a further condition into scope as a filter',
      'title | Append([jobTitle], "!"): typographic quotes made straight',
      'emails[type eq "work"].value | FlowAlways and ValueAddOnly exclude each other here: ValueAddOnly is taken',
      'phoneNumberss[type eq "work3"].value | default "0170" is dropped: does not begin with + and a country code',
      'phoneNumberss[type eq "work3"].value | matchOrder 3 is dropped: Genesys cannot be searched by this attribute',
      'phoneNumberss[type eq "work3"].value | is written as phoneNumbers[type eq "work3"].value',
      'roles[primary eq "True"].value | is written as roles',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division | the flow type Sometimes is unknown here: Always is taken',
      'displayName | is added as [displayName]: Genesys needs it',
      'phoneNumbers | a number that is not E.164 is left out and reported, where Entra sends it as it stands',
      'userName | is matched in place 2',
      'emails[type eq "work"].value | is matched in place 1',
      'scoping filter of users | input and category filters apply like the others here: whoever stops passing loses the account',
      'operations | Entra deletes leavers when updates are off; here their accounts stay until updates are on',
    ]);
  });

  it('tells what was not taken over', () => {
    expect(result.notTaken.map(print)).toEqual([
      'notification e-mail | failures were mailed to it@contoso.com | let an alert on the connector’s events notify them',
      'SecretToken | secrets are never copied; the connector signs in by itself | set GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET of an OAuth client of the connector’s own',
      'quarantine | the job is in quarantine | look for the cause before moving: it may stand in the data',
      'rule PROFILE_INBOUND_APPROLE | is a helper of the service and leads into Entra | nothing',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber | has neither source nor default, so nothing flows | nothing',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager | [manager]: manager references are not written yet | nothing: managers in Genesys stay as they are',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:dateHire | its expression has more than 10000 characters | write a shorter expression for it into the file',
      'nickName | does not exist in Genesys | nothing',
      'titel | Genesys has no such attribute; the nearest one is title | map the value to an attribute that Genesys has, or do without it',
      'fancy | Genesys has no such attribute | map the value to an attribute that Genesys has, or do without it',
      'Title | is mapped a second time; the first is kept | choose one of them',
      'phoneNumbers[type eq "other"].value | shares one field in Genesys with the Teams number | map one of the two',
      'phoneNumbers[type eq "home"].value | Frob([mobil]): there is no function Frob (character 1); there is no source attribute mobil (did you mean mobile?) (character 6) | write another expression for it into the file',
      '(a mapping without a target) | Genesys has no such attribute | map the value to an attribute that Genesys has, or do without it',
      'groups | attributes of groups (displayName, members) are not mapped here: a group is found by its name and never created, renamed or deleted | see the limits in the README for what this version does with groups',
    ]);
  });

  it('suggests settings', () => {
    expect(result.settings.map(({ name, value, why }) => `${name}=${value} | ${why}`)).toEqual([
      'SCOPE=all | SyncAll is True',
      'GENESYS_REGION=euw2.pure.cloud | tenant URL api.euw2.pure.cloud',
      'GUARD_LIMIT=0 | accidental deletion threshold; Entra counts one cycle, here it counts a run and a day',
      'LEAVER_UNASSIGNED=keep | SkipOutOfScopeDeletions: who leaves scope keeps the account',
      'LEAVER_DISABLED=keep | SkipOutOfScopeDeletions: who leaves scope keeps the account',
      'LEAVER_SOFT_DELETED=keep | SkipOutOfScopeDeletions: who leaves scope keeps the account',
    ]);
  });
});
