import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../../../local/child.ts';

describe('starting a local server as a child process', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'child-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const script = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('hands over the ready line, arguments and environment', async () => {
    const text =
      'console.log("noise"); const data = { ready: true, given: process.argv[2], setting: process.env.SETTING };';
    const file = script('ready.ts', `${text} console.log(JSON.stringify(data)); setInterval(() => 0, 1000);`);
    const lines: string[] = [];

    const child = await startChild(file, ['one'], { SETTING: 'two' }, { onLine: (line) => lines.push(line) });
    await child.stop();

    expect(child.ready).toEqual({ ready: true, given: 'one', setting: 'two' });
    expect(lines).toEqual(['noise']);
    expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('fails with what the child wrote to stderr when it ends too early', async () => {
    const file = script('early.ts', 'console.error("the reason"); process.exit(3);');

    await expect(startChild(file)).rejects.toThrow(/ended before it was ready \(3\)[\s\S]*the reason/);
  });

  it('fails, and ends the child, when it is not ready in time', async () => {
    const file = script('never.ts', 'setInterval(() => 0, 1000);');

    await expect(startChild(file, [], {}, { readyTimeoutMs: 50 })).rejects.toThrow('was not ready within 50 ms');
  });

  it('can be stopped when it has ended already', async () => {
    const file = script('short.ts', 'console.log(JSON.stringify({ ready: true }));');
    const child = await startChild(file);
    child.process.disconnect();
    await child.exited;

    await expect(child.stop()).resolves.toBeUndefined();
  });
});
