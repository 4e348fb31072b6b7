import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSimpleMapping, valueAt } from '../../../../local/rig/mapping-expectation.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const folder = mkdtempSync(join(tmpdir(), 'mapping-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: unknown) {
  const file = join(folder, 'mapping.json');
  writeFileSync(file, JSON.stringify(content));
  return readSimpleMapping(file);
}

const mappingOf = (...attributes: object[]) => read({ version: 1, attributes });

describe('what the check understands of a mapping', () => {
  it('takes one attribute, blanks stripped or not, and fixed texts', () => {
    const mapping = mappingOf(
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'title', expression: 'StripSpaces([jobTitle])' },
      { target: 'phoneNumbers[type eq "work"].value', expression: '[telephoneNumber]' },
      { target: `${ENTERPRISE}:department`, expression: '"Service"' },
    );
    const person = { userPrincipalName: 'Ann@Example.com', jobTitle: 'Team Lead', businessPhones: ['+49 (89) 21'] };
    expect(mapping?.wanted(person, 'id-1')).toEqual({
      userName: 'ann@example.com',
      title: 'TeamLead',
      'phoneNumbers[type eq "work"].value': '+498921',
      [`${ENTERPRISE}:department`]: 'Service',
    });
    expect(mapping?.left).toEqual([]);
  });

  it('names what says more, and leaves out what is switched off', () => {
    const mapping = mappingOf(
      { target: 'title', expression: 'Join(" ", [givenName], [surname])' },
      { target: 'displayName', expression: '[displayName]', onlyOnCreate: true },
      { target: 'roles', expression: '[department]' },
      { target: 'userName', expression: '[mail]', enabled: false },
    );
    expect(mapping?.targets).toEqual([]);
    expect(mapping?.left).toEqual(['title', 'displayName', 'roles']);
  });

  it('asks for an empty value only where emptying is asked for', () => {
    const mapping = mappingOf(
      { target: 'title', expression: '[jobTitle]', whenEmpty: 'clear' },
      { target: 'displayName', expression: '[displayName]' },
    );
    expect(mapping?.wanted({ jobTitle: null }, 'id-1')).toEqual({ title: '' });
  });

  it('judges nothing by a file that decides more than values, or that cannot be read', () => {
    expect(read({ version: 1, attributes: [], scope: {} })).toBeUndefined();
    expect(readSimpleMapping(join(folder, 'missing.json'))).toBeUndefined();
  });

  it('finds the value of a target in a SCIM user', () => {
    const user = {
      title: 'Lead',
      emails: [{ type: 'work', value: 'A@B.example' }],
      [ENTERPRISE]: { department: 'Sales' },
    };
    expect(valueAt(user, 'title')).toBe('Lead');
    expect(valueAt(user, 'emails[type eq "work"].value')).toBe('a@b.example');
    expect(valueAt(user, `${ENTERPRISE}:department`)).toBe('Sales');
    expect(valueAt(user, 'phoneNumbers[type eq "home"].value')).toBe('');
  });
});
