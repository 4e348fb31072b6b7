import { compileMapping } from '../../../../../shared/domain/mapping/compile-mapping.ts';
import { importSchema } from '../../../../../shared/domain/mapping/import/import-schema.ts';
import { exported, exportOf, imported, NEEDED } from './entra-export.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const WORK = 'phoneNumbers[type eq "work"].value';

function entryOf(result: ReturnType<typeof imported>, target: string): unknown {
  return result.file?.attributes.find((entry) => entry.target === target);
}

describe('importing an export', () => {
  it('takes attributes over with the expression they had, and the file loads', () => {
    const result = imported(exported('title', '[jobTitle]'), exported(WORK, 'StripSpaces([telephoneNumber])'));

    expect(result.problems).toEqual([]);
    expect(entryOf(result, 'title')).toEqual({ target: 'title', expression: '[jobTitle]', whenEmpty: 'keep' });
    expect(result.taken).toContainEqual({ what: WORK, detail: 'StripSpaces([telephoneNumber])' });
    expect(compileMapping(JSON.parse(JSON.stringify(result.file)))).toMatchObject({ ok: true });
  });

  it.each([
    ['phoneNumberss[type eq "work3"].value', 'phoneNumbers[type eq "work3"].value'],
    [
      'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq ‘zoomphone].value',
      'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq "zoomphone"].value',
    ],
    ['roles[primary eq "True"].value', 'roles'],
    ['TITLE', 'title'],
  ])('reads %s as %s and says so', (written, name) => {
    const result = imported(exported(written, '[mobile]'));

    expect(entryOf(result, name)).toMatchObject({ expression: '[mobile]' });
    expect(result.changed).toContainEqual({ what: written, detail: `is written as ${name}` });
  });

  it('takes flow types, match order and defaults over', () => {
    const result = imported(
      exported('title', '[jobTitle]', { flowType: 'ObjectAddOnly', defaultValue: 'Agent' }),
      exported(`${ENTERPRISE}:department`, '[department]', { flowBehavior: 'FlowAlways' }),
      exported(`${ENTERPRISE}:employeeNumber`, '[employeeId]', { matchingPriority: 2, flowType: 'AttributeAddOnly' }),
    );

    expect(entryOf(result, 'title')).toMatchObject({ flow: 'ObjectAddOnly', default: 'Agent', defaultOn: 'create' });
    expect(entryOf(result, `${ENTERPRISE}:department`)).toMatchObject({ flow: 'FlowAlways' });
    expect(entryOf(result, `${ENTERPRISE}:employeeNumber`)).toMatchObject({ matchOrder: 2, flow: 'AttributeAddOnly' });
  });

  it('keeps values that are empty in Entra, which never clears', () => {
    expect(imported(exported('title', '[jobTitle]')).file?.attributes.at(-1)).toMatchObject({ whenEmpty: 'keep' });
  });

  it('reads constants as quoted text, numbers among them', () => {
    const constant = { expression: '"1"', name: '1', type: 'Constant', parameters: [] };
    const bare = { expression: 'Agent', name: 'Agent', type: 'Constant', parameters: [] };

    expect(entryOf(imported({ targetAttributeName: 'title', source: constant }), 'title')).toMatchObject({
      expression: '"1"',
    });
    expect(entryOf(imported({ targetAttributeName: 'title', source: bare }), 'title')).toMatchObject({
      expression: '"Agent"',
    });
  });

  it('takes a default without a source over, and nothing where there is neither', () => {
    const result = imported(
      { targetAttributeName: 'title', source: null, defaultValue: 'Agent' },
      { targetAttributeName: 'roles', source: null, defaultValue: '' },
    );

    expect(entryOf(result, 'title')).toEqual({
      target: 'title',
      whenEmpty: 'keep',
      default: 'Agent',
      defaultOn: 'create',
    });
    expect(result.notTaken).toContainEqual(expect.objectContaining({ what: 'roles', advice: 'nothing' }));
  });

  it('takes the Switch of the SCIM template for active, and replaces any other rule', () => {
    const [userName, , displayName] = NEEDED;
    const withActive = (expression: string) =>
      importSchema({
        schema: exportOf([userName ?? {}, displayName ?? {}, exported('active', expression)]),
      });
    const template = withActive('Switch([IsSoftDeleted], , "False", "True", "True", "False")');
    const other = withActive('[accountEnabled]');

    expect(template.taken.map(({ what }) => what)).toContain('active');
    expect(other.file?.attributes.at(-1)).toEqual({ target: 'active', expression: 'Not([IsSoftDeleted])' });
    expect(other.changed).toContainEqual(
      expect.objectContaining({ what: 'active', detail: expect.stringContaining('[accountEnabled]') }),
    );
  });

  it('leaves active alone where Entra does not map it', () => {
    const result = importSchema({ schema: exportOf([exported('userName', '[mail]')]) });

    expect(result.file?.attributes).toEqual([
      { target: 'userName', expression: '[mail]', whenEmpty: 'keep' },
      { target: 'active', enabled: false },
      { target: 'displayName', expression: '[displayName]', whenEmpty: 'keep' },
    ]);
    expect(result.changed.map(({ what }) => what)).toEqual(['active', 'displayName']);
  });

  it.each([
    ['externalId', '[mail]', 'is always the Entra object id and is written by the connector itself'],
    ['name.givenName', '[givenName]', 'does not exist in Genesys, displayName is its only name'],
    ['fancyName', '[mail]', 'Genesys has no such attribute'],
    ['title', '[jobTitel]', '[jobTitel]: there is no source attribute jobTitel (did you mean jobTitle?) (character 1)'],
    ['title', 'Frob([jobTitle])', 'Frob([jobTitle]): there is no function Frob'],
    ['title', 'Left([jobTitle', 'Left([jobTitle: '],
    [`${ENTERPRISE}:manager`, '[manager]', '[manager]: manager references are not written yet'],
  ])('reports %s = %s as not taken over', (target, expression, detail) => {
    const result = imported(exported(target, expression));

    expect(result.problems).toEqual([]);
    expect(result.notTaken).toEqual([
      { what: target, detail: expect.stringContaining(detail), advice: expect.any(String) },
    ]);
  });

  it('knows the object id in externalId as its own doing', () => {
    expect(imported(exported('externalId', '[objectId]')).taken.map(({ what }) => what)).toContain('externalId');
  });

  it('drops an option that does not fit and keeps the attribute', () => {
    const result = imported(exported('title', '[jobTitle]', { matchingPriority: 2 }));
    const phone = imported(exported(WORK, '[mobile]', { defaultValue: '0170' }));

    expect(entryOf(result, 'title')).toEqual({ target: 'title', expression: '[jobTitle]', whenEmpty: 'keep' });
    expect(result.changed[0]).toMatchObject({
      what: 'title',
      detail: expect.stringContaining('matchOrder 2 is dropped'),
    });
    expect(entryOf(phone, WORK)).not.toHaveProperty('default');
  });

  it('keeps the first of two mappings of one target, and the Teams number before "other"', () => {
    const result = imported(
      exported('title', '[jobTitle]'),
      exported('Title', '[department]'),
      exported('phoneNumbers[type eq "other"].value', '[mobile]'),
      exported('phoneNumbers[type eq "microsoftteams"].value', '[mobile]'),
    );

    expect(entryOf(result, 'title')).toMatchObject({ expression: '[jobTitle]' });
    expect(entryOf(result, 'phoneNumbers[type eq "other"].value')).toBeUndefined();
    expect(result.notTaken.map(({ what }) => what)).toEqual(['Title', 'phoneNumbers[type eq "other"].value']);
  });

  it.each([
    ['Add, Update, Delete', undefined],
    ['Update', { create: false, update: true, delete: false }],
    ['Add,Update', { create: true, update: true, delete: false }],
  ])('the flow types "%s" become switches', (flowTypes, operations) => {
    expect(importSchema({ schema: exportOf(NEEDED, { user: { flowTypes } }) }).file?.operations).toEqual(operations);
  });

  it('ignores helper rules and helper mappings, in whatever order they stand', () => {
    const helper = {
      enabled: false,
      name: null,
      sourceObjectName: '',
      targetObjectName: 'Role',
      attributeMappings: [],
    };
    const schema = exportOf(NEEDED, { others: [helper], rule: { sourceDirectoryName: 'Azure Active Directory' } });
    const rules = Reflect.get(schema as object, 'synchronizationRules') as unknown[];
    const inbound = { ...(rules[0] as object), name: 'PROFILE_INBOUND_APPROLE', editable: false, priority: 0 };
    const result = importSchema({ schema: { synchronizationRules: [inbound, ...rules] } });

    expect(result.file?.attributes).toHaveLength(3);
    expect(result.notTaken.map(({ what }) => what)).toEqual(['rule PROFILE_INBOUND_APPROLE']);
  });
});

describe('what cannot be imported', () => {
  const filtered = (scope: unknown) => importSchema({ schema: exportOf(NEEDED, { user: { scope } }) });

  it.each<[string, unknown, string]>([
    ['null', null, 'no synchronization schema'],
    ['a text', 'text', 'no synchronization schema'],
    ['another document', { value: [{ id: 'x' }] }, 'no synchronization schema'],
    ['rules of another kind', { synchronizationRules: 'x' }, 'synchronizationRules'],
    ['a schema without rules', { synchronizationRules: [] }, 'no rule of this schema leads'],
    ['an inbound schema', exportOf([], { rule: { sourceDirectoryName: 'Workday' } }), 'no rule of this schema leads'],
  ])('is %s', (_what, schema, problem) => {
    expect(importSchema({ schema })).toMatchObject({ file: undefined, problems: [expect.stringContaining(problem)] });
  });

  it('is the export of another application, unless that is wished', () => {
    const schema = exportOf([exported('Username', '[userPrincipalName]')], {
      user: { targetObjectName: 'User' },
      rule: { targetDirectoryName: 'salesforce.com' },
    });

    expect(importSchema({ schema })).toMatchObject({
      file: undefined,
      problems: [expect.stringContaining('another application (salesforce.com)')],
    });
    expect(importSchema({ schema, anyApp: true }).file?.attributes[0]).toMatchObject({ target: 'userName' });
  });

  it('is an export of 500 attributes', () => {
    const many = Array.from({ length: 500 }, (_, index) => exported(`a${index}`, '[mail]'));

    expect(importSchema({ schema: exportOf(many) })).toMatchObject({
      file: undefined,
      problems: ['it maps 500 attributes of users, at most 100 can be taken over'],
    });
  });

  it('is a tree without end, which costs that attribute only', () => {
    let source: unknown = { name: 'mail', type: 'Attribute' };
    for (let depth = 0; depth < 5000; depth += 1) {
      source = { name: 'Trim', type: 'Function', parameters: [{ key: 'source', value: source }] };
    }
    const result = imported({ targetAttributeName: 'title', source });

    expect(result.problems).toEqual([]);
    expect(result.notTaken.map(({ what }) => what)).toEqual(['title']);
  });

  it('is a filter of which a part would be lost', () => {
    const clause = (operatorName: string, sourceOperandName: string) => ({
      groups: [{ clauses: [{ operatorName, sourceOperandName, targetOperand: { values: ['x'] } }] }],
    });

    for (const scope of [
      clause('SOUNDS LIKE', 'mail'),
      clause('EQUALS', 'isMemberOf'),
      clause('EQUALS', 'proxyAddresses'),
    ]) {
      expect(filtered(scope)).toMatchObject({
        file: undefined,
        problems: [expect.stringContaining('scoping filter of users cannot be taken over')],
      });
    }
  });
});
