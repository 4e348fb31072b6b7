import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Defect } from './defect.ts';

/** Copies live below the project, so that packages resolve, in a folder git ignores. */
const PLANTED = join('.data', 'planted');
const SUPPORT = join('test', 'support');
const COPIED = ['shared', join('test', 'simulation'), join(SUPPORT, 'memory'), join(SUPPORT, 'plain-telemetry.ts')];

/** `passed`: every history held; `stuck`: no answer in time. */
export type PlantedResult =
  | { readonly kind: 'failed'; readonly seed: number; readonly violation: string }
  | { readonly kind: 'passed' }
  | { readonly kind: 'stuck' };

export interface SeedRange {
  readonly first: number;
  readonly count: number;
  /** Seeds whose failures say nothing about the defect. */
  readonly ignore?: ReadonlySet<number>;
}

/** How often the text of the defect occurs in the file it is planted in; anything but 1 means the list is out of date. */
export async function occurrences({ file, find }: Pick<Defect, 'file' | 'find'>): Promise<number> {
  return (await readFile(file, 'utf8')).split(find).length - 1;
}

/** Runs the histories of a range on a copy of the code that carries the defect; the copy is removed afterwards. */
export async function runPlanted(defect: Defect, range: SeedRange, timeoutMs: number): Promise<PlantedResult> {
  const folder = join(PLANTED, `${defect.name}-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    for (const part of COPIED) {
      // Test files stay behind: a copy of them must not be found and run.
      await cp(part, join(folder, part), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
    }
    const file = join(folder, defect.file);
    const text = await readFile(file, 'utf8');
    if (!text.includes(defect.find)) throw new Error(`${defect.file} does not hold the text of ${defect.name}`);
    await writeFile(file, text.split(defect.find).join(defect.replace));
    return await simulate(folder, defect.directed, range, timeoutMs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first failing seed ends the child process. @throws Error when the simulation itself does not run */
function simulate(
  folder: string,
  directed: string | undefined,
  { first, count, ignore }: SeedRange,
  timeoutMs: number,
): Promise<PlantedResult> {
  return new Promise((resolve, reject) => {
    const what = directed === undefined ? [String(first), String(count)] : ['--directed', directed];
    const script = join('test', 'simulation', 'simulate.ts');
    const child = spawn(process.execPath, [script, ...what], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let lines = '';
    let complaint = '';
    let result: PlantedResult | undefined;
    const end = (found: PlantedResult): void => {
      result ??= found;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => end({ kind: 'stuck' }), timeoutMs);
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      lines += chunk.toString();
      const failure = [...lines.matchAll(/^seed (\d+): (.*)\n/gm)].find(([, seed]) => !ignore?.has(Number(seed)));
      if (failure === undefined) return;
      end({ kind: 'failed', seed: Number(failure[1]), violation: failure[2] ?? '' });
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      if (result !== undefined) resolve(result);
      else if (/^(\d+ histories from seed|directed history)/m.test(lines)) resolve({ kind: 'passed' });
      else reject(new Error(`the simulation did not run: ${complaint.slice(0, 500)}`));
    });
  });
}
