import { compileMapping } from '../../../../shared/domain/mapping/compile-mapping.ts';
import type { CompiledMapping, Evaluation, SourceUser } from '../../../../shared/domain/mapping/types.ts';

const REQUIRED = [
  { target: 'userName', expression: '[userPrincipalName]' },
  { target: 'displayName', expression: '[displayName]' },
];
const ANN: SourceUser = { id: 'a1', userPrincipalName: 'ann@contoso.com', displayName: 'Ann' };

function compiled(attributes: readonly unknown[], operations?: unknown): CompiledMapping {
  const result = compileMapping({ version: 1, attributes: [...REQUIRED, ...attributes], operations });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.mapping;
}

function faults(entry: unknown): unknown {
  const result = compileMapping({ version: 1, attributes: [...REQUIRED, entry] });
  return result.ok ? [] : result.faults.map(({ path, message }) => [path, message]);
}

function title(entry: object, user: SourceUser = ANN): Extract<Evaluation, { ok: true }> {
  const evaluation = compiled([{ target: 'title', expression: '[jobTitle]', ...entry }]).evaluate(user);
  if (!evaluation.ok) throw new Error(evaluation.reason);
  return evaluation;
}

describe('the default of an entry', () => {
  it('stands in for an empty value, on creation only unless it says always', () => {
    const created = title({ default: 'Agent' });
    const always = title({ default: 'Agent', defaultOn: 'always' });

    expect([created.values.get('title' as never), [...created.createOnly]]).toEqual(['Agent', ['title']]);
    expect([always.values.get('title' as never), [...always.createOnly]]).toEqual(['Agent', []]);
  });

  it('gives way to a value and to IgnoreFlowIfNullOrEmpty', () => {
    const own = title({ default: 'Agent' }, { ...ANN, jobTitle: 'Head' });

    expect([own.values.get('title' as never), [...own.createOnly]]).toEqual(['Head', []]);
    expect(
      title({ default: 'Agent', expression: 'IgnoreFlowIfNullOrEmpty([jobTitle])' }).values.has('title' as never),
    ).toBe(false);
  });

  it('needs no expression beside it', () => {
    expect(title({ default: 'Agent', expression: undefined }).values.get('title' as never)).toBe('Agent');
  });

  it('fills a required attribute', () => {
    const result = compileMapping({
      version: 1,
      attributes: [REQUIRED[0], { ...REQUIRED[1], default: 'Nobody' }],
    });
    const evaluation = result.ok ? result.mapping.evaluate({ ...ANN, displayName: null }) : undefined;

    expect(evaluation).toMatchObject({ ok: true, createOnly: new Set(['displayName']) });
  });

  it('is sent in the form of its attribute', () => {
    const target = 'phoneNumbers[type eq "work"].value';
    const evaluation = compiled([{ target, default: '+1 317 555 1234' }]).evaluate(ANN);

    expect(evaluation.ok && evaluation.values.get(target as never)).toBe('+13175551234');
  });
});

describe('options of an entry', () => {
  it('name flow types and the order of matching', () => {
    const mapping = compiled([
      { target: 'title', expression: '[jobTitle]', flow: 'AttributeAddOnly' },
      { target: 'roles', expression: '"x"', flow: 'ValueAddOnly' },
      {
        target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
        expression: '[employeeId]',
        matchOrder: 2,
      },
      { target: 'emails[type eq "work"].value', expression: '[mail]', matchOrder: 1, flow: 'Always' },
    ]);

    expect([...mapping.flows]).toEqual([
      ['roles', 'ValueAddOnly'],
      ['title', 'AttributeAddOnly'],
    ]);
    expect(mapping.matching).toEqual([
      'emails[type eq "work"].value',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
    ]);
  });

  it('ObjectAddOnly and onlyOnCreate are the same', () => {
    const one = compiled([{ target: 'title', expression: '"x"', flow: 'ObjectAddOnly' }]);
    const other = compiled([{ target: 'title', expression: '"x"', onlyOnCreate: true }]);

    expect(one.canonical).toBe(other.canonical);
    expect(one.evaluate(ANN)).toMatchObject({ createOnly: new Set(['title']) });
  });

  it.each([{ flow: 'AttributeAddOnly' }, { default: 'x' }, { default: 'x', defaultOn: 'always' }, { matchOrder: 1 }])(
    '%j changes the text that names the configuration',
    (change) => {
      const entry = { target: 'emails[type eq "work"].value', expression: '[mail]' };
      const plain = { ...change, ...('default' in change ? { default: 'a@b.cd' } : {}) };

      expect(compiled([{ ...entry, ...plain }]).canonical).not.toBe(compiled([entry]).canonical);
    },
  );

  it('switch kinds of writes off', () => {
    expect(compiled([]).operations).toEqual({ create: true, update: true, delete: true });
    expect(compiled([], { create: false }).operations).toEqual({ create: false, update: true, delete: true });
    expect(compiled([], { delete: false }).canonical).not.toBe(compiled([]).canonical);
  });

  it.each<[object, string, string]>([
    [{ whenEmpty: 'clear', default: 'x' }, 'whenEmpty', 'an attribute with a default is never cleared'],
    [{ whenEmpty: 'clear', flow: 'ValueAddOnly' }, 'whenEmpty', 'ValueAddOnly takes no value away'],
    [{ whenEmpty: 'clear', flow: 'AttributeAddOnly' }, 'whenEmpty', 'AttributeAddOnly takes no value away'],
    [{ defaultOn: 'always' }, 'defaultOn', 'defaultOn has no meaning without default'],
    [{ onlyOnCreate: true, flow: 'Always' }, 'flow', 'contradicts onlyOnCreate'],
    [{ onlyOnCreate: false, flow: 'ObjectAddOnly' }, 'flow', 'contradicts onlyOnCreate'],
    [{ matchOrder: 1 }, 'matchOrder', 'Genesys cannot be searched by this attribute'],
  ])('%j is refused', (options, key, message) => {
    expect(faults({ target: 'title', expression: '[jobTitle]', ...options })).toEqual([
      [`attributes[2].${key}`, message],
    ]);
  });

  it('a default that does not suit its attribute is refused', () => {
    expect(faults({ target: 'phoneNumbers[type eq "work"].value', default: '0170' })).toEqual([
      ['attributes[2].default', 'does not begin with + and a country code'],
    ]);
  });

  it('two entries cannot have one place in the order of matching', () => {
    const attributes = [
      { ...REQUIRED[0], matchOrder: 1 },
      REQUIRED[1],
      { target: 'emails[type eq "work"].value', expression: '[mail]', matchOrder: 1 },
    ];
    const result = compileMapping({ version: 1, attributes });

    expect(result).toMatchObject({
      ok: false,
      faults: [{ path: 'attributes[2].matchOrder', message: 'is taken by attributes[0]' }],
    });
  });
});

describe('what a refused option could be instead', () => {
  const allowed = (entry: object, target = 'title') => {
    const result = compileMapping({
      version: 1,
      attributes: [
        ...REQUIRED.filter((other) => other.target !== target),
        { target, expression: '[jobTitle]', ...entry },
      ],
    });
    return result.ok
      ? []
      : result.faults.map(({ path, value, allowed: fits }) => [path.split('.').at(-1), value, fits]);
  };

  it('is said beside each fault', () => {
    expect(allowed({ whenEmpty: 'clear', default: 'x' })).toEqual([['whenEmpty', 'clear', '"keep", or no default']]);
    expect(allowed({ whenEmpty: 'clear', flow: 'ValueAddOnly' })).toEqual([
      ['whenEmpty', 'clear', '"keep", or another flow'],
    ]);
    expect(allowed({ defaultOn: 'create' })).toEqual([['defaultOn', 'create', 'a default beside it']]);
    expect(allowed({ onlyOnCreate: true, flow: 'Always' })).toEqual([['flow', 'Always', '"ObjectAddOnly"']]);
    expect(allowed({ onlyOnCreate: false, flow: 'ObjectAddOnly' })).toEqual([
      ['flow', 'ObjectAddOnly', 'another flow'],
    ]);
    expect(allowed({ onlyOnCreate: true, flow: 'ObjectAddOnly' })).toEqual([]);
    expect(allowed({ onlyOnCreate: false, flow: 'Always' })).toEqual([]);
    expect(allowed({ matchOrder: 2 })).toEqual([['matchOrder', 2, 'userName, work e-mail or employeeNumber']]);
    expect(allowed({ default: 'not an address' }, 'emails[type eq "work"].value')).toEqual([
      ['default', 'not an address', 'a value for emails[type eq "work"].value'],
    ]);
    expect(allowed({ whenEmpty: 'clear' }, 'displayName')).toEqual([['whenEmpty', 'clear', '"keep"']]);
  });

  it('is nothing for active', () => {
    const options = {
      whenEmpty: 'keep',
      onlyOnCreate: true,
      matchOrder: 1,
      default: 'x',
      defaultOn: 'create',
      flow: 'Always',
    };

    expect(allowed({ expression: 'Not([IsSoftDeleted])', ...options }, 'active')).toEqual(
      Object.entries(options).map(([key, value]) => [key, value, 'nothing']),
    );
  });

  it('names the attribute that cannot be cleared', () => {
    expect(faults({ target: 'emails[type eq "work"].value', expression: '[mail]', whenEmpty: 'clear' })).toEqual([]);
    const result = compileMapping({ version: 1, attributes: [REQUIRED[0], { ...REQUIRED[1], whenEmpty: 'clear' }] });
    expect(result).toMatchObject({ faults: [{ message: 'displayName is required and cannot be cleared' }] });
  });

  it('a blank default stands in for nothing', () => {
    expect(title({ default: ' ' }).values.has('title' as never)).toBe(false);
  });
});
