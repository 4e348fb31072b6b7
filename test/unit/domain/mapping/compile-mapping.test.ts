import { compileMapping } from '../../../../shared/domain/mapping/compile-mapping.ts';
import { DEFAULT_MAPPING } from '../../../../shared/domain/mapping/default-mapping.ts';
import type { MappingFault } from '../../../../shared/domain/mapping/mapping-fault.ts';
import type { CompiledMapping } from '../../../../shared/domain/mapping/types.ts';

const REQUIRED = [
  { target: 'userName', expression: '[userPrincipalName]' },
  { target: 'displayName', expression: '[displayName]' },
];

function compiled(...attributes: readonly unknown[]): CompiledMapping {
  const result = compileMapping({ version: 1, attributes: [...REQUIRED, ...attributes] });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.mapping;
}

function faults(file: unknown): readonly Pick<MappingFault, 'path' | 'message'>[] {
  const result = compileMapping(file);
  return result.ok ? [] : result.faults.map(({ path, message }) => ({ path, message }));
}

function entryFaults(...attributes: readonly unknown[]): readonly Pick<MappingFault, 'path' | 'message'>[] {
  return faults({ version: 1, attributes: [...REQUIRED, ...attributes] });
}

describe('compiling a mapping', () => {
  it('reads exactly the Graph properties that the default mapping uses', () => {
    const result = compileMapping(DEFAULT_MAPPING);

    expect(result).toMatchObject({
      ok: true,
      mapping: {
        managesActive: true,
        select: [
          'accountEnabled',
          'businessPhones',
          'department',
          'displayName',
          'employeeId',
          'id',
          'jobTitle',
          'mail',
          'mobilePhone',
          'userPrincipalName',
        ],
      },
    });
  });

  it('gives the same canonical text for every spelling and order', () => {
    const one = compiled(
      { target: 'title', expression: 'trim( [jobTitle] )', whenEmpty: 'keep' },
      { target: 'roles', expression: '"x"' },
    );
    const other = compiled({ target: 'roles', expression: '"x"' }, { expression: 'Trim([jobTitle])', target: 'TITLE' });

    expect(one.canonical).toBe(other.canonical);
    expect(one.targets).toEqual(['displayName', 'roles', 'title', 'userName']);
  });

  it.each([{ expression: 'Trim([department])' }, { whenEmpty: 'clear' }, { onlyOnCreate: true }])(
    'gives another canonical text when %j changes',
    (change) => {
      const title = { target: 'title', expression: 'Trim([jobTitle])' };

      expect(compiled({ ...title, ...change }).canonical).not.toBe(compiled(title).canonical);
    },
  );

  it('manages active unless it is switched off', () => {
    expect(compiled().managesActive).toBe(true);
    expect(compiled({ target: 'active', expression: ' not( [IsSoftDeleted] )' }).managesActive).toBe(true);
    const template = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")';
    expect(compiled({ target: 'active', expression: template }).managesActive).toBe(true);
    expect(compiled({ target: 'active', enabled: false }).managesActive).toBe(false);
    expect(compiled({ target: 'active', enabled: false }).canonical).not.toBe(compiled().canonical);
  });

  it('leaves out what is switched off', () => {
    const mapping = compiled({ target: 'title', expression: '[jobTitle]', enabled: false });

    expect(mapping.targets).toEqual(['displayName', 'userName']);
    expect(mapping.select).toEqual(['accountEnabled', 'displayName', 'id', 'userPrincipalName']);
  });

  it('accepts a manager entry that is switched off', () => {
    const target = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';

    expect(compiled({ target, enabled: false }).targets).toEqual(['displayName', 'userName']);
  });
});

describe('a faulty mapping', () => {
  it.each([
    [
      { target: 'active', expression: '[accountEnabled]' },
      'attributes[2].expression',
      'who is active is decided by scope and account state, not by an expression',
    ],
    [
      { target: 'active', expression: 'IIF([accountEnabled] = "True", Not([IsSoftDeleted]), "False")' },
      'attributes[2].expression',
      'who is active is decided by scope and account state, not by an expression',
    ],
    [{ target: 'active', enabled: false, flow: 'Always' }, 'attributes[2].flow', 'flow has no meaning for active'],
    [
      { target: 'active', enabled: false, whenEmpty: 'keep' },
      'attributes[2].whenEmpty',
      'whenEmpty has no meaning for active',
    ],
    [{ target: 'active' }, 'attributes[2].expression', 'is missing'],
    [{ target: 'titel', expression: '"x"' }, 'attributes[2].target', 'unknown target attribute (did you mean title?)'],
    [{ target: 'username', expression: '[mail]' }, 'attributes[2].target', 'is mapped already by attributes[0]'],
    [{ target: 'title' }, 'attributes[2].expression', 'is missing'],
    [
      { target: 'title', expression: '[jobTitel]' },
      'attributes[2].expression',
      'there is no source attribute jobTitel (did you mean jobTitle?)',
    ],
    [{ target: 'title', expression: 'Now()' }, 'attributes[2].expression', 'Now gives another value each time'],
    [{ target: 'title', expression: '' }, 'attributes[2].expression', 'the expression ends too early'],
    [{ target: 'title', expression: '"x"', flows: 1 }, 'attributes[2].flows', 'unknown key flows'],
    [
      { target: 'title', expression: '"x"', onlyOnCreate: true, whenEmpty: 'maybe' },
      'attributes[2].whenEmpty',
      'Invalid option: expected one of "keep"|"clear"',
    ],
    [
      { target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', expression: '[id]' },
      'attributes[2].target',
      'manager references are not supported yet',
    ],
    ['title', 'attributes[2]', 'Invalid input: expected object, received string'],
  ])('%j is refused at its place', (entry, path, message) => {
    expect(entryFaults(entry)).toEqual([{ path, message }]);
  });

  it.each([[null], ['text'], [{}], [[]], [{ version: 1, attributes: 'x' }], [{ version: 2, attributes: REQUIRED }]])(
    'a file that is %j is refused',
    (file) => {
      expect(faults(file).length).toBeGreaterThan(0);
    },
  );

  it('cannot clear or switch off what an account cannot do without', () => {
    const attributes = [
      { ...REQUIRED[0], whenEmpty: 'clear' },
      { ...REQUIRED[1], enabled: false },
    ];

    expect(faults({ version: 1, attributes }).map(({ path }) => path)).toEqual([
      'attributes[0].whenEmpty',
      'attributes[1].enabled',
    ]);
  });

  it('cannot map the Teams number beside the phone "other", whichever comes first', () => {
    const other = { target: 'phoneNumbers[type eq "other"].value', expression: '[mobile]' };
    const teams = { target: "phoneNumbers[type eq 'microsoftteams'].value", expression: '[mobile]' };
    const message = 'shares one field in Genesys with the Teams number';

    expect(entryFaults(other, teams)).toEqual([{ path: 'attributes[2].target', message }]);
    expect(entryFaults(teams, other)).toEqual([{ path: 'attributes[3].target', message }]);
    expect(entryFaults(other)).toEqual([]);
    expect(entryFaults(teams)).toEqual([]);
  });

  it('says why a SCIM attribute that Genesys has not cannot be mapped', () => {
    expect(entryFaults({ target: 'emails[type eq "other"].value', expression: '[mail]' })).toEqual([
      { path: 'attributes[2].target', message: 'mirrors userName and is read-only' },
    ]);
  });

  it('holds a bounded number of entries', () => {
    const attributes = Array.from({ length: 101 }, () => REQUIRED[0]);

    expect(faults({ version: 1, attributes })[0]).toMatchObject({ path: 'attributes' });
  });

  it('is reported with everything that is wrong, wherever it stands', () => {
    const result = compileMapping({
      version: 1,
      extra: true,
      attributes: [
        { target: 'usrName', expression: 'Trim([a' },
        { target: 'displayName', expression: 'Jion(" ", [givenname], [surname])', colour: 'red' },
        { target: 'roles', expression: 'Left([mail], "x")' },
      ],
    });

    expect(result.ok ? [] : result.faults.map(({ path, position }) => [path, position])).toEqual([
      ['extra', undefined],
      ['attributes[0].target', undefined],
      ['attributes[0].expression', 6],
      ['attributes[1].colour', undefined],
      ['attributes[1].expression', 1],
      ['attributes[1].expression', 11],
      ['attributes[2].expression', 14],
      ['attributes', undefined],
    ]);
  });

  it('tells the given value and what would be allowed', () => {
    const result = compileMapping({ version: 3, attributes: REQUIRED });

    expect(result).toMatchObject({ ok: false, faults: [{ path: 'version', value: 3, allowed: '1' }] });
  });
});
