import { randomUUID } from 'node:crypto';
import { createJournalTable } from '../../../shared/tables/journal-table.ts';
import { closePlaces, freshTables, NOW, PLACES } from './open-stores.ts';

afterAll(closePlaces);

const entry = (at: number, attempt: string) => ({
  at,
  attempt,
  verb: 'update',
  attributes: ['displayName', 'title'],
  outcome: 'confirmed',
  status: 200,
});

describe.each(PLACES)('the journal $place', ({ open }) => {
  it('tells the latest attempts of one object, newest first', async () => {
    const { journal } = await open();
    for (const step of [1, 2, 3]) await journal.append('user-1', entry(NOW + step, `attempt-${step}`));
    await journal.append('user-2', entry(NOW, 'other'));

    expect(await journal.last('user-1', 2)).toEqual([entry(NOW + 3, 'attempt-3'), entry(NOW + 2, 'attempt-2')]);
    expect(await journal.last('user-3', 2)).toEqual([]);
  });

  it('keeps every line of one millisecond, the later one first', async () => {
    const { journal } = await open();
    const unknown = { ...entry(NOW, 'attempt-2'), attributes: [], status: null };
    await journal.append('user-1', entry(NOW, 'attempt-1'));
    await journal.append('user-1', unknown);

    expect(await journal.last('user-1', 5)).toEqual([unknown, entry(NOW, 'attempt-1')]);
  });

  it('reads across the turn of a month', async () => {
    const { journal } = await open();
    const april = Date.UTC(2026, 4, 1) - 1;
    await journal.append('user-1', entry(april, 'april'));
    await journal.append('user-1', entry(april + 1, 'may'));

    expect((await journal.last('user-1', 5)).map(({ attempt }) => attempt)).toEqual(['may', 'april']);
  });
});

describe('the months of the journal', () => {
  it('are tables of their own, dropped whole when they are past their time', async () => {
    const tables = await freshTables();
    let now = NOW;
    const journal = createJournalTable({ tables, clock: { now: () => now }, uuid: randomUUID, monthsKept: 1 });
    await journal.append('user-1', entry(now, 'may'));
    now = Date.UTC(2026, 6, 2);
    await journal.append('user-1', entry(now, 'july'));

    expect(await tables.names('journal')).toEqual(['journal202605', 'journal202607']);
    expect(await journal.dropOld()).toEqual(['journal202605']);
    expect((await journal.last('user-1', 5)).map(({ attempt }) => attempt)).toEqual(['july']);
  });
});
