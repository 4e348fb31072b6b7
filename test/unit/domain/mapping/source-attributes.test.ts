import { findSourceAttribute, GROUP_ATTRIBUTES } from '../../../../shared/domain/mapping/source-attributes.ts';
import type { SourceUser } from '../../../../shared/domain/mapping/types.ts';

const USER: SourceUser = {
  id: '1',
  accountEnabled: true,
  userPrincipalName: 'bob_contoso.com#EXT#@fabrikam.onmicrosoft.com',
  businessPhones: ['+1', '+2'],
  mobilePhone: '+3',
  jobTitle: '',
  otherMails: [],
  onPremisesExtensionAttributes: { extensionAttribute3: 'x3', extensionAttribute4: null },
  employeeOrgData: { division: 'Sales' },
  extension_0123456789abcdef0123456789abcdef_cost: 7,
};

function read(name: string, user: SourceUser = USER): unknown {
  const found = findSourceAttribute(name);
  return typeof found === 'string' ? `refused: ${found}` : [found.property, found.read(user)];
}

describe('source attributes', () => {
  it.each([
    ['id', 'id', '1'],
    ['objectId', 'id', '1'],
    ['accountEnabled', 'accountEnabled', 'True'],
    ['telephoneNumber', 'businessPhones', '+1'],
    ['businessPhones', 'businessPhones', ['+1', '+2']],
    ['mobile', 'mobilePhone', '+3'],
    ['jobTitle', 'jobTitle', null],
    ['otherMails', 'otherMails', null],
    ['department', 'department', null],
    ['userPrincipalName', 'userPrincipalName', 'bob@contoso.com'],
    ['originalUserPrincipalName', 'userPrincipalName', 'bob_contoso.com#EXT#@fabrikam.onmicrosoft.com'],
    ['extensionAttribute3', 'onPremisesExtensionAttributes', 'x3'],
    ['extensionAttribute4', 'onPremisesExtensionAttributes', null],
    ['extensionAttribute15', 'onPremisesExtensionAttributes', null],
    ['employeeOrgData.division', 'employeeOrgData', 'Sales'],
    ['extension_0123456789abcdef0123456789abcdef_cost', 'extension_0123456789abcdef0123456789abcdef_cost', '7'],
  ])('%s is read from %s', (name, property, value) => {
    expect(read(name)).toEqual([property, value]);
  });

  it('IsSoftDeleted is no property of anybody who is read', () => {
    expect(read('IsSoftDeleted')).toEqual(['', 'False']);
  });

  it('knows every name of the incumbent', () => {
    const names = [
      ...['accountEnabled', 'city', 'companyName', 'country', 'department', 'dirSyncEnabled', 'displayName'],
      ...['employeeId', 'facsimileTelephoneNumber', 'givenName', 'immutableId', 'jobTitle', 'mail', 'mailNickname'],
      ...['mobile', 'objectId', 'originalUserPrincipalName', 'otherMails', 'physicalDeliveryOfficeName', 'postalCode'],
      ...['preferredLanguage', 'proxyAddresses', 'state', 'streetAddress', 'surname', 'telephoneNumber'],
      ...['usageLocation', 'userPrincipalName', 'userType', 'onPremisesExtensionAttributes.extensionAttribute2'],
    ];

    expect(names.filter((name) => typeof findSourceAttribute(name) === 'string')).toEqual([]);
  });

  it('reads the properties of a group by the same rules', () => {
    const group = { displayName: 'Sales', securityEnabled: true, onPremisesSyncEnabled: null };
    const value = (name: string): unknown => {
      const found = findSourceAttribute(name, GROUP_ATTRIBUTES);
      return typeof found === 'string' ? found : found.read(group);
    };

    expect(['displayName', 'securityEnabled', 'dirSyncEnabled'].map(value)).toEqual(['Sales', 'True', null]);
    expect(value('jobTitle')).toBe('there is no source attribute jobTitle');
  });

  it.each(['telephoneNumber', 'userPrincipalName', 'extensionAttribute1', 'employeeOrgData.division', 'mail'])(
    '%s of a user without it is null',
    (name) => {
      expect(read(name, {})).toEqual([expect.any(String), null]);
    },
  );

  it.each([
    ['jobTtle', 'refused: there is no source attribute jobTtle (did you mean jobTitle?)'],
    ['jobtitle', 'refused: there is no source attribute jobtitle (did you mean jobTitle?)'],
    [
      'extensionAttribute16',
      'refused: there is no source attribute extensionAttribute16 (did you mean extensionAttribute1?)',
    ],
    ['skills', 'refused: skills is kept outside the directory store, so that changes of it are not seen'],
    ['passwordProfile.password', 'refused: passwordProfile is never given out by Graph'],
    ['constructor', 'refused: there is no source attribute constructor'],
    ['manager', 'refused: manager references are not supported yet'],
  ])('%s is refused', (name, message) => {
    expect(read(name)).toBe(message);
  });

  it.each([
    ['first_last_contoso.com#EXT#@f.onmicrosoft.com', 'first_last@contoso.com'],
    ['bob_contoso.com#ext#@f.onmicrosoft.com', 'bob@contoso.com'],
    ['bob@contoso.com', 'bob@contoso.com'],
    ['bob_smith@contoso.com', 'bob_smith@contoso.com'],
    ['bob#EXT#@f.onmicrosoft.com', 'bob#EXT#@f.onmicrosoft.com'],
    ['_x.com#EXT#@f.onmicrosoft.com', '_x.com#EXT#@f.onmicrosoft.com'],
  ])('the home name of %s is %s', (userPrincipalName, home) => {
    expect(read('userPrincipalName', { userPrincipalName })).toEqual(['userPrincipalName', home]);
  });
});
