import { findAttribute, nearestAttribute, whyNotMappable } from '../../../../shared/domain/mapping/attribute-name.ts';
import { CATALOGUE, catalogueEntry, SCHEMA_URN } from '../../../../shared/domain/mapping/catalogue.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';

describe('the catalogue of target attributes', () => {
  it('holds every user attribute that SCIM can write to Genesys', () => {
    expect(CATALOGUE.map(({ name }) => name)).toEqual([
      'userName',
      'active',
      'displayName',
      'title',
      'emails[type eq "work"].value',
      ...[
        ...['work', 'work2', 'work3', 'work4', 'home', 'mobile', 'other'],
        ...['microsoftteams', 'zoomphone', 'eightbyeight', 'ringcentral'],
      ].map((type) => `phoneNumbers[type eq "${type}"].value`),
      'roles',
      ...['department', 'division', 'manager', 'employeeNumber', 'dateHire'].map((name) => `${ENTERPRISE}:${name}`),
      ...['routingSkills', 'routingLanguages'].map((name) => `${GENESYS}:${name}`),
      ...['microsoftteams', 'ringcentral', 'zoomphone'].map(
        (name) => `${GENESYS}:externalIds[authority eq "${name}"].value`,
      ),
    ]);
  });

  it('takes an external id of any authority but the one SCIM keeps its own in', () => {
    const found = findAttribute(`${GENESYS}:externalIds[authority eq "https://Hr.example/ids"].value`);

    expect(found?.location.filter).toEqual({ on: 'authority', value: 'https://Hr.example/ids' });
    expect(found === undefined ? undefined : catalogueEntry(found.name)).toEqual(found);
    expect(findAttribute(`${GENESYS}:externalIds[authority eq "x-pc:scimv2:v1"].value`)).toBeUndefined();
    expect(findAttribute(`${GENESYS}:externalIds[authority eq ""].value`)).toBeUndefined();
  });

  it.each([
    ['externalId', 'is always the Entra object id and is written by the connector itself'],
    [`${SCHEMA_URN.core}:password`, 'is not sent: people sign in through Entra'],
    ["emails[type eq 'other'].value", 'mirrors userName and is read-only'],
    ['name.givenName', 'does not exist in Genesys, displayName is its only name'],
    ['addresses[type eq "work"].locality', 'does not exist in Genesys'],
    ['emails[type eq "home"].value', undefined],
    ['constructor', undefined],
    ['titel', undefined],
  ])('%s cannot be mapped: %s', (name, reason) => {
    expect(whyNotMappable(name)).toBe(reason);
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
