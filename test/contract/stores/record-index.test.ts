import type { UserRecord } from '../../../shared/domain/record.ts';
import { type RecordStore, UnknownCursor } from '../../../shared/sync/ports.ts';
import { closePlaces, collect, PLACES } from './open-stores.ts';
import { aHeldRecord, aRecord, aRecordDueAt, aSettledRecord } from './sample-records.ts';

afterAll(closePlaces);

async function writeAll(records: RecordStore, list: readonly UserRecord[]): Promise<void> {
  for (const record of list) await records.write(record, undefined);
}

/** A record whose departure is released and waits for its worker. */
function aReleasedRecord(id: string): UserRecord {
  const { want, have } = aHeldRecord(id);
  return { id, want: { ...want, release: { departure: 1, until: 9_000 } }, have: { ...have, nextAttempt: 40 } };
}

describe.each(PLACES)('the index of records $place', ({ open }) => {
  it('lists what is due by priority, then time, and nothing that is not due yet', async () => {
    const { records } = await open();
    await writeAll(records, [
      aRecordDueAt('late', 1_001),
      aRecordDueAt('bulk', 10, { want: { urgency: 2 } }),
      aRecordDueAt('change-2', 1_000),
      aRecordDueAt('change-1', 20),
      aRecordDueAt('asked', 900, { have: { recheck: { reason: 'on-demand', looks: 0 } } }),
      aHeldRecord('held'),
      aSettledRecord('settled'),
    ]);

    const due = await records.due(1_000, 10);

    expect(due.map(({ id }) => id)).toEqual(['asked', 'change-1', 'change-2', 'bulk']);
  });

  it('gives at most the limit of each priority, the earliest ones', async () => {
    const { records } = await open();
    const numbers = Array.from({ length: 24 }, (_, number) => number);
    await writeAll(records, [
      ...numbers.map((number) => aRecordDueAt(`change-${number}`, 100 - number)),
      ...numbers.map((number) => aRecordDueAt(`bulk-${number}`, 500 - number, { want: { urgency: 2 } })),
    ]);

    const due = await records.due(1_000, 3);

    expect(due.map(({ at }) => at)).toEqual([77, 78, 79, 477, 478, 479]);
  });

  it('repeats in the due entry what waking needs to know', async () => {
    const { records } = await open();
    const parked = {
      attempts: 2,
      parked: true,
      reason: 'name-held',
      recheck: { reason: 'source-doubt', looks: 0 },
    } as const;
    await writeAll(records, [aRecordDueAt('parked', 7, { have: parked }), aReleasedRecord('leaver')]);

    const due = await records.due(1_000, 10);

    expect(due).toEqual([
      { ...PLAIN, id: 'leaver', priority: 0, at: 0, releasedUntil: 9_000, key: expect.any(String) },
      {
        ...PLAIN,
        id: 'parked',
        priority: 1,
        at: 7,
        recheck: 'source-doubt',
        parked: true,
        reason: 'name-held',
        key: expect.any(String),
      },
    ]);
  });

  it('walks all dirty records page by page, whatever their time', async () => {
    const { records } = await open();
    const ids = Array.from({ length: 20 }, (_, number) => `user-${number}`);
    await writeAll(
      records,
      ids.map((id, number) => aRecordDueAt(id, number * 1_000_000)),
    );

    const dirty = await collect((cursor) => records.dirty(cursor, 3));

    expect(dirty.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it('goes on behind its cursor when the row there has gone', async () => {
    const { records } = await open();
    const ids = Array.from({ length: 12 }, (_, number) => `user-${number}`);
    await writeAll(
      records,
      ids.map((id) => aHeldRecord(id)),
    );
    const first = await records.held(undefined, 5);
    const gone = first.items.at(-1)?.id ?? '';
    await records.write(aSettledRecord(gone), (await records.read(gone))?.etag);

    const rest = await collect((cursor) => records.held(cursor ?? first.next, 5));

    expect([...first.items, ...rest].map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it('refuses a cursor that no page of the list gave out', async () => {
    const { records } = await open();
    await writeAll(records, [aHeldRecord('a'), aHeldRecord('b')]);
    const { next } = await records.held(undefined, 1);
    await expect(records.dirty('garbage', 10)).rejects.toThrow(UnknownCursor);
    await expect(records.dirty(next, 10)).rejects.toThrow(UnknownCursor);
    expect((await records.held(next, 10)).items).toHaveLength(1);
  });

  it('marks what was woken without touching the record', async () => {
    const { records } = await open();
    const ids = ['user-1', 'user-2', 'user-3'];
    await writeAll(
      records,
      ids.map((id) => aRecord(id)),
    );
    const before = await Promise.all(ids.map((id) => records.read(id)));

    await records.markWoken(await records.due(1_000, 10), 1_778_846_400_123);

    expect((await records.due(1_000, 10)).map(({ woken }) => woken)).toEqual(ids.map(() => 1_778_846_400_123));
    expect(await Promise.all(ids.map((id) => records.read(id)))).toEqual(before);
  });

  it('leaves a row alone that moved before it was marked, and marks the others', async () => {
    const { records } = await open();
    await writeAll(records, [aRecord('moves'), aRecord('ends'), aRecord('stays')]);
    const listed = await records.due(1_000, 10);
    await records.write(aRecordDueAt('moves', 5), (await records.read('moves'))?.etag);
    await records.write(aSettledRecord('ends'), (await records.read('ends'))?.etag);

    await records.markWoken(listed, 77);

    const marks = (await records.dirty(undefined, 10)).items.map(({ id, woken }) => [id, woken]);
    expect(Object.fromEntries(marks)).toEqual({ moves: 0, stays: 77 });
  });

  it('marks all that still stand of many, however many went meanwhile', async () => {
    const { records } = await open();
    const ids = Array.from({ length: 40 }, (_, number) => `user-${number}`);
    await writeAll(
      records,
      ids.map((id) => aHeldRecord(id)),
    );
    const { items } = await records.held(undefined, 100);
    const gone = ids.filter((_, number) => number % 2 === 0);
    for (const id of gone) await records.write(aSettledRecord(id), (await records.read(id))?.etag);

    await records.markPlanned(items, 'plan-1');

    const left = (await records.held(undefined, 100)).items;
    expect(left.map(({ plan }) => plan)).toEqual(Array.from({ length: 20 }, () => 'plan-1'));
  });

  it('keeps marks while the entry stays in its place and drops them when it moves', async () => {
    const { records } = await open();
    const etag = await records.write(aRecord('user-1'), undefined);
    await records.markWoken(await records.due(1_000, 10), 77);
    await records.markPreviewed('user-1', '1:configuration-1');

    const second = await records.write(aRecord('user-1', { want: { version: 2 } }), etag);
    expect(await records.due(1_000, 10)).toMatchObject([{ woken: 77, previewed: '1:configuration-1' }]);

    await records.write(aRecordDueAt('user-1', 5), second);
    expect(await records.due(1_000, 10)).toMatchObject([{ woken: 0, previewed: '' }]);
  });

  it('previews only what is due', async () => {
    const { records } = await open();
    await writeAll(records, [aHeldRecord('held'), aSettledRecord('settled')]);

    await Promise.all(['held', 'settled', 'unknown'].map((id) => records.markPreviewed(id, 'mark')));

    expect((await records.dirty(undefined, 10)).items).toEqual([]);
    expect((await records.held(undefined, 10)).items).toEqual([
      { id: 'held', doubted: false, plan: '', key: expect.any(String) },
    ]);
  });

  it('shows a doubt about a held departure, beside its plan', async () => {
    const { records } = await open();
    const held = aHeldRecord('user-1');
    const etag = await records.write(held, undefined);
    await records.markPlanned((await records.held(undefined, 10)).items, 'plan-1');

    const second = await records.write({ ...held, want: { ...held.want, doubtUntil: 5_000 } }, etag);
    expect((await records.held(undefined, 10)).items).toMatchObject([{ doubted: true, plan: 'plan-1' }]);

    await records.write(held, second);
    expect((await records.held(undefined, 10)).items).toMatchObject([{ doubted: false, plan: 'plan-1' }]);
  });

  it('freezes a held departure as part of a plan, and never the departure that follows it', async () => {
    const { records } = await open();
    const etag = await records.write(aHeldRecord('user-1', 1), undefined);
    const { items } = await records.held(undefined, 10);

    await records.markPlanned(items, 'plan-1');
    expect((await records.held(undefined, 10)).items).toMatchObject([{ id: 'user-1', plan: 'plan-1' }]);

    await records.write(aHeldRecord('user-1', 2), etag);
    await records.markPlanned(items, 'plan-2');
    expect((await records.held(undefined, 10)).items).toMatchObject([{ id: 'user-1', plan: '' }]);
  });
});

const PLAIN = {
  woken: 0,
  doubted: false,
  recheck: '',
  releasedUntil: 0,
  parked: false,
  reason: '',
  version: 1,
  previewed: '',
};
