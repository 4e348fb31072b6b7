import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HostEvents } from '../local/rig/host-events.ts';
import { readOptions } from '../local/rig/options.ts';
import { startParts } from '../local/rig/parts.ts';
import { archive, unpack } from '../scripts/archive.ts';
import { packageFiles } from '../scripts/package-files.ts';
import { median } from './median.ts';

// From the start of the host's process to the first finished run, with the package's content, in the rig: fresh tables, a
// directory with nobody in it, and a timer that comes every 100 ms, so that what is measured is the app and not the schedule.
const STARTS = 5;
const LONGEST_MS = 60_000;

async function firstRun(app: string): Promise<number> {
  const options = readOptions(['--app', app, '--poll', '0.1']);
  if (options === undefined) throw new Error('the rig has no options');
  const events = new HostEvents();
  const finished = new Promise<number>((settle) => {
    events.onEvent((name, { outcome, at }) => {
      if (name === 'run-finished' && outcome === 'finished') settle(Date.parse(String(at)));
    });
  });
  const parts = await startParts(options, events);
  const late = AbortSignal.timeout(LONGEST_MS);
  const tooLate = new Promise<never>((_, refuse) => {
    late.onabort = () => refuse(new Error(`no run finished within ${LONGEST_MS} ms\n${events.complaints.join('\n')}`));
  });
  try {
    return (await Promise.race([finished, tooLate])) - parts.host.spawnedAt;
  } finally {
    await parts.stop();
  }
}

const app = mkdtempSync(join(tmpdir(), 'first-run-'));
try {
  unpack(archive(await packageFiles(resolve('.'))), app);
  const taken: number[] = [];
  for (let start = 0; start < STARTS; start += 1) taken.push(await firstRun(app));
  console.log(`From process start to the first finished run: ${taken.map((ms) => `${ms} ms`).join(', ')}`);
  console.log(`Median of ${STARTS} starts: ${median(taken)} ms`);
} finally {
  rmSync(app, { recursive: true });
}
process.exit(0);
