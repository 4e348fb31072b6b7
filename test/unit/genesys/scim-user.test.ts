import { CATALOGUE } from '../../../shared/domain/mapping/catalogue.ts';
import type { AttributeName, AttributeValue } from '../../../shared/domain/mapping/types.ts';
import { activeBody, createBody, patchBody, readAccount } from '../../../shared/genesys/scim-user.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';

const values = (pairs: Record<string, AttributeValue>) =>
  new Map(Object.entries(pairs).map(([name, value]) => [name as AttributeName, value]));

describe('the body of a PATCH', () => {
  it.each<[string, AttributeValue, object]>([
    ['title', 'Agent', { op: 'replace', path: 'title', value: 'Agent' }],
    ['title', null, { op: 'remove', path: 'title' }],
    ['title', '', { op: 'remove', path: 'title' }],
    [
      'phoneNumbers[type eq "work"].value',
      '+13175550100',
      { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '+13175550100' },
    ],
    ['phoneNumbers[type eq "work"].value', null, { op: 'remove', path: 'phoneNumbers[type eq "work"]' }],
    ['emails[type eq "work"].value', null, { op: 'remove', path: 'emails[type eq "work"]' }],
    [`${ENTERPRISE}:department`, 'Care', { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Care' }],
    [`${ENTERPRISE}:manager`, 'm1', { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: 'm1' } }],
    [
      `${GENESYS}:externalIds[authority eq "microsoftteams"].value`,
      'o1',
      { op: 'add', path: `${GENESYS}:externalIds[authority eq "microsoftteams"].value`, value: 'o1' },
    ],
    [
      `${GENESYS}:externalIds[authority eq "zoomphone"].value`,
      null,
      { op: 'remove', path: `${GENESYS}:externalIds[authority eq "zoomphone"]` },
    ],
    [
      'roles',
      ['employee', 'Agent'],
      { op: 'replace', path: 'roles', value: [{ value: 'employee' }, { value: 'Agent' }] },
    ],
    ['roles', [], { op: 'remove', path: 'roles' }],
    [
      `${GENESYS}:routingSkills`,
      ['Billing=4.5', 'Sales=0'],
      {
        op: 'replace',
        path: `${GENESYS}:routingSkills`,
        value: [
          { name: 'Billing', proficiency: 4.5 },
          { name: 'Sales', proficiency: 0 },
        ],
      },
    ],
  ])('writes %s = %j', (name, value, operation) => {
    expect(patchBody(values({ [name]: value }))).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [operation],
    });
  });

  it('adds to a list that only grows and replaces everything else', () => {
    const changes = values({ roles: ['Agent'], title: 'Head' });

    expect(patchBody(changes, undefined, new Set(changes.keys()))).toMatchObject({
      Operations: [
        { op: 'add', path: 'roles', value: [{ value: 'Agent' }] },
        { op: 'replace', path: 'title', value: 'Head' },
      ],
    });
  });

  it('writes the external id when given and `active` alone', () => {
    expect(patchBody(values({}), 'o1')).toMatchObject({
      Operations: [{ op: 'replace', path: 'externalId', value: 'o1' }],
    });
    expect(activeBody(false)).toMatchObject({ Operations: [{ op: 'replace', path: 'active', value: false }] });
  });

  it('refuses `active` and unknown names among the values', () => {
    expect(() => patchBody(values({ active: 'true' }))).toThrow(RangeError);
    expect(() => createBody('o1', values({ nickName: 'x' }))).toThrow(RangeError);
  });
});

describe('the body of a POST', () => {
  it('nests every attribute and leaves empty ones out', () => {
    const body = createBody(
      'o1',
      values({
        userName: 'ada@example.org',
        title: null,
        'emails[type eq "work"].value': 'a@example.org',
        'phoneNumbers[type eq "work"].value': '+13175550100',
        'phoneNumbers[type eq "mobile"].value': '+13175550101',
        'phoneNumbers[type eq "home"].value': null,
        roles: ['employee'],
        [`${ENTERPRISE}:department`]: 'Care',
        [`${ENTERPRISE}:manager`]: 'm1',
      }),
    );

    expect(body).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
      externalId: 'o1',
      active: true,
      userName: 'ada@example.org',
      emails: [{ type: 'work', value: 'a@example.org' }],
      phoneNumbers: [
        { type: 'work', value: '+13175550100' },
        { type: 'mobile', value: '+13175550101' },
      ],
      roles: [{ value: 'employee' }],
      [ENTERPRISE]: { department: 'Care', manager: { value: 'm1' } },
    });
  });
});

describe('reading an account', () => {
  it('shows again every value that a body carries', () => {
    const all = values(
      Object.fromEntries(
        CATALOGUE.filter(({ kind }) => kind !== 'boolean').map(({ name, kind, rule }) => [
          name,
          kind === 'list' ? (rule === 'rated' ? ['one=0', 'two=4.5'] : ['one', 'two']) : `value of ${name}`,
        ]),
      ),
    ).set(`${GENESYS}:externalIds[authority eq "hr"].value` as AttributeName, '7');

    const account = readAccount({ ...createBody('o1', all), id: 'u1', meta: { version: '7' } });

    expect(account).toMatchObject({ id: 'u1', active: true, externalId: 'o1', version: '7' });
    expect(new Map(account?.values)).toEqual(all);
  });

  it.each<[string, unknown, object]>([
    ['only an id', { id: 'u1' }, { active: true, userName: '', externalId: null, version: null }],
    ['an inactive account', { id: 'u1', active: false }, { active: false }],
    ['a numeric version', { id: 'u1', meta: { version: 7 } }, { version: '7' }],
    ['odd members', { id: 'u1', phoneNumbers: 'x', roles: ['plain', {}], emails: [null], meta: 3 }, { version: null }],
  ])('is lenient about %s', (_, raw, expected) => {
    expect(readAccount(raw)).toMatchObject(expected);
  });

  it('takes the version from the ETag when the body names none', () => {
    expect(readAccount({ id: 'u1' }, 'W/"56"')?.version).toBe('56');
  });

  it.each([null, [], 'x', {}, { id: '' }])('finds no account in %j', (raw) => {
    expect(readAccount(raw)).toBeUndefined();
  });
});
