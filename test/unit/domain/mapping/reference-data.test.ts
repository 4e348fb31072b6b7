import { readFileSync } from 'node:fs';
import { CATALOGUE, catalogueEntry, NOT_MAPPABLE } from '../../../../shared/domain/mapping/catalogue.ts';
import {
  findSourceAttribute,
  GROUP_ATTRIBUTES,
  type SourceAttribute,
  USER_ATTRIBUTES,
} from '../../../../shared/domain/mapping/source-attributes.ts';
import { NOT_READABLE } from '../../../../shared/domain/mapping/source-catalogue.ts';
import type { AttributeName } from '../../../../shared/domain/mapping/types.ts';

const REFERENCE = readFileSync('docs/mapping-reference.md', 'utf8');

/** Cells of the table that follows a heading. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const after = REFERENCE.slice(REFERENCE.indexOf(`\n${heading}\n`) + heading.length + 2);
  const end = after.indexOf('\n#');
  const section = end < 0 ? after : after.slice(0, end);
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
const byName = (rows: readonly (readonly string[])[]) => [...rows].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));

/** The reference was read and approved; what the code says must not drift from it unnoticed. */
describe('the attributes of the published reference', () => {
  const source = ([name, { type, isMultiValued, property, note }]: [string, SourceAttribute]) => [
    code(name),
    isMultiValued ? `${type}, several` : type,
    code(property),
    note,
  ];

  it('are the source attributes of users and groups', () => {
    expect(byName(tableOf('## Source attributes of users'))).toEqual(byName([...USER_ATTRIBUTES].map(source)));
    expect(byName(tableOf('## Source attributes of groups, for filters'))).toEqual(
      byName([...GROUP_ATTRIBUTES].map(source)),
    );
  });

  it('are the target attributes, with what they are in Genesys', () => {
    expect(tableOf('## Target attributes').map(([name, meaning]) => [name, meaning])).toEqual(
      CATALOGUE.map(({ name, meaning }) => [code(name), meaning]),
    );
  });

  it('are those that cannot be mapped or read, with the reason', () => {
    const reasons = (record: Readonly<Record<string, string>>) =>
      Object.entries(record).map(([name, why]) => [code(name), why]);

    expect(tableOf('### Attributes that cannot be mapped')).toEqual(reasons(NOT_MAPPABLE));
    expect(tableOf('### Attributes that cannot be read')).toEqual(reasons(NOT_READABLE));
  });
});

describe('a target attribute', () => {
  it('may be required, a list with a limit, or one to search by', () => {
    const rows = (pick: (name: string) => boolean) => CATALOGUE.filter(({ name }) => pick(name));
    const searched = rows(() => true).flatMap(({ name, filterName }) =>
      filterName === undefined ? [] : [[name, filterName]],
    );

    expect(searched).toEqual([
      ['userName', 'userName'],
      ['emails[type eq "work"].value', 'email'],
      ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber', 'employeeNumber'],
    ]);
    expect(CATALOGUE.filter(({ kind }) => kind === 'list').map(({ rule, maxItems }) => [rule, maxItems])).toEqual([
      ['plain', undefined],
      ['rated', 50],
      ['rated', 50],
    ]);
    expect(CATALOGUE.filter(({ kind }) => kind === 'text')).toHaveLength(CATALOGUE.length - 5);
  });

  it('has the location its name says and no more', () => {
    const [userName] = CATALOGUE;

    expect(userName?.location).toEqual({ schema: 'urn:ietf:params:scim:schemas:core:2.0:User', attribute: 'userName' });
    expect(catalogueEntry('nonsense' as AttributeName)).toBeUndefined();
  });
});

describe('a source attribute', () => {
  const read = (name: string, user: Readonly<Record<string, unknown>>) => {
    const found = findSourceAttribute(name);
    return typeof found === 'string' ? found : found.read(user);
  };

  it('of several levels is read from its part', () => {
    expect(read('employeeOrgData.costCenter', { employeeOrgData: { costCenter: 'C1', division: 'D1' } })).toBe('C1');
    expect(
      read('onPremisesExtensionAttributes.extensionAttribute7', {
        onPremisesExtensionAttributes: { extensionAttribute7: 'x' },
      }),
    ).toBe('x');
  });

  it('leaves out what is no text, number or boolean', () => {
    expect(read('businessPhones', { businessPhones: ['+1', null, '', {}] })).toEqual(['+1']);
    expect(read('jobTitle', { jobTitle: { a: 1 } })).toBeNull();
    expect(read('jobTitle', { jobTitle: Number.NaN })).toBeNull();
    expect(read('telephoneNumber', { businessPhones: 'x' })).toBe('x');
  });
});
