import { indexRowOf } from '../../../shared/tables/index-rows.ts';
import { aHeldRecord, aRecord, aRecordDueAt, aSettledRecord } from '../../contract/stores/sample-records.ts';
import { checkRecords } from '../../support/memory/check-records.ts';
import { createMemoryRecords, type MarkedRow, type RecordRow } from '../../support/memory/memory-records.ts';

const rowOf = (record: RecordRow['record']): RecordRow => ({
  record,
  etag: '1',
  indexKey: indexRowOf(record)?.key ?? '',
});
const marked = (record: RecordRow['record']): readonly [string, MarkedRow][] => {
  const row = indexRowOf(record);
  return row === undefined ? [] : [[row.key, { row, woken: 0, previewed: '', plan: '' }]];
};

describe('records in memory', () => {
  it('lose the answer but not the write when the process dies after it', async () => {
    const records = createMemoryRecords({
      after: async (op) => (op === 'records.write' ? Promise.reject(new Error('crash')) : undefined),
    });

    await expect(records.write(aRecord('user-1'), undefined)).rejects.toThrow('crash');

    expect((await records.read('user-1'))?.value).toEqual(aRecord('user-1'));
  });

  it('change nothing when the process dies before the write', async () => {
    const records = createMemoryRecords({ before: () => Promise.reject(new Error('crash')) });

    await expect(records.write(aRecord('user-1'), undefined)).rejects.toThrow('crash');

    expect(records.peek()).toEqual([]);
    expect(records.ops).toEqual([]);
  });

  it('give out copies that nobody can change', async () => {
    const records = createMemoryRecords();
    await records.write(aRecord('user-1'), undefined);

    const read = await records.read('user-1');

    expect(Object.isFrozen(read?.value.want.entitledBy)).toBe(true);
    expect(records.ops).toEqual([
      { op: 'records.write', id: 'user-1' },
      { op: 'records.read', id: 'user-1' },
    ]);
    expect(records.check()).toEqual([]);
  });
});

describe('the check of the index', () => {
  it.each([
    ['a dirty record without a row', aRecord('a'), [], 'a is due but has no index row'],
    ['a settled record with a row', aSettledRecord('a'), marked(aRecord('a')), 'a needs nothing but has'],
    ['two rows', aRecord('a'), [...marked(aRecord('a')), ...marked(aHeldRecord('a'))], 'a has 2 index rows'],
    ['a row in another place', aRecord('a'), marked(aRecordDueAt('a', 9)), 'a names due|1|0000000000000|u|a but has'],
    ['a row of nobody', aSettledRecord('a'), marked(aRecord('b')), 'b has index rows but no record'],
  ])('finds %s', (_, record, rows, violation) => {
    const [found] = checkRecords(new Map([['a', rowOf(record)]]), new Map(rows));

    expect(found).toContain(violation);
  });
});
