import { compileMapping } from '../../../../shared/domain/mapping/compile-mapping.ts';
import type { CompiledMapping, SourceUser } from '../../../../shared/domain/mapping/types.ts';

const attributes = [
  { target: 'userName', expression: '[userPrincipalName]' },
  { target: 'displayName', expression: '[displayName]' },
];

function compiled(scope: unknown): CompiledMapping {
  const result = compileMapping({ version: 1, attributes, scope });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.mapping;
}

function faults(users: unknown): unknown {
  const result = compileMapping({ version: 1, attributes, scope: { users } });
  return result.ok ? [] : result.faults.map(({ path, message, position }) => [path, message, position]);
}

function clause(operator: string, value?: string, attribute = 'department'): unknown {
  return { groups: [{ clauses: [{ attribute, operator, ...(value === undefined ? {} : { value }) }] }] };
}

function holds(users: unknown, user: SourceUser): boolean {
  return compiled({ users }).userFilter.isInScope(user);
}

describe('operators of a scoping filter', () => {
  it.each<[string, string | undefined, unknown, boolean]>([
    ['EQUALS', 'Sales', 'Sales', true],
    ['EQUALS', 'Sales', 'sales', false],
    ['EQUALS', '', null, false],
    ['NOT EQUALS', 'Sales', 'sales', true],
    ['NOT EQUALS', 'Sales', 'Sales', false],
    ['NOT EQUALS', 'Sales', null, false],
    ['IS TRUE', undefined, true, true],
    ['IS TRUE', undefined, false, false],
    ['IS TRUE', undefined, 'true', true],
    ['IS TRUE', undefined, null, false],
    ['IS FALSE', undefined, false, true],
    ['IS FALSE', undefined, true, false],
    ['IS FALSE', undefined, null, false],
    ['IS NULL', undefined, null, true],
    ['IS NULL', undefined, '', true],
    ['IS NULL', undefined, 'x', false],
    ['IS NOT NULL', undefined, 'x', true],
    ['IS NOT NULL', undefined, undefined, false],
    ['REGEX MATCH', '.*\\@domain.com', 'bob@domain.com', true],
    ['REGEX MATCH', '^S', 'sales', false],
    ['REGEX MATCH', '.*', null, false],
    ['NOT REGEX MATCH', '^S', 'sales', true],
    ['NOT REGEX MATCH', '^S', 'Sales', false],
    ['NOT REGEX MATCH', '^S', null, false],
    ['INCLUDES', 'ale', 'Sales', true],
    ['INCLUDES', 'ALE', 'Sales', false],
    ['INCLUDES', '', null, false],
    ['ENDS_WITH', 'les', 'Sales', true],
    ['ENDS_WITH', 'Sal', 'Sales', false],
    ['ENDS_WITH', 'x', null, false],
    ['GREATER_THAN', '10', '11', true],
    ['GREATER_THAN', '10', '10', false],
    ['GREATER_THAN', '10', '9', false],
    ['GREATER_THAN', '10', 'eleven', false],
    ['GREATER_THAN', '-1', null, false],
    ['GREATER_THAN_OR_EQUALS', '10', '10', true],
    ['GREATER_THAN_OR_EQUALS', '10', '9', false],
    ['&', 'Sales,Care', 'Care', true],
    ['&', 'Sales,Care', 'care', false],
    ['&', 'Sales,Care', null, false],
    ['!&', 'Sales,Care', 'IT', true],
    ['!&', 'Sales,Care', 'Sales', false],
    ['!&', 'Sales,Care', null, false],
  ])('%s %s of %j is %s', (operator, value, given, expected) => {
    expect(holds(clause(operator, value), { department: given })).toBe(expected);
  });

  it('takes one of several values, and none of them for a negative operator', () => {
    const several = (operator: string) => ({
      groups: [{ clauses: [{ attribute: 'department', operator, values: ['Sales', 'Care'] }] }],
    });

    expect(['Sales', 'Care', 'IT'].map((department) => holds(several('EQUALS'), { department }))).toEqual([
      true,
      true,
      false,
    ]);
    expect(['Sales', 'IT'].map((department) => holds(several('NOT EQUALS'), { department }))).toEqual([false, true]);
  });

  it('reads attributes by the names of the incumbent', () => {
    expect(holds(clause('EQUALS', 'True', 'dirSyncEnabled'), { onPremisesSyncEnabled: true })).toBe(true);
    expect(
      holds(clause('EQUALS', 'x', 'extensionAttribute3'), {
        onPremisesExtensionAttributes: { extensionAttribute3: 'x' },
      }),
    ).toBe(true);
  });
});

describe('a scoping filter', () => {
  const SALES = { attribute: 'department', operator: 'EQUALS', value: 'Sales' };
  const ENABLED = { attribute: 'accountEnabled', operator: 'IS TRUE' };
  const BOSS = { attribute: 'jobTitle', operator: 'INCLUDES', value: 'Head' };

  it('needs every clause of a group and one group of several', () => {
    const filter = { groups: [{ name: 'a', clauses: [SALES, ENABLED] }, { clauses: [BOSS] }] };

    expect(holds(filter, { department: 'Sales', accountEnabled: true })).toBe(true);
    expect(holds(filter, { department: 'Sales', accountEnabled: false })).toBe(false);
    expect(holds(filter, { jobTitle: 'Head of IT' })).toBe(true);
    expect(holds(filter, {})).toBe(false);
  });

  it('adds what it reads to the properties that are selected', () => {
    const mapping = compiled({ users: { groups: [{ clauses: [SALES, BOSS] }] } });

    expect(mapping.userFilter.properties).toEqual(['department', 'jobTitle']);
    expect(mapping.select).toEqual([
      'accountEnabled',
      'department',
      'displayName',
      'id',
      'jobTitle',
      'userPrincipalName',
    ]);
  });

  it('lets everybody pass where there is none', () => {
    expect(compiled(undefined).userFilter.isInScope({})).toBe(true);
    expect(compiled({}).groupFilter.isInScope({})).toBe(true);
  });

  it('may be an expression, true for those in scope', () => {
    const filter = { expression: 'IIF([department] = "Sales", "True", IsPresent([jobTitle]))' };

    expect(holds(filter, { department: 'Sales' })).toBe(true);
    expect(holds(filter, { jobTitle: 'x' })).toBe(true);
    expect(holds(filter, {})).toBe(false);
    expect(compiled({ users: filter }).select).toContain('jobTitle');
  });

  it('keeps out a person for whom its expression fails, and nobody else', () => {
    const filter = { expression: 'IIF(Left([department], [employeeId]) = "Sa", "True", "False")' };

    expect(holds(filter, { department: 'Sales', employeeId: 'x' })).toBe(false);
    expect(holds(filter, { department: 'Sales', employeeId: '2' })).toBe(true);
  });

  it('of groups reads the properties of a group', () => {
    const { groupFilter, select } = compiled({
      groups: { groups: [{ clauses: [{ attribute: 'displayName', operator: 'ENDS_WITH', value: '-cc' }] }] },
    });

    expect(groupFilter.isInScope({ displayName: 'sales-cc' })).toBe(true);
    expect(groupFilter.isInScope({ displayName: 'sales' })).toBe(false);
    expect(groupFilter.properties).toEqual(['displayName']);
    expect(select).toEqual(['accountEnabled', 'displayName', 'id', 'userPrincipalName']);
  });

  it('is part of the text that names the configuration', () => {
    expect(compiled({ users: clause('EQUALS', 'a') }).canonical).not.toBe(
      compiled({ users: clause('EQUALS', 'b') }).canonical,
    );
  });
});

describe('a faulty filter', () => {
  const at = 'scope.users.groups[0].clauses[0]';

  it.each<[unknown, string, string]>([
    [
      clause('EQUALS', 'x', 'departmnt'),
      `${at}.attribute`,
      'there is no source attribute departmnt (did you mean department?)',
    ],
    [clause('EQUALS', 'x', 'proxyAddresses'), `${at}.attribute`, 'has several values'],
    [clause('IS TRUE', undefined, 'IsSoftDeleted'), `${at}.attribute`, 'is what the filter decides'],
    [
      clause('EQUALS', 'x', 'memberOf'),
      `${at}.attribute`,
      'memberOf is not part of a user; a scope by group is made by assigning the group',
    ],
    [clause('EQUALS'), `${at}.value`, 'is missing'],
    [clause('IS NULL', 'x'), `${at}.value`, 'IS NULL takes none'],
    [clause('GREATER_THAN', '1.5'), `${at}.value`, 'compares whole numbers only'],
    [{}, 'scope.users', 'holds either groups or an expression'],
    [{ groups: [] }, 'scope.users.groups', 'Too small: expected array to have >=1 items'],
    [
      { expression: 'IsPresent([departmnt])' },
      'scope.users.expression',
      'there is no source attribute departmnt (did you mean department?)',
    ],
  ])('%j is refused at %s', (users, path, message) => {
    expect(faults(users)).toEqual([[path, message, path.endsWith('expression') ? expect.any(Number) : undefined]]);
  });

  it('names an unknown operator and a pattern that is none', () => {
    expect(faults(clause('LIKE', 'x'))).toEqual([[`${at}.operator`, expect.stringContaining('EQUALS'), undefined]]);
    expect(faults(clause('REGEX MATCH', '('))).toEqual([[`${at}.value`, expect.any(String), undefined]]);
  });
});

describe('what a filter says of its parts', () => {
  const allowed = (users: unknown) => {
    const result = compileMapping({ version: 1, attributes, scope: { users } });
    return result.ok ? [] : result.faults.map(({ value, allowed: fits }) => [value, fits]);
  };

  it('is what would be allowed', () => {
    expect(allowed(clause('EQUALS', 'x', 'departmnt'))).toEqual([['departmnt', 'a property of the Graph object']]);
    expect(allowed(clause('IS TRUE', undefined, 'IsSoftDeleted'))).toEqual([
      ['IsSoftDeleted', 'a property of the Graph object'],
    ]);
    expect(allowed(clause('EQUALS', 'x', 'otherMails'))).toEqual([
      ['otherMails', 'a property with one value, or {"expression": …}'],
    ]);
    expect(allowed(clause('EQUALS'))).toEqual([[undefined, 'a text']]);
    expect(allowed(clause('IS NULL', 'x'))).toEqual([['x', 'no value']]);
    expect(allowed(clause('GREATER_THAN_OR_EQUALS', 'x'))).toEqual([['x', 'a whole number']]);
    expect(allowed(clause('REGEX MATCH', '('))).toEqual([['(', expect.stringContaining('a')]]);
  });

  it('is its place, in the filter of groups too', () => {
    const result = compileMapping({ version: 1, attributes, scope: { groups: clause('EQUALS', 'x', 'jobTitle') } });

    expect(result).toMatchObject({ ok: false, faults: [{ path: 'scope.groups.groups[0].clauses[0].attribute' }] });
  });

  it('counts blanks around a number for nothing', () => {
    expect(holds(clause('GREATER_THAN', ' 10 '), { department: ' 11 ' })).toBe(true);
    expect(holds(clause('GREATER_THAN_OR_EQUALS', '10'), { department: '10' })).toBe(true);
    expect(
      holds(clause('IS TRUE', undefined, 'extension_0123456789abcdef0123456789abcdef_x'), {
        extension_0123456789abcdef0123456789abcdef_x: ['True'],
      }),
    ).toBe(false);
  });

  it('is the same text for the same filter', () => {
    const select = compiled({ users: { expression: 'IIF([surname] = [givenName], "True", "False")' } }).userFilter
      .properties;

    expect(select).toEqual(['givenName', 'surname']);
  });
});
