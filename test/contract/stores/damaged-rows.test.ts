import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { Conflict } from '../../../shared/sync/ports.ts';
import { recordKey } from '../../../shared/tables/index-rows.ts';
import { bucketOf } from '../../../shared/tables/row-keys.ts';
import { createTables, type Tables } from '../../../shared/tables/table-clients.ts';
import { closePlaces, freshTables, openTables } from './open-stores.ts';
import { aRecord, aRecordDueAt, aSettledRecord } from './sample-records.ts';

afterAll(closePlaces);

async function damage(tables: Tables, id: string, columns: Record<string, unknown>): Promise<void> {
  await tables
    .client('records')
    .updateEntity({ partitionKey: bucketOf(id), rowKey: recordKey(id), ...columns }, 'Merge');
}

describe('rows in Table Storage that are not as they should be', () => {
  it('repairs a missing index row with the next write of its record', async () => {
    const tables = await freshTables();
    const { records } = openTables(tables);
    const etag = await records.write(aRecord('user-1'), undefined);
    const [entry] = await records.due(1_000, 10);
    await tables.client('records').deleteEntity(bucketOf('user-1'), entry?.key ?? '');

    await records.write(aRecordDueAt('user-1', 5), etag);

    expect(await records.due(1_000, 10)).toMatchObject([{ id: 'user-1', at: 5 }]);
  });

  it('says Conflict, not success, when the record itself has gone', async () => {
    const tables = await freshTables();
    const { records } = openTables(tables);
    const etag = await records.write(aRecord('user-1'), undefined);
    await tables.client('records').deleteEntity(bucketOf('user-1'), recordKey('user-1'));

    await expect(records.write(aSettledRecord('user-1'), etag)).rejects.toThrow(Conflict);
  });

  it.each([
    ['a later schema version', { schema: 2n }, 'schema version 2'],
    ['a state nobody knows', { state: 'asleep' }, 'columns state'],
    ['JSON cut short', { entitledBy: '["a' }, 'column entitledBy is not JSON'],
    ['a text where a number belongs', { version: 'two' }, 'column version is not a number'],
  ])('refuses to read %s', async (_, columns, why) => {
    const tables = await freshTables();
    const { records } = openTables(tables);
    await records.write(aRecord('user-1'), undefined);
    await damage(tables, 'user-1', columns);

    const failure = await records.read('user-1').catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConnectorError);
    expect(failure).toMatchObject({ code: 'row-unreadable', message: expect.stringContaining(why) });
  });

  it('does not take a missing table for a missing row', async () => {
    const tables = await freshTables();
    const { records, members } = openTables(tables);
    await tables.drop('records');
    await tables.drop('members');

    await expect(records.read('user-1')).rejects.toMatchObject({ statusCode: 404 });
    await expect(records.write(aRecord('user-1'), undefined)).rejects.toMatchObject({ statusCode: 404 });
    await expect(members.clearPending('group-1', [{ user: 'a', etag: '*' }])).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('keeps more digests and groups than one column holds', async () => {
    const { records } = openTables(await freshTables());
    const entitledBy = Array.from({ length: 2_000 }, (_, number) => `group-${number}-${'x'.repeat(30)}`);
    await records.write(aRecord('user-1', { want: { entitledBy } }), undefined);

    expect((await records.read('user-1'))?.value.want.entitledBy).toEqual(entitledBy);
  });
});

describe('the account of the tables', () => {
  it('takes plain http for this machine only', async () => {
    const connectionString =
      'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://tables.example.com/a';
    const tables = createTables({ account: { connectionString } });

    await expect(tables.client('records').getEntity('a', 'b')).rejects.toThrow(/allowInsecureConnection/);
  });

  it('refuses a prefix that cannot start a table name', () => {
    const account = { connectionString: 'UseDevelopmentStorage=true' };

    expect(() => createTables({ account, prefix: 'my-tables' })).toThrow(RangeError);
  });
});
