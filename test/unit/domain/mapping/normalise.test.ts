import { findAttribute } from '../../../../shared/domain/mapping/attribute-name.ts';
import type { CatalogueEntry } from '../../../../shared/domain/mapping/catalogue.ts';
import { checkValue, comparable } from '../../../../shared/domain/mapping/normalise.ts';

const WORK = 'phoneNumbers[type eq "work"].value';
const HIRED = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:dateHire';
const SKILLS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:routingSkills';
const MAIL = 'emails[type eq "work"].value';

function entry(name: string): CatalogueEntry {
  const found = findAttribute(name);
  if (found === undefined) throw new Error(`no attribute ${name}`);
  return found;
}

describe('a value on its way to the target', () => {
  it.each([
    [WORK, '+1 (317) 555-12.34', '+13175551234'],
    [WORK, 'tel:+1 317 5551234;ext=43-21', 'tel:+13175551234;ext=4321'],
    [WORK, 'tel:+13175551234', '+13175551234'],
    [WORK, 'tel:;ext=4321', 'tel:;ext=4321'],
    [WORK, 'tel:', null],
    [WORK, 'tel:;ext=', null],
    [MAIL, ' Bob@Contoso.com ', 'Bob@Contoso.com'],
    [MAIL, `bob@${'x'.repeat(246)}.com`, `bob@${'x'.repeat(246)}.com`],
    ['title', '  ', null],
    ['title', 'Head of x', 'Head of x'],
    ['roles', ['b', 'a ', 'b', ''], ['a', 'b']],
    ['roles', 'one', ['one']],
    ['roles', [], null],
    [HIRED, '2020-03-16T23:30:00-07:00', '2020-03-16'],
    [HIRED, '2020-03-16-07:00', '2020-03-16'],
    [HIRED, '2020-03-16', '2020-03-16'],
    [HIRED, '3/6/2020 11:30:00 PM', '2020-03-06'],
    [SKILLS, ['Billing = 4.5', 'Sales'], ['Billing=4.5', 'Sales=0']],
  ])('%s: %j is sent as %j', (name, value, sent) => {
    expect(checkValue(entry(name), value)).toEqual({ ok: true, value: sent });
  });

  it.each([
    [WORK, '0170 123', 'does not begin with + and a country code'],
    [WORK, '+44 (0)20 7946 0000', 'holds a trunk prefix (0)'],
    [WORK, '+1 317 555 1234 x12', 'is not an E.164 number'],
    [WORK, '+1234567890123456', 'is not an E.164 number'],
    [WORK, '+1317;ext=12a', 'has an extension that is not digits'],
    [WORK, '+1317;foo=1', 'is neither E.164 nor a tel: number'],
    [MAIL, 'bob', 'is not an e-mail address'],
    [MAIL, `bob@${'x'.repeat(247)}.com`, 'is not an e-mail address'],
    ['userName', 'bob@host', 'is not an e-mail address'],
    ['userName', 'b ob@host.com', 'is not an e-mail address'],
    ['title', ['a', 'b'], 'has 2 values and may have one'],
    [HIRED, '2020-02-30', 'is not a date'],
    [HIRED, '16.3.2020', 'is not a date'],
    [SKILLS, 'Billing=6', 'is not name=proficiency with 0 to 5'],
    [SKILLS, 'Billing=high', 'is not name=proficiency with 0 to 5'],
    [SKILLS, Array.from({ length: 51 }, (_, index) => `s${index}`), 'has 51 values and may have 50'],
  ])('%s: %j is refused without being repeated', (name, value, reason) => {
    expect(checkValue(entry(name), value)).toEqual({ ok: false, reason });
  });
});

describe('comparing values', () => {
  it.each([
    ['userName', 'Bob@Contoso.com', 'bob@contoso.com '],
    [MAIL, 'Bob@Contoso.com', 'bob@contoso.com'],
    [WORK, '+1 317-555-1234', 'tel:+13175551234'],
    [WORK, '+13175551234;ext=1', 'TEL:+1 3175551234;ext=1'],
    [WORK, '(317) 555', '317555'],
    [WORK, 'tel:', null],
    ['title', ' Head ', 'Head'],
    ['title', '', null],
    ['roles', ['b', 'a'], ['a', 'b', 'a']],
    ['roles', 'a', ['a']],
    ['roles', [], null],
    [HIRED, '2020-03-16T00:00:00Z', '2020-03-16'],
    [SKILLS, ['a=1', 'b'], ['b=0', 'a=1.0']],
  ])('%s: %j and %j are the same', (name, left, right) => {
    expect(comparable(entry(name).name, left)).toBe(comparable(entry(name).name, right));
  });

  it.each([
    ['title', 'head', 'Head'],
    ['roles', ['Admin'], ['admin']],
    ['roles', ['a,b'], ['a', 'b']],
    [WORK, '+1317;ext=1', '+1317;ext=2'],
    [WORK, '+1317', '+1318'],
    ['displayName', 'x', null],
  ])('%s: %j and %j differ', (name, left, right) => {
    expect(comparable(entry(name).name, left)).not.toBe(comparable(entry(name).name, right));
  });

  it('gives nothing for null, blank text and an empty list', () => {
    expect([null, ' ', []].map((value) => comparable(entry('roles').name, value))).toEqual(['', '', '']);
  });
});

describe('limits of values', () => {
  const skills = (count: number) => Array.from({ length: count }, (_, index) => `skill ${index}`);

  it('are met by exactly so many and exactly so much', () => {
    expect(checkValue(entry(SKILLS), skills(50))).toMatchObject({ ok: true });
    expect(checkValue(entry(SKILLS), 'Billing=5')).toEqual({ ok: true, value: ['Billing=5'] });
    expect(checkValue(entry(SKILLS), ['Billing=5.1'])).toMatchObject({ ok: false });
    expect(checkValue(entry(HIRED), '2021-02-29')).toMatchObject({ ok: false });
    expect(checkValue(entry(HIRED), '2020-13-01')).toMatchObject({ ok: false });
    expect(checkValue(entry(HIRED), '2020-02-29')).toEqual({ ok: true, value: '2020-02-29' });
  });

  it('do not touch how a value that does not suit is compared', () => {
    expect(comparable(entry(HIRED).name, 'soon')).toBe('soon');
    expect(comparable(entry(HIRED).name, '(1)')).toBe('(1)');
    expect(comparable(entry(WORK).name, 'tel:;ext=')).toBe('');
    expect(comparable('nonsense' as CatalogueEntry['name'], 'X y')).toBe('X y');
  });
});
