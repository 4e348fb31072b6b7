import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createTables, type Tables } from '../../../shared/tables/table-clients.ts';
import { TablesTimeout } from '../../../shared/tables/time-limit.ts';
import { type ScriptedServer, type Step, startScriptedServer } from '../../support/scripted-server.ts';
import { openTables } from './open-stores.ts';
import { aRecord } from './sample-records.ts';

const SECOND = 1000;
/** One second of the tables' clock lasts this long here. */
const SPEED = 100;
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

function open(): { tables: Tables; passed: () => number } {
  const start = Date.now();
  const clock = {
    now: () => start + (Date.now() - start) * SPEED,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / SPEED)),
  };
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=${server.url}/a;`;
  const tables = createTables({ account: { connectionString }, clock });
  return { tables, passed: () => clock.now() - start };
}

const silence: Step = () => undefined;
const half =
  (encoding: Record<string, string>, bytes: Buffer) =>
  (_: unknown, response: ServerResponse): void => {
    response.writeHead(200, { 'Content-Type': 'application/json', ...encoding });
    response.write(bytes.subarray(0, bytes.length / 2));
  };
const text = Buffer.from(JSON.stringify({ value: 'x'.repeat(1000) }));

const CALLS: readonly (readonly [string, (tables: Tables) => Promise<unknown>])[] = [
  ['a read', (tables) => openTables(tables).records.read('user-1')],
  ['a list', (tables) => openTables(tables).records.held(undefined, 10)],
  ['a write', (tables) => openTables(tables).claims.insert('account-1', { owner: 'user-1', how: 'created' })],
  ['a transaction', (tables) => openTables(tables).records.write(aRecord('user-1'), undefined)],
  ['the creation of a table', (tables) => tables.ensure(['records'])],
  ['the list of tables', (tables) => tables.names('journal')],
];

describe('a call of the tables ends after half a minute', () => {
  it.each(CALLS)('without an answer: %s', async (_, call) => {
    server.script(...Array.from({ length: 10 }, () => silence));
    const { tables, passed } = open();
    await expect(call(tables)).rejects.toThrow(TablesTimeout);
    expect(server.seen.length).toBeGreaterThan(0);
    expect(passed()).toBeGreaterThanOrEqual(30 * SECOND);
  });

  it.each([
    ['plain', half({}, text)],
    ['compressed', half({ 'Content-Encoding': 'gzip' }, gzipSync(text))],
  ])('when an answer stops in its middle, %s', async (_, step) => {
    server.script(step);
    const { tables } = open();
    await expect(openTables(tables).control.read('feed')).rejects.toThrow(TablesTimeout);
  });

  it('whatever wait the service names', async () => {
    server.script({ status: 503, headers: { 'Retry-After': '3600' } });
    const { tables } = open();
    await expect(openTables(tables).control.read('feed')).rejects.toThrow(TablesTimeout);
    expect(server.seen).toHaveLength(1);
  });

  it('and one that is answered in time is as before', async () => {
    server.script({ status: 404, body: { 'odata.error': { code: 'ResourceNotFound' } } });
    const { tables } = open();
    expect(await openTables(tables).control.read('feed')).toBeUndefined();
  });
});
