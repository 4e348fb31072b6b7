import { Conflict } from '../../../shared/sync/ports.ts';
import { closePlaces, collect, PLACES } from './open-stores.ts';
import { aFullRecord, aHeldRecord, aRecord, aRecordDueAt, aSettledRecord } from './sample-records.ts';

afterAll(closePlaces);

describe.each(PLACES)('records $place', ({ open }) => {
  it('gives back every field as it was written', async () => {
    const { records } = await open();

    const etag = await records.write(aFullRecord('user-1'), undefined);

    expect(await records.read('user-1')).toEqual({ value: aFullRecord('user-1'), etag });
  });

  it('knows nothing of a record that was never written', async () => {
    const { records } = await open();

    expect(await records.read('user-1')).toBeUndefined();
  });

  it('refuses to create a record that exists', async () => {
    const { records } = await open();
    await records.write(aRecord('user-1'), undefined);

    await expect(records.write(aSettledRecord('user-1'), undefined)).rejects.toThrow(Conflict);

    expect((await records.read('user-1'))?.value).toEqual(aRecord('user-1'));
  });

  it('refuses a write over a version that has moved, and leaves record and index as they are', async () => {
    const { records } = await open();
    const first = await records.write(aRecord('user-1'), undefined);
    const second = await records.write(aRecordDueAt('user-1', 500), first);

    await expect(records.write(aSettledRecord('user-1'), first)).rejects.toThrow(Conflict);

    expect(await records.read('user-1')).toEqual({ value: aRecordDueAt('user-1', 500), etag: second });
    expect(await records.due(500, 10)).toMatchObject([{ id: 'user-1', at: 500 }]);
  });

  it('refuses a write over an old version even when the index has nothing to move', async () => {
    const { records } = await open();
    const first = await records.write(aSettledRecord('user-1'), undefined);
    const second = await records.write(aSettledRecord('user-1'), first);

    await expect(records.write(aSettledRecord('user-1'), first)).rejects.toThrow(Conflict);

    expect((await records.read('user-1'))?.etag).toBe(second);
  });

  it('refuses a write over a version of a record that does not exist', async () => {
    const { records } = await open();
    const etag = await records.write(aRecord('user-1'), undefined);

    await expect(records.write(aRecord('user-2'), etag)).rejects.toThrow(Conflict);

    expect(await records.read('user-2')).toBeUndefined();
  });

  it('gives every write an ETag of its own, even when nothing changed', async () => {
    const { records } = await open();
    const first = await records.write(aRecord('user-1'), undefined);

    const second = await records.write(aRecord('user-1'), first);

    expect(second).not.toBe(first);
  });

  it('lets exactly one of two writers win', async () => {
    const { records } = await open();
    const etag = await records.write(aRecord('user-1'), undefined);

    const outcomes = await Promise.allSettled([
      records.write(aRecordDueAt('user-1', 100), etag),
      records.write(aRecordDueAt('user-1', 200), etag),
    ]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await records.due(1_000, 10)).toHaveLength(1);
  });

  it('moves the one index row along with the record: due, held, nothing', async () => {
    const { records } = await open();
    const rows = async () => ({
      due: (await records.dirty(undefined, 10)).items.map(({ id, at }) => ({ id, at })),
      held: (await records.held(undefined, 10)).items.map(({ id }) => id),
    });

    const first = await records.write(aRecord('user-1'), undefined);
    expect(await rows()).toEqual({ due: [{ id: 'user-1', at: 0 }], held: [] });
    const second = await records.write(aRecordDueAt('user-1', 700), first);
    expect(await rows()).toEqual({ due: [{ id: 'user-1', at: 700 }], held: [] });
    const third = await records.write(aHeldRecord('user-1'), second);
    expect(await rows()).toEqual({ due: [], held: ['user-1'] });
    const fourth = await records.write(aSettledRecord('user-1'), third);
    expect(await rows()).toEqual({ due: [], held: [] });
    await records.write(aHeldRecord('user-1', 2), fourth);
    expect(await rows()).toEqual({ due: [], held: ['user-1'] });
  });

  it('walks all records page by page, each once, with an ETag that may be written over', async () => {
    const { records } = await open();
    const ids = Array.from({ length: 25 }, (_, number) => `user-${number}`);
    for (const id of ids) await records.write(aSettledRecord(id), undefined);

    const all = await collect((cursor) => records.all(cursor, 4));

    expect(all.map(({ value }) => value.id).sort()).toEqual([...ids].sort());
    const [first] = all;
    await expect(records.write(aRecord(first?.value.id ?? ''), first?.etag)).resolves.toEqual(expect.any(String));
  });

  it('keeps records apart whose ids hold characters that keys forbid', async () => {
    const { records } = await open();
    const ids = ['a/b', 'a\\b', 'a#b?', "o'b|c%20!0041", 'ü\u0001'];
    for (const id of ids) await records.write(aRecord(id), undefined);

    const read = await Promise.all(ids.map((id) => records.read(id)));

    expect(read.map((stored) => stored?.value.id)).toEqual(ids);
    expect((await records.due(1_000, 10)).map(({ id }) => id).sort()).toEqual([...ids].sort());
  });
});
