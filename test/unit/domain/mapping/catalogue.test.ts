import { findAttribute, nearestAttribute } from '../../../../shared/domain/mapping/attribute-name.ts';
import { CATALOGUE, catalogueEntry, SCHEMA_URN } from '../../../../shared/domain/mapping/catalogue.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';

describe('the catalogue of target attributes', () => {
  it('holds the twenty attributes that Genesys Cloud for Azure lists', () => {
    expect(CATALOGUE.map(({ name }) => name)).toEqual([
      'userName',
      'active',
      'displayName',
      'emails[type eq "work"].value',
      'title',
      ...['mobile', 'work', 'work2', 'work3', 'work4', 'home', 'microsoftteams'].map(
        (type) => `phoneNumbers[type eq "${type}"].value`,
      ),
      'roles',
      ...['department', 'manager', 'employeeNumber', 'division'].map((name) => `${ENTERPRISE}:${name}`),
      ...['microsoftteams', 'ringcentral', 'zoomphone'].map(
        (name) => `${GENESYS}:externalIds[authority eq "${name}"].value`,
      ),
    ]);
  });

  it('requires a user name and a display name for a new account', () => {
    expect(CATALOGUE.filter(({ requiredOnCreate }) => requiredOnCreate).map(({ name }) => name)).toEqual([
      'userName',
      'displayName',
    ]);
  });

  it('says where an attribute stands without its name having to be parsed', () => {
    const entry = findAttribute(`${GENESYS}:externalIds[authority eq "zoomphone"].value`);

    expect(entry?.location).toEqual({
      schema: SCHEMA_URN.genesys,
      attribute: 'externalIds',
      filter: { on: 'authority', value: 'zoomphone' },
      sub: 'value',
    });
    expect(entry === undefined ? undefined : catalogueEntry(entry.name)).toBe(entry);
  });

  it.each([
    ['USERNAME', 'userName'],
    [' title ', 'title'],
    [`${SCHEMA_URN.core}:userName`, 'userName'],
    ["phoneNumbers[type eq 'work'].value", 'phoneNumbers[type eq "work"].value'],
    ['phoneNumberss[type eq "work3"].value', 'phoneNumbers[type eq "work3"].value'],
    ['emails[ type  eq work ].value', 'emails[type eq "work"].value'],
    [
      `${GENESYS}:externalIds[authority eq ‘microsoftteams’].value`,
      `${GENESYS}:externalIds[authority eq "microsoftteams"].value`,
    ],
    [`${GENESYS}:externalIds[authority eq ‘zoomphone].value`, `${GENESYS}:externalIds[authority eq "zoomphone"].value`],
    [`${ENTERPRISE}:manager.value`, `${ENTERPRISE}:manager`],
    [`${ENTERPRISE}:manager`, `${ENTERPRISE}:manager`],
  ])('%s means %s', (written, canonical) => {
    expect(findAttribute(written)?.name).toBe(canonical);
  });

  it.each([
    '',
    'user name',
    'department',
    'phoneNumbers[type eq "fax"].value',
    'phoneNumbers[type eq "work"]',
    'title.value',
    'emails',
    'x'.repeat(400),
  ])('%j means nothing', (written) => {
    expect(findAttribute(written)).toBeUndefined();
  });

  it.each([
    ['usrName', 'userName'],
    ['department', `${ENTERPRISE}:department`],
    ['EMPLOYEENUMBER', `${ENTERPRISE}:employeeNumber`],
    ['phoneNumbers[type eq "mobil"].value', 'phoneNumbers[type eq "mobile"].value'],
    ['qqqqqqqq', undefined],
  ])('the attribute most like %s is %s', (written, nearest) => {
    expect(nearestAttribute(written)).toBe(nearest);
  });
});
