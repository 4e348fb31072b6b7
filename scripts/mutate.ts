import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build, type Plugin } from 'esbuild';
import { readOrExit } from '../tools/usage.ts';
import { instrument, type Mutant } from './mutation/mutants.ts';
import type { Reach, Task, Verdict, WorkerData } from './mutation/worker.ts';

/**
 * Mutation testing of shared/domain/mapping: `npm run mutation [-- <part of a path> ...]`.
 *
 * Each mutant changes one thing: an operator, a condition, a literal (numbers and patterns excepted), a list, a function's body, a
 * method for its opposite. All of them are put into one bundle with the unit and conformance tests of the mapping, each behind a switch;
 * a worker throws one switch after another and runs the tests that reach it, in its own thread, so that a mutant that never ends is
 * killed with its thread. Tests of more than SLOW_MS (random ones) are left out. The score is killed / (all that a test reaches or not).
 * Numbers, patterns, types and descriptions for the reference are not mutated.
 */

const ROOT = 'shared/domain/mapping';
const TESTS = ['test/unit/domain/mapping/**/*.test.ts', 'test/conformance/*.test.ts'];
/** These run random inputs for long and would be reached by every mutant. */
const LEFT_OUT = /fuzz|any-expression/;
const SLOW_MS = 300;
const TIMEOUT_MS = 15_000;
const WORKERS = 2;
const LEAST_SCORE = 85;
const REPORT = 'dist/mutation.json';

interface Prepared {
  readonly bundle: string;
  readonly mutants: readonly Mutant[];
}

async function prepare(wanted: readonly string[]): Promise<Prepared> {
  const mutants: Mutant[] = [];
  let site = 0;
  const plugin: Plugin = {
    name: 'mutants',
    setup: ({ onLoad }) => {
      onLoad({ filter: /shared\/domain\/mapping\/.*\.ts$/ }, ({ path }) => {
        const file = path.slice(path.indexOf(ROOT));
        const text = readFileSync(path, 'utf8');
        if (!wanted.some((part) => file.includes(part))) return { contents: text, loader: 'ts' };
        const instrumented = instrument(file, text, site);
        mutants.push(...instrumented.mutants);
        site = Math.max(site, ...instrumented.mutants.map((mutant) => mutant.site));
        return { contents: instrumented.text, loader: 'js' };
      });
    },
  };
  const tests = TESTS.flatMap((pattern) => globSync(pattern)).filter((file) => !LEFT_OUT.test(file));
  const contents = tests.map((file) => `import ${JSON.stringify(resolve(file))};`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    write: false,
    plugins: [plugin],
    logLevel: 'error',
  });
  return { bundle: outputFiles[0]?.text ?? '', mutants };
}

/** One worker at a time; after a mutant that ends it, by time or by memory, the next one gets a new worker. */
class Lane {
  private readonly bundle: string;
  private readonly reach: Reach | undefined;
  private worker: Worker | undefined;
  private answer: (verdict: unknown) => void = () => undefined;

  constructor(bundle: string, reach?: Reach) {
    this.bundle = bundle;
    this.reach = reach;
  }

  async judge({ site, choice }: Mutant): Promise<Verdict['verdict'] | 'timeout'> {
    if (this.worker === undefined) await this.start();
    const verdict = await this.ask({ site, choice });
    if (verdict !== undefined) return verdict.verdict;
    this.stop();
    return 'timeout';
  }

  stop(): void {
    void this.worker?.terminate();
    this.worker = undefined;
  }

  async start(): Promise<Reach> {
    const workerData: WorkerData = { bundle: this.bundle, slowMs: SLOW_MS, reach: this.reach };
    const worker = new Worker(new URL('./mutation/worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 700 },
    });
    const reach = await new Promise<Reach>((done, failed) => {
      worker.once('message', done);
      worker.once('error', failed);
    });
    worker.on('message', (verdict) => this.answer(verdict));
    worker.on('error', () => this.answer(undefined));
    this.worker = worker;
    return reach;
  }

  private async ask(task: Task): Promise<Verdict | undefined> {
    return await new Promise((done) => {
      const timer = setTimeout(() => this.answer(undefined), TIMEOUT_MS);
      this.answer = (verdict) => {
        clearTimeout(timer);
        this.answer = () => undefined;
        done(verdict as Verdict | undefined);
      };
      this.worker?.postMessage(task);
    });
  }
}

const USAGE = `npm run mutation [-- PART ...]

Mutation testing of ${ROOT}, all of it or the files whose path holds one of these parts. Takes about ten minutes.
Exit code 0: at least ${LEAST_SCORE} % of the mutants are killed; 1: fewer; 2: called wrongly.`;
const { positionals: asked } = readOrExit(USAGE, { allowPositionals: true });
const { bundle, mutants } = await prepare(asked.length === 0 ? [ROOT] : asked);
if (mutants.length === 0) {
  console.error(
    `${asked.join(', ')}: no file has such a part in its path; allowed are parts of paths below ${ROOT}\n\n${USAGE}`,
  );
  process.exit(2);
}
console.log(`${mutants.length} mutants`);
const results: (Mutant & { readonly verdict: string })[] = [];
const queue = [...mutants];

async function work(reach: Reach): Promise<void> {
  const lane = new Lane(bundle, reach);
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    results.push({ ...mutant, verdict: await lane.judge(mutant) });
    if (results.length % 250 === 0) console.log(`${results.length} of ${mutants.length}`);
  }
  lane.stop();
}

const first = new Lane(bundle);
const reach = await first.start();
first.stop();
await Promise.all(Array.from({ length: WORKERS }, () => work(reach)));
const alive = results.filter(({ verdict }) => verdict === 'survived' || verdict === 'unseen');
for (const { file, line, original, mutated, verdict } of alive) {
  console.log(`${verdict} ${file}:${line}  ${original}  ->  ${mutated}`);
}
const byFile = Map.groupBy(results, ({ file }) => file);
for (const [file, all] of byFile) {
  const dead = all.filter(({ verdict }) => verdict === 'killed' || verdict === 'timeout').length;
  console.log(`${((100 * dead) / all.length).toFixed(1).padStart(6)} %  ${dead} of ${all.length}  ${file}`);
}
const score = (100 * (results.length - alive.length)) / Math.max(1, results.length);
console.log(`mutation score ${score.toFixed(1)} %: ${results.length - alive.length} of ${results.length} killed`);
mkdirSync(dirname(REPORT), { recursive: true });
writeFileSync(REPORT, `${JSON.stringify(results, null, 1)}\n`);
process.exitCode = score >= LEAST_SCORE ? 0 : 1;
