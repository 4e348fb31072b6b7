import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { TableClient } from '@azure/data-tables';
import { startAzurite } from '../../../local/azurite/start.ts';

const open = (connectionString: string): TableClient =>
  TableClient.fromConnectionString(connectionString, 'people', { allowInsecureConnection: true });

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

// Azurite takes a second or two to load, more on a busy machine.
jest.setTimeout(60_000);

describe('Azurite as a child process', () => {
  it('serves tables on a port of its own until closed', async () => {
    const azurite = await startAzurite();
    const table = open(azurite.connectionString);

    await table.createTable();
    await table.createEntity({ partitionKey: 'a', rowKey: 'b', size: 3 });
    const row = await table.getEntity('a', 'b');
    await azurite.close();

    expect(row).toMatchObject({ size: 3 });
    expect(await answers(azurite.tableEndpoint)).toBe(false);
  });

  it('keeps what was written when it has a folder', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'azurite-'));
    const first = await startAzurite({ dataDir });
    await open(first.connectionString).createTable();
    await open(first.connectionString).createEntity({ partitionKey: 'a', rowKey: 'kept' });
    await first.close();

    const second = await startAzurite({ dataDir });
    const row = await open(second.connectionString).getEntity('a', 'kept');
    await second.close();
    rmSync(dataDir, { recursive: true });

    expect(row.rowKey).toBe('kept');
  });

  it('ends with its parent, even one that was killed', async () => {
    const start = resolve('local/azurite/start.ts');
    const program = `const { startAzurite } = await import(${JSON.stringify(start)});
      console.log((await startAzurite()).tableEndpoint); setInterval(() => 0, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [endpoint] = await new Promise<string[]>((done) => {
      createInterface({ input: parent.stdout }).once('line', (line) => done([line]));
    });
    const url = String(endpoint);
    expect(await answers(url)).toBe(true);

    parent.kill('SIGKILL');

    const deadline = Date.now() + 20_000;
    while ((await answers(url)) && Date.now() < deadline) {
      await new Promise((done) => setImmediate(done));
    }
    expect(await answers(url)).toBe(false);
  });
});
