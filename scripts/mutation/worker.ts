import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { expect } from 'expect';

/**
 * Runs the tests of a bundle against one mutant after another. The bundle is evaluated again for a mutant that acts while modules
 * are loaded; for others the switch alone is thrown, and only the tests that reach the place are run.
 */

/** Which tests reach which mutants, from one run without any. */
export interface Reach {
  /** How many tests there are. */
  readonly count: number;
  /** Sites that act while modules are loaded. */
  readonly atLoad: ReadonlySet<number>;
  /** For each site the tests that reach it, quick ones first. */
  readonly bySite: ReadonlyMap<number, readonly number[]>;
  /** All tests but the slow ones, quick ones first. */
  readonly quick: readonly number[];
}

/** What the worker is started with; the first one finds out the reach and answers with it. */
export interface WorkerData {
  readonly bundle: string;
  /** Tests that take longer than this are left out, in milliseconds. */
  readonly slowMs: number;
  readonly reach: Reach | undefined;
}

/** A mutant to try, by site and choice. */
export interface Task {
  readonly site: number;
  readonly choice: number;
}

/** What came of a mutant: `killed` by a named test, `survived`, or `unseen` by any test. */
export interface Verdict {
  readonly site: number;
  readonly choice: number;
  readonly verdict: 'killed' | 'survived' | 'unseen';
}

interface Test {
  readonly name: string;
  readonly run: () => unknown;
}

/** Switches a test may pass; one that never ends is stopped here and counts as killed. */
const MAX_PASSED = 3_000_000;

const { bundle, slowMs, reach: known }: WorkerData = workerData;
const require = createRequire(import.meta.url);
const ACTIVE: { site: number; choice: number } = { site: 0, choice: 0 };
let recorded: Set<number> | undefined;
let passed = 0;

function isActive(site: number, choice: number): boolean {
  recorded?.add(site);
  passed += 1;
  if (passed > MAX_PASSED && ACTIVE.site !== 0) throw new Error('this never ends');
  return ACTIVE.site === site && ACTIVE.choice === choice;
}

function each(add: (name: string, run: () => unknown) => void) {
  return (rows: readonly unknown[]) =>
    (name: string, run: (...args: readonly unknown[]) => unknown): void => {
      rows.forEach((row, index) => {
        add(`${name} #${index}`, () => (Array.isArray(row) ? run(...row) : run(row)));
      });
    };
}

function load(): readonly Test[] {
  const tests: Test[] = [];
  const add = (name: string, run: () => unknown): void => {
    tests.push({ name, run });
  };
  const describe = Object.assign((_name: string, define: () => void) => define(), {
    each: each((_name, run) => run()),
  });
  const it = Object.assign(add, { each: each(add) });
  const nothing = (): void => undefined;
  const quiet = { ...process, stdout: { write: () => true } };
  new Function('require', '__m', 'describe', 'it', 'expect', 'afterAll', 'process', bundle)(
    require,
    isActive,
    describe,
    it,
    expect,
    nothing,
    quiet,
  );
  return tests;
}

async function passes({ run }: Test): Promise<boolean> {
  passed = 0;
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}

async function record(): Promise<Reach> {
  const atLoad = new Set<number>();
  recorded = atLoad;
  const tests = load();
  const timed: { index: number; ms: number; sites: Set<number>; isLong: boolean }[] = [];
  for (const [index, test] of tests.entries()) {
    const sites = new Set<number>();
    recorded = sites;
    const before = performance.now();
    if (!(await passes(test))) throw new Error(`without any mutant this fails: ${test.name}`);
    const ms = performance.now() - before;
    timed.push({ index, ms, sites, isLong: ms > slowMs || passed > MAX_PASSED / 3 });
  }
  recorded = undefined;
  timed.sort((a, b) => a.ms - b.ms);
  const bySite = new Map<number, number[]>();
  const quick = timed.filter(({ isLong }) => !isLong);
  for (const { index, sites } of quick) {
    for (const site of sites) {
      const reaching = bySite.get(site);
      if (reaching === undefined) bySite.set(site, [index]);
      else reaching.push(index);
    }
  }
  return { count: tests.length, atLoad, bySite, quick: quick.map(({ index }) => index) };
}

async function judge(task: Task, reach: Reach, loaded: readonly Test[]): Promise<Verdict['verdict']> {
  ACTIVE.site = task.site;
  ACTIVE.choice = task.choice;
  passed = 0;
  try {
    const isStatic = reach.atLoad.has(task.site);
    const chosen = isStatic ? reach.quick : (reach.bySite.get(task.site) ?? []);
    if (chosen.length === 0) return 'unseen';
    const tests = isStatic ? load() : loaded;
    // A mutant that changes the rows of a table of tests is seen.
    if (tests.length !== reach.count) return 'killed';
    for (const index of chosen) {
      const test = tests[index];
      if (test === undefined || !(await passes(test))) return 'killed';
    }
    return 'survived';
  } catch {
    return 'killed';
  } finally {
    ACTIVE.site = 0;
  }
}

const reach = known ?? (await record());
const loaded = load();
parentPort?.on('message', async (task: Task) => {
  const answer: Verdict = { ...task, verdict: await judge(task, reach, loaded) };
  parentPort?.postMessage(answer);
});
parentPort?.postMessage(reach);
