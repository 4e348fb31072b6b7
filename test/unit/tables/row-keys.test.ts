import * as fc from 'fast-check';
import {
  BUCKET_NAMES,
  bucketOf,
  decodeKey,
  encodeKey,
  endOf,
  newestFirstKey,
  timeKey,
} from '../../../shared/tables/row-keys.ts';

describe('row keys', () => {
  it('hold any text, without the characters that keys forbid or that separate parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const key = encodeKey(text);
        expect(key).toMatch(/^[A-Za-z0-9._:@=!-]*$/);
        expect(decodeKey(key)).toBe(text);
      }),
    );
  });

  it('leave object ids as they are', () => {
    expect(encodeKey('0f8fad5b-d9cb-469f-a165-70867728950e')).toBe('0f8fad5b-d9cb-469f-a165-70867728950e');
  });

  it('order times as text, and the other way round for the newest first', () => {
    const times = [0, 9, 10, 1_778_846_400_123, 1_778_846_400_124];

    expect(times.map(timeKey)).toEqual([...times.map(timeKey)].sort());
    expect(times.map(newestFirstKey)).toEqual([...times.map(newestFirstKey)].sort().reverse());
  });

  it('keep times outside 13 digits at the ends', () => {
    expect(timeKey(-1)).toBe('0000000000000');
    expect(timeKey(1e15)).toBe('9999999999999');
  });

  it('spread records over all thirty-two buckets', () => {
    const used = new Set(Array.from({ length: 2_000 }, (_, number) => bucketOf(`user-${number}`)));

    expect([...used].sort()).toEqual(BUCKET_NAMES);
  });

  it('end a prefix before the next one', () => {
    expect('due|9' < endOf('due|')).toBe(true);
    expect('held|' < endOf('due|')).toBe(false);
  });
});
