import { randomUUID } from 'node:crypto';
import { createDefaultHttpClient, type HttpClient, RestError } from '@azure/core-rest-pipeline';
import { createTables, TABLE_NAMES, type Tables } from '../../../shared/tables/table-clients.ts';
import { realClock } from '../../support/scripted-server.ts';
import { closePlaces, connectionString, freshTables, NOW, openTables } from './open-stores.ts';
import { aRecord, aRecordDueAt } from './sample-records.ts';

afterAll(closePlaces);

/** Carries every write out and loses the answer of its first try, as a connection that breaks too early does. */
async function forgetfulTables(): Promise<{ tables: Tables; lost: () => number; startLosing: () => void }> {
  await freshTables();
  const real = createDefaultHttpClient();
  const seen = new Set<string>();
  let isLosing = false;
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const answer = await real.sendRequest(request);
      if (!isLosing || request.method === 'GET' || seen.has(request.requestId)) return answer;
      seen.add(request.requestId);
      throw new RestError('connection reset', { code: 'ECONNRESET', request });
    },
  };
  const prefix = `t${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const tables = createTables({
    account: { connectionString: connectionString() },
    prefix,
    clock: realClock,
    httpClient,
  });
  await tables.ensure([...TABLE_NAMES, 'journal202605']);
  return { tables, lost: () => seen.size, startLosing: () => (isLosing = true) };
}

describe('a write that the SDK repeats after its answer was lost', () => {
  it('counts as done when a record was created or moved', async () => {
    const { tables, lost, startLosing } = await forgetfulTables();
    const { records } = openTables(tables);
    startLosing();

    const first = await records.write(aRecord('user-1'), undefined);
    const second = await records.write(aRecordDueAt('user-1', 5), first);

    expect(await records.read('user-1')).toEqual({ value: aRecordDueAt('user-1', 5), etag: second });
    expect(await records.dirty(undefined, 10)).toMatchObject({ items: [{ at: 5 }] });
    expect(lost()).toBe(2);
  });

  it('counts as done for lease, documents and claims', async () => {
    const { tables, lost, startLosing } = await forgetfulTables();
    const { control, claims } = openTables(tables);
    startLosing();

    const lease = await control.writeLease({ owner: 'instance-1', epoch: 1, expiry: 5_000 }, undefined);
    const renewed = await control.commit(lease, 6_000, { feed: 'link' });
    const gate = await control.write('gate', true, undefined);
    await claims.insert('account-1', { owner: 'user-1', how: 'created' });

    expect(await control.readLease()).toEqual({ ...lease, expiry: 6_000, etag: renewed.etag });
    expect((await control.read('gate'))?.etag).toBe(gate);
    expect((await claims.read('account-1'))?.value.owner).toBe('user-1');
    expect(lost()).toBe(4);
  });

  it('leaves one line in the journal and one change in the members', async () => {
    const { tables, startLosing } = await forgetfulTables();
    const { journal, members } = openTables(tables);
    await members.setWanted('group-1', ['a'], true);
    startLosing();

    await members.setWanted('group-1', ['a'], false);
    await members.clearPending('group-1', await members.pending('group-1', 5));
    await journal.append('user-1', {
      at: NOW,
      attempt: 'a',
      verb: 'create',
      attributes: [],
      outcome: 'ok',
      status: 201,
    });

    expect(await journal.last('user-1', 5)).toHaveLength(1);
    expect((await members.wanted('group-1', undefined, 5)).items).toEqual([]);
    expect(await members.pending('group-1', 5)).toEqual([]);
  });
});
