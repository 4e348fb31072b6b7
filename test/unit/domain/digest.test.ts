import { createDigester } from '../../../shared/domain/digest.ts';
import type { AttributeName } from '../../../shared/domain/mapping/types.ts';

const digester = createDigester('key');
const select = ['id', 'displayName', 'jobTitle', 'businessPhones', 'manager'];
const person = { id: 'p1', displayName: 'Anna', businessPhones: ['1', '2'] };

describe('a digest', () => {
  it('names its key and holds 96 bits', () => {
    expect(digester.text('Anna')).toMatch(/^[\w-]{4}\.[\w-]{16}$/);
    expect(digester.isOwn(createDigester('key').text('Bert'))).toBe(true);
    expect(digester.isOwn(createDigester('other').text('Anna'))).toBe(false);
  });

  it('differs under another key', () => {
    expect(createDigester('other').text('Anna')).not.toBe(digester.text('Anna'));
    expect(createDigester('key').text('Anna')).toBe(digester.text('Anna'));
  });

  it('of an attribute depends on its name and value', () => {
    const [title, department] = ['title', 'department'] as AttributeName[] as [AttributeName, AttributeName];
    expect(digester.attribute(title, 'Agent')).toBe(digester.attribute(title, 'Agent'));
    expect(digester.attribute(title, 'Agent')).not.toBe(digester.attribute(department, 'Agent'));
    expect(digester.attribute(title, 'Agent')).not.toBe(digester.attribute(title, null));
  });
});

describe('a source digest', () => {
  const same = digester.source(person, select);

  it('does not care for order, null, absence or empty lists', () => {
    const other = { jobTitle: null, businessPhones: ['1', '2'], displayName: 'Anna', id: 'p1' };
    expect(digester.source(other, [...select].reverse())).toBe(same);
    expect(digester.source({ ...person, jobTitle: undefined }, select)).toBe(same);
    expect(digester.source({ ...person, otherMails: [] }, [...select, 'otherMails'])).toBe(same);
  });

  it('leaves out the manager and what is not selected', () => {
    expect(digester.source({ ...person, manager: { id: 'm' }, mail: 'a@b' }, select)).toBe(same);
  });

  it('moves with each selected value and with the order of a list', () => {
    expect(digester.source({ ...person, jobTitle: 'Agent' }, select)).not.toBe(same);
    expect(digester.source({ ...person, businessPhones: ['2', '1'] }, select)).not.toBe(same);
  });

  it('sorts the parts of a nested value and drops its empty ones', () => {
    const names = ['onPremisesExtensionAttributes'];
    const one = { onPremisesExtensionAttributes: { extensionAttribute1: 'a', extensionAttribute2: null } };
    const other = { onPremisesExtensionAttributes: { extensionAttribute3: null, extensionAttribute1: 'a' } };
    expect(digester.source({ id: 'p1', ...one }, names)).toBe(digester.source({ id: 'p1', ...other }, names));
  });

  it.each([
    [{ extensionAttribute1: null, extensionAttribute2: null }],
    [{}],
    [{ inner: { deeper: null, list: [] } }],
    [[{ division: null }, null]],
  ])('takes a value whose parts are all empty for an absent one: %j', (value) => {
    const names = ['onPremisesExtensionAttributes'];
    expect(digester.source({ id: 'p1', onPremisesExtensionAttributes: value }, names)).toBe(
      digester.source({ id: 'p1' }, names),
    );
    expect(digester.source({ onPremisesExtensionAttributes: { part: value, other: 'a' } }, names)).toBe(
      digester.source({ onPremisesExtensionAttributes: { other: 'a' } }, names),
    );
  });
});
