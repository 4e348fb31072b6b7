import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TABLE_NAMES, type Tables } from '../../../shared/tables/table-clients.ts';
import { closePlaces, freshTables, NOW, openTables } from './open-stores.ts';
import { aHeldRecord, aRecord, aSettledRecord } from './sample-records.ts';

const PAGE = readFileSync('docs/security.md', 'utf8');

afterAll(closePlaces);

/** The commands of the page: a table, or `$month` for each of the journal, and the filter of what goes. */
function commands(): readonly { readonly table: string; readonly filter: string }[] {
  return [...PAGE.matchAll(/^ +drop (\S+) "([^"]+)"$/gm)].map(([, table = '', filter = '']) => ({ table, filter }));
}

/** Everything that stands in the tables, as text. */
async function everything(tables: Tables): Promise<string> {
  const names = [...TABLE_NAMES, ...(await tables.names('journal'))];
  const rows: string[] = [];
  for (const name of names) {
    for await (const row of tables.client(name).listEntities<Record<string, unknown>>()) {
      rows.push(`${name} ${JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`);
    }
  }
  return rows.join('\n');
}

async function erase(tables: Tables, id: string): Promise<void> {
  for (const { table, filter } of commands()) {
    const names = table === '$month' ? await tables.names('journal') : [table];
    for (const name of names) {
      const client = tables.client(name);
      const rows: { partition: string; row: string }[] = [];
      for await (const { partitionKey = '', rowKey = '' } of client.listEntities({
        queryOptions: { filter: filter.replaceAll('$id', id) },
      })) {
        rows.push({ partition: partitionKey, row: rowKey });
      }
      for (const { partition, row } of rows) await client.deleteEntity(partition, row);
    }
  }
}

describe('the erasure of one person, as the page says it', () => {
  it('leaves no row that names them, and every row of others', async () => {
    const tables = await freshTables();
    const { records, claims, members, journal } = openTables(tables);
    const [due, held, settled, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await records.write(aRecord(due), undefined);
    await records.write(aHeldRecord(held), undefined);
    await records.write(aSettledRecord(settled), undefined);
    await records.write(aRecord(other), undefined);
    for (const id of [due, held, settled, other]) {
      await claims.insert(randomUUID(), { owner: id, how: 'created' });
      await members.setWanted('app', [id], true);
      for (const at of [NOW, NOW - 40 * 86_400_000]) {
        await journal.append(id, {
          at,
          attempt: 'a',
          verb: 'create',
          attributes: ['title'],
          outcome: 'confirmed',
          status: 201,
        });
      }
    }

    for (const id of [due, held, settled]) {
      expect((await everything(tables)).split(id).length).toBeGreaterThan(6);
      await erase(tables, id);
      expect(await everything(tables)).not.toContain(id);
    }

    const left = await everything(tables);
    expect(left.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'records',
      'records',
      'members',
      'members',
      'claims',
      'journal202604',
      'journal202605',
    ]);
    expect(left.split('\n').every((line) => line.includes(other))).toBe(true);
  });
});
