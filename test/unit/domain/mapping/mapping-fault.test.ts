import { compileMapping } from '../../../../shared/domain/mapping/compile-mapping.ts';
import { printPath } from '../../../../shared/domain/mapping/mapping-fault.ts';

const REQUIRED = [
  { target: 'userName', expression: '[userPrincipalName]' },
  { target: 'displayName', expression: '[displayName]' },
];

function faults(file: object): unknown {
  const result = compileMapping({ version: 1, attributes: REQUIRED, ...file });
  return result.ok ? [] : result.faults;
}

describe('the place of a fault', () => {
  it.each<[readonly PropertyKey[], string]>([
    [[], ''],
    [['attributes'], 'attributes'],
    [['attributes', 2], 'attributes[2]'],
    [['scope', 'users', 'groups', 0, 'clauses', 12, 'value'], 'scope.users.groups[0].clauses[12].value'],
  ])('%j is written %s', (steps, path) => {
    expect(printPath(steps)).toBe(path);
  });
});

describe('what the schema finds', () => {
  it('is told with the given value and what is allowed', () => {
    expect(faults({ version: 2 })).toEqual([{ path: 'version', value: 2, allowed: '1', message: expect.any(String) }]);
    expect(faults({ operations: { create: 'yes' } })).toEqual([
      {
        path: 'operations.create',
        value: 'yes',
        allowed: 'boolean',
        message: expect.stringContaining('expected boolean'),
      },
    ]);
    expect(faults({ extra: 7 })).toEqual([
      { path: 'extra', value: 7, allowed: 'version, attributes, scope, operations', message: 'unknown key extra' },
    ]);
    expect(faults({ scope: { people: 1 } })).toEqual([
      { path: 'scope.people', value: 1, allowed: 'the keys of the documentation', message: 'unknown key people' },
    ]);
    expect(faults({ scope: { users: { groups: [] } } })).toEqual([
      { path: 'scope.users.groups', value: [], allowed: 'at least 1', message: expect.any(String) },
    ]);
    expect(faults({ scope: { users: {} } })).toEqual([
      {
        path: 'scope.users',
        value: {},
        allowed: 'see the description of the mapping file',
        message: 'holds either groups or an expression',
      },
    ]);
  });

  it('names the words of a choice and the largest number', () => {
    const clause = { attribute: 'mail', operator: 'LIKE' };
    expect(faults({ scope: { users: { groups: [{ clauses: [clause] }] } } })).toEqual([
      expect.objectContaining({ value: 'LIKE', allowed: expect.stringMatching(/^"EQUALS" or "NOT EQUALS" or /) }),
    ]);
    const title = { target: 'title', expression: '[jobTitle]', matchOrder: 10 };
    expect(faults({ attributes: [...REQUIRED, title] })).toEqual([
      expect.objectContaining({ path: 'attributes[2].matchOrder', value: 10, allowed: 'at most 9' }),
    ]);
  });

  it('says what is missing', () => {
    expect(faults({ version: undefined })).toMatchObject([{ path: 'version', message: 'is missing' }]);
    expect(faults({ attributes: [...REQUIRED, { expression: '[mail]' }] })).toMatchObject([
      { path: 'attributes[2].target', value: undefined, allowed: 'string', message: 'is missing' },
    ]);
    expect(faults({ attributes: [REQUIRED[1]] })).toEqual([
      { path: 'attributes', value: undefined, allowed: 'userName', message: 'userName is required and not mapped' },
    ]);
  });
});

describe('what an entry could be instead', () => {
  it('is said beside each fault', () => {
    const allowed = (entry: object) => {
      const found = faults({ attributes: [...REQUIRED, entry] }) as { allowed: string }[];
      return found.map((fault) => fault.allowed);
    };
    const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';

    expect(allowed({ target: 'USERNAME', expression: '[mail]' })).toEqual(['each target once']);
    expect(allowed({ target: 'title' })).toEqual(['an expression']);
    expect(allowed({ target: 'active' })).toEqual(['Not([IsSoftDeleted])']);
    expect(allowed({ target: 'active', expression: '[accountEnabled]' })).toEqual([
      'Not([IsSoftDeleted]), or {"enabled": false}',
    ]);
    expect(allowed({ target: manager, expression: '[manager]' })).toEqual(['leave it out']);
    expect(allowed({ target: 'zzzzzz', expression: '[mail]' })).toEqual([
      expect.stringContaining('userName, active, displayName'),
    ]);
  });

  it('is true for a required attribute that is switched off', () => {
    expect(faults({ attributes: [REQUIRED[0], { ...REQUIRED[1], enabled: false }] })).toEqual([
      {
        path: 'attributes[1].enabled',
        value: false,
        allowed: 'true',
        message: 'displayName is required and cannot be switched off',
      },
    ]);
  });

  it('is one of two phones that share a field', () => {
    const phone = (type: string) => ({ target: `phoneNumbers[type eq "${type}"].value`, expression: '[mobile]' });

    expect(faults({ attributes: [...REQUIRED, phone('other'), phone('microsoftteams')] })).toMatchObject([
      { allowed: 'phoneNumbers[type eq "microsoftteams"].value or the phone "other", not both' },
    ]);
  });
});
