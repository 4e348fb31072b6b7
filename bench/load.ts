import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { appIn } from '../local/rig/app-folder.ts';
import { archive, unpack } from '../scripts/archive.ts';
import { packageFiles } from '../scripts/package-files.ts';
import { readOrExit } from '../tools/usage.ts';
import { median } from './median.ts';

/** Most milliseconds that the app may need above an empty one; beyond it the exit code is 1. */
const ALLOWED_MS = 300;
const MEASURES = ['load', 'start', 'process'] as const;

type Measured = Readonly<Record<(typeof MEASURES)[number], number>>;

/** Ends on loopback where nobody listens: the app is composed in full, and the process ends before anybody is asked. */
const SETTINGS = {
  SCOPE: 'all',
  GRAPH_AUTH: 'fixed-token',
  GRAPH_TOKEN: 'token',
  GRAPH_URL: 'http://127.0.0.1:9',
  GENESYS_LOGIN_URL: 'http://127.0.0.1:9',
  GENESYS_API_URL: 'http://127.0.0.1:9',
  GENESYS_CLIENT_ID: 'client',
  GENESYS_CLIENT_SECRET: 'secret',
  DIGEST_KEY: 'a-digest-key-of-the-benchmark',
  SERVICEBUS: 'Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true',
  STORAGE: 'UseDevelopmentStorage=true',
};

function readStarts(): number {
  const { values } = readOrExit('npm run bench:load [-- --starts N]', {
    options: { starts: { type: 'string', default: '11' } },
  });
  const starts = Number(values.starts);
  if (Number.isInteger(starts) && starts >= 3 && starts <= 1000) return starts;
  throw new Error(`--starts ${values.starts}: allowed is a whole number from 3 to 1000`);
}

/** An app that does nothing, beside the one from the archive. */
async function unpackApps(folder: string) {
  const [empty, ours] = [join(folder, 'empty'), join(folder, 'ours')];
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{"main":"main.cjs"}');
  writeFileSync(join(empty, 'host.json'), '{"version":"2.0"}');
  writeFileSync(join(empty, 'main.cjs'), '');
  unpack(archive(await packageFiles(resolve('.'))), ours);
  return { empty: appIn(empty).entry, ours: appIn(ours).entry };
}

function startOnce(entry: string, functions: number): Measured {
  const env = { PATH: process.env.PATH ?? '', ...SETTINGS };
  const output = execFileSync(process.execPath, [resolve('bench/start-app.ts'), entry], { env, encoding: 'utf8' });
  const taken = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Measured & { functions: number };
  if (taken.functions !== functions) throw new Error(`${entry} registered ${taken.functions} functions\n${output}`);
  if (/"setting-refused"/.test(output)) throw new Error(`the settings were refused, so nothing is measured\n${output}`);
  return taken;
}

function medians(runs: readonly Measured[]): Measured {
  const of = (name: keyof Measured): number => median(runs.map((run) => run[name]));
  return { load: of('load'), start: of('start'), process: of('process') };
}

async function main(): Promise<void> {
  const starts = readStarts();
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  try {
    const apps = await unpackApps(folder);
    const runs: Record<'empty' | 'ours', Measured[]> = { empty: [], ours: [] };
    // By turns, so that whatever else the machine does meets both; the first start of each only fills the file cache.
    for (let start = 0; start <= starts; start += 1) {
      const pair = { empty: startOnce(apps.empty, 0), ours: startOnce(apps.ours, 4) };
      if (start === 0) continue;
      runs.empty.push(pair.empty);
      runs.ours.push(pair.ours);
    }
    report(starts, medians(runs.empty), medians(runs.ours));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(starts: number, empty: Measured, ours: Measured): void {
  const cell = (value: number): string => value.toFixed(0).padStart(8);
  console.log(
    `Median of ${starts} process starts each, Node ${process.version}, ${cpus().length} processors; milliseconds`,
  );
  console.log('                                      empty    ours   above');
  const names = { load: 'load of the entry point', start: 'start hooks', process: 'from process start to both done' };
  for (const name of MEASURES) {
    const cells = [empty[name], ours[name], ours[name] - empty[name]].map(cell).join('');
    console.log(`${names[name].padEnd(34)}${cells}`);
  }
  const above = ours.process - empty.process;
  const isFine = above <= ALLOWED_MS;
  console.log(`${above.toFixed(0)} ms above the empty app, ${ALLOWED_MS} are allowed: ${isFine ? 'kept' : 'MISSED'}`);
  process.exitCode = isFine ? 0 : 1;
}

await main();
