import { randomUUID } from 'node:crypto';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { QUIET_RUN, ROW_BYTES, requestsFor } from '../../../bench/cost/figures.ts';
import { type Azurite, startAzurite } from '../../../local/azurite/start.ts';
import { createTables, TABLE_NAMES, type Tables } from '../../../shared/tables/table-clients.ts';
import { realClock } from '../../support/scripted-server.ts';
import { openTables, type Stores } from './open-stores.ts';
import { aRecord, aRecordDueAt } from './sample-records.ts';

const PEOPLE = 1_100;
const ID = '1b2c3d4e-0000-4000-8000-0123456789';
const ATTRIBUTES = 11;
const DIGEST = 'abcd.EssAQAl2jsyoF3S6';

let azurite: Azurite;
let tables: Tables;
let stores: Stores;
let sent = 0;

const inner = createDefaultHttpClient();
const counting: HttpClient = {
  sendRequest(request) {
    sent += 1;
    return inner.sendRequest(request);
  },
};

/** A person as a month after the first load: every attribute sent and answered. */
function person(number: number) {
  const values = Array.from({ length: ATTRIBUTES }, (_, at) => [`attribute${at}`, DIGEST] as const);
  const digests = Object.fromEntries(values);
  const id = `${ID}${String(number).padStart(2, '0')}`;
  return aRecord(id, {
    want: { configuration: 'abcdefghijklmnop', sourceDigest: DIGEST },
    have: { accountId: id, state: 'active', sent: digests, echo: digests, confirmedVersion: 1, targetVersion: '12' },
  });
}

beforeAll(async () => {
  azurite = await startAzurite();
  const account = { connectionString: azurite.connectionString };
  tables = createTables({ account, clock: realClock, httpClient: counting });
  await tables.ensure(TABLE_NAMES);
  stores = openTables(tables);
  const people = Array.from({ length: PEOPLE }, (_, number) => person(number));
  for (let at = 0; at < PEOPLE; at += 50) {
    await Promise.all(people.slice(at, at + 50).map((record) => stores.records.write(record, undefined)));
  }
});

afterAll(() => azurite.close());

async function requestsOf(action: () => Promise<unknown>): Promise<number> {
  sent = 0;
  await action();
  return sent;
}

async function readAll(): Promise<number> {
  let [cursor, seen]: [string | undefined, number] = [undefined, 0];
  do {
    const page = await stores.records.all(cursor, 1000);
    seen += page.items.length;
    cursor = page.next;
  } while (cursor !== undefined);
  return seen;
}

/** Bytes that the service bills for a row: keys twice, eight for a column beside its name and value, texts at two a letter. */
function billed(row: Readonly<Record<string, unknown>>): number {
  const { partitionKey, rowKey, etag, timestamp, ...columns } = row;
  const own = Object.entries(columns).filter(([name]) => !name.startsWith('odata'));
  const bytes = (value: unknown): number =>
    typeof value === 'string' ? 4 + 2 * value.length : typeof value === 'boolean' ? 1 : 8;
  expect([etag, timestamp]).not.toContain(undefined);
  return own.reduce(
    (sum, [name, value]) => sum + 8 + 2 * name.length + bytes(value),
    4 + 2 * (String(partitionKey).length + String(rowKey).length),
  );
}

async function rowsOf(name: string): Promise<readonly Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const row of tables.client(name).listEntities<Record<string, unknown>>()) rows.push(row);
  return rows;
}

describe('the requests that the cost counts', () => {
  it('are what each operation of a run sends', async () => {
    const lease = await stores.control.writeLease({ owner: 'a', epoch: 1, expiry: 1 }, undefined);
    const ways: Readonly<Record<string, () => Promise<unknown>>> = {
      'records.due': () => stores.records.due(Date.now(), 100),
      'records.dirty': () => stores.records.dirty(undefined, 1000),
      'records.held': () => stores.records.held(undefined, 1000),
      'records.all': readAll,
      'control.readLease': () => stores.control.readLease(),
      'control.writeLease': () => stores.control.writeLease({ owner: 'a', epoch: 2, expiry: 2 }, lease.etag),
      'control.read': () => stores.control.read('gate'),
      'control.list': () => stores.control.list('hour|'),
      'members.pending': () => stores.members.pending('app', 100),
    };
    for (const [name, way] of Object.entries(ways)) {
      expect([name, await requestsOf(way)]).toEqual([name, requestsFor(name, PEOPLE)]);
    }
    const named = Object.keys({ ...QUIET_RUN.assigned, ...QUIET_RUN.all });
    // A commit is a transaction, which is one request by its nature.
    expect(named.filter((name) => !(name in ways))).toEqual(['control.commit']);
  });

  it('are one for every read and write of a change', async () => {
    const id = randomUUID();
    expect(await requestsOf(() => stores.records.write(aRecordDueAt(id, 5), undefined))).toBe(1);
    expect(await requestsOf(() => stores.records.read(id))).toBe(1);
    const [due] = await stores.records.due(10, 1);
    expect(await requestsOf(() => stores.records.markWoken(due === undefined ? [] : [due], 7))).toBe(1);
    const entry = {
      at: Date.UTC(2026, 4, 15),
      attempt: randomUUID(),
      verb: 'update',
      attributes: ['title'],
      outcome: 'confirmed',
      status: 200,
    };
    await stores.journal.append(id, entry);
    expect(await requestsOf(() => stores.journal.append(id, entry))).toBe(1);
    await stores.claims.insert(id, { owner: id, how: 'created' });
    await stores.members.setWanted('app', [id], true);
  });

  it('leave rows of the bytes that the cost counts', async () => {
    const record = (await rowsOf('records')).find(({ rowKey }) => rowKey === `u|${ID}07`) ?? {};
    const [claim = {}] = await rowsOf('claims');
    const member = (await rowsOf('members')).find(({ rowKey }) => String(rowKey).startsWith('m|')) ?? {};
    const [journal = {}] = await rowsOf('journal202605');
    const bytes = Object.entries({ record, claim, member, journal }).map(([kind, row]) => [kind, billed(row)] as const);
    const counted: Readonly<Record<string, number>> = ROW_BYTES;

    // Rounded up to the next hundred, and not by more.
    expect(Object.fromEntries(bytes.map(([kind, size]) => [kind, Math.ceil(size / 100) * 100]))).toEqual(counted);
  });
});
