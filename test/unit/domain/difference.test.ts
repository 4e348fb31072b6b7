import { confirmed, difference, EXTERNAL_ID, shownValue } from '../../../shared/domain/difference.ts';
import { createDigester } from '../../../shared/domain/digest.ts';
import type { AttributeName, AttributeValue } from '../../../shared/domain/mapping/types.ts';

const digester = createDigester('key');
const TITLE = 'title' as AttributeName;
const NAME = 'displayName' as AttributeName;
const values = (entries: [AttributeName, AttributeValue][]) => new Map(entries);
const wanted = values([
  [TITLE, 'Agent'],
  [NAME, 'Anna'],
]);
const nothing = { sent: {}, echo: {} };
const shows = (entries: [AttributeName, AttributeValue][]) => ({ externalId: 'p1', values: values(entries) });

describe('the difference without a reading', () => {
  it('is everything that was not sent in this form', () => {
    const have = { sent: { title: digester.attribute(TITLE, 'Agent') }, echo: {} };
    expect([...difference(wanted, have, digester).keys()]).toEqual([NAME]);
    expect(difference(wanted, nothing, digester)).toEqual(wanted);
  });

  it('is nothing once all of it was confirmed', () => {
    const have = confirmed(nothing, wanted, shows([...wanted]), digester);
    expect(difference(wanted, have, digester).size).toBe(0);
  });
});

describe('the difference from a reading', () => {
  it('trusts what the account shows over what was sent', () => {
    const have = confirmed(nothing, wanted, shows([...wanted]), digester);
    const edited = shows([
      [TITLE, 'Agent'],
      [NAME, 'Somebody'],
    ]);
    expect([...difference(wanted, have, digester, { shown: edited })]).toEqual([[NAME, 'Anna']]);
  });

  it('accepts a value the target is known to show in its own form', () => {
    const reformatted = shows([
      [TITLE, 'AGENT (1)'],
      [NAME, 'Anna'],
    ]);
    const have = confirmed(nothing, wanted, reformatted, digester);
    expect(difference(wanted, have, digester, { shown: reformatted }).size).toBe(0);
    expect([...difference(wanted, nothing, digester, { shown: reformatted }).keys()]).toEqual([TITLE]);
  });

  it('does not accept a known form for another wanted value', () => {
    const reformatted = shows([
      [TITLE, 'AGENT (1)'],
      [NAME, 'Anna'],
    ]);
    const have = confirmed(nothing, wanted, reformatted, digester);
    const lead = values([[TITLE, 'Lead']]);
    expect([...difference(lead, have, digester, { shown: reformatted }).keys()]).toEqual([TITLE]);
  });

  it('takes a value that is not listed for empty', () => {
    const empty = values([[TITLE, null]]);
    expect(difference(empty, nothing, digester, { shown: shows([]) }).size).toBe(0);
    expect(difference(empty, nothing, digester, { shown: shows([[TITLE, 'Agent']]) }).size).toBe(1);
  });

  it('tracks the external id like an attribute', () => {
    const own = values([[EXTERNAL_ID, 'p1']]);
    expect(difference(own, nothing, digester, { shown: shows([]) }).size).toBe(0);
    expect(difference(own, nothing, digester, { shown: { ...shows([]), externalId: null } }).size).toBe(1);
    expect(shownValue(shows([]), EXTERNAL_ID)).toBe('p1');
  });
});

describe('a confirmed write', () => {
  it('keeps the digests of attributes it did not write', () => {
    const before = { sent: { title: 'old' }, echo: { title: 'old echo' } };
    const after = confirmed(before, values([[NAME, 'Anna']]), shows([[NAME, 'ANNA']]), digester);
    expect(after).toEqual({
      sent: { title: 'old', displayName: digester.attribute(NAME, 'Anna') },
      echo: { title: 'old echo', displayName: digester.attribute(NAME, 'ANNA') },
    });
  });
});

describe('an attribute that only fills a gap', () => {
  const flows = new Map([[TITLE, 'AttributeAddOnly' as const]]);
  const title = values([[TITLE, 'Agent']]);
  const sent = (value: AttributeValue) => ({ sent: { title: digester.attribute(TITLE, value) }, echo: {} });

  it('is written where nothing is known to be, or to have been cleared', () => {
    expect(difference(title, nothing, digester, { flows }).size).toBe(1);
    expect(difference(title, sent(null), digester, { flows }).size).toBe(1);
    expect(difference(title, sent('Agent'), digester, { flows, shown: shows([]) }).size).toBe(1);
  });

  it('is left alone where there is a value, ours or not', () => {
    expect(difference(title, sent('Lead'), digester, { flows }).size).toBe(0);
    expect(difference(title, nothing, digester, { flows, shown: shows([[TITLE, 'Chief']]) }).size).toBe(0);
  });
});
