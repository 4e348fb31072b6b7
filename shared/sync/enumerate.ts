import { readAssignments } from './assignments.ts';
import type { Ports } from './configuration.ts';
import { document, NEW_FEED, readDocument } from './control-documents.ts';
import { answerDoubts } from './doubts.ts';
import { type FeedName, isFailingLong, mustWait } from './feed-failure.ts';
import { tendGate } from './gate.ts';
import { type HeldLease, LeaseLost, takeLease } from './lease.ts';
import type { Json } from './ports.ts';
import { beginRefresh, continueRefresh } from './refresh.ts';
import { releaseDepartures } from './release.ts';
import { createRunSteps, type RunSteps } from './run-steps.ts';
import { reportState } from './state-report.ts';
import { writeSummary } from './summary.ts';
import { usersRound } from './users-round.ts';
import { sendWakes } from './wake.ts';

export type RunOutcome = 'finished' | 'partial' | 'lease-held' | 'lease-lost' | 'superseded' | 'failed';

/** One run of enumerate-changes. A feed that fails leaves its watermark where it was; no step that fails stops the rest. */
export async function enumerateChanges(ports: Ports): Promise<RunOutcome> {
  const { control, clock, configuration, events } = ports;
  const lease = await takeLease(control, clock, configuration);
  if (lease === undefined) return 'lease-held';
  const started = clock.now();
  try {
    const since = await takeConfiguration(ports, lease);
    if (since === undefined) {
      await lease.release();
      events.emit('run-finished', { outcome: 'superseded', ms: clock.now() - started, epoch: lease.epoch });
      return 'superseded';
    }
    const steps = createRunSteps(ports, lease);
    const end = await run(ports, lease, steps, { started, since });
    await steps.guarded('summary', () => writeSummary(ports, lease, { started, outcome: outcomeOf(steps, end) }));
    await steps.guarded('state', () => reportState(ports, since));
    await steps.guarded('lease', () => lease.release());
    const outcome = outcomeOf(steps, end);
    events.emit('run-finished', { outcome, ms: clock.now() - started, epoch: lease.epoch });
    return outcome;
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    events.emit('lease-lost', { epoch: lease.epoch });
    return 'lease-lost';
  }
}

/**
 * The newest process decides which configuration is in force; a new one looks at everybody again. Returns since when this
 * process's configuration is in force, undefined when a newer one is.
 */
async function takeConfiguration(ports: Ports, lease: HeldLease): Promise<number | undefined> {
  const { control, configuration } = ports;
  const stored = (await readDocument(control, 'configuration'))?.value;
  const { hash, mode, scope, startedAt } = configuration;
  if (stored !== undefined && stored.hash === hash && stored.mode === mode) return stored.since;
  if (stored !== undefined && startedAt <= stored.since) return undefined;
  const taken = document('configuration', { hash, mode, scope, since: startedAt });
  if (stored === undefined || stored.hash === hash) await lease.commit(taken);
  else {
    const feeds = stored.scope === scope ? {} : await feedsOfScope(ports);
    await beginRefresh(ports, lease, { why: 'configuration', touch: true }, { ...taken, ...feeds });
  }
  return startedAt;
}

/**
 * Another scope asks for what its feed does not know: in scope "all" a full round finds the people without a record, in scope
 * "assigned" nobody counts as unassigned before the whole list has been read.
 */
async function feedsOfScope({ control, configuration }: Ports): Promise<Record<string, Json>> {
  if (configuration.scope === 'all') return document('feed', NEW_FEED, 'users');
  const stored = (await readDocument(control, 'feed', 'assignments'))?.value ?? NEW_FEED;
  return document('feed', { ...stored, listHash: '', finishedStart: 0 }, 'assignments');
}

interface Times {
  readonly started: number;
  /** When the configuration in force began. */
  readonly since: number;
}

function outcomeOf(steps: RunSteps, end: 'finished' | 'partial'): RunOutcome {
  return steps.hasFailed() ? 'failed' : end;
}

async function run(
  ports: Ports,
  lease: HeldLease,
  { guarded }: RunSteps,
  { started, since }: Times,
): Promise<'finished' | 'partial'> {
  const { clock, configuration } = ports;
  // While the gate cannot be read, or its probe cannot be sent, it counts as closed.
  let ramp: number | undefined = 0;
  await guarded('gate', async () => {
    ramp = await tendGate(ports);
  });
  const gateOpen = ramp !== 0;
  let lastBetween = started;
  const wakeAndGuard = async (): Promise<void> => {
    await guarded('source', () => answerDoubts(ports, lease));
    await guarded('source', () => releaseDepartures(ports, lease, gateOpen));
    // Whoever is not woken stays due and is woken by the next run.
    await guarded('wakes', async () => void (await sendWakes(ports, ramp, since)));
    lastBetween = clock.now();
  };
  const between = async (): Promise<boolean> => {
    if (clock.now() - lastBetween >= configuration.timings.betweenPages) await wakeAndGuard();
    return clock.now() - started < configuration.timings.runLimit;
  };
  let finished = true;
  const feed = (name: FeedName, step: () => Promise<boolean>): Promise<void> =>
    guarded(name, async () => {
      finished = !(await mustWait(ports, name)) && (await step()) && finished;
    });
  if (configuration.scope === 'assigned') {
    await feed('users', () => primeUsers(ports, lease));
    await feed('assignments', async () => (await isPrimed(ports)) && readAssignments(ports, lease, between));
  }
  await feed('users', async () => {
    let end = await usersRound(ports, lease, between);
    if (end.tokenLost) end = await usersRound(ports, lease, between);
    return end.finished;
  });
  await guarded('refresh', () => continueRefresh(ports, lease, between));
  await wakeAndGuard();
  return finished ? 'finished' : 'partial';
}

/** In scope "assigned" the delta link is taken before anything is read, so that no change falls between. */
async function primeUsers(ports: Ports, lease: HeldLease): Promise<boolean> {
  const feed = (await readDocument(ports.control, 'feed', 'users'))?.value;
  if (feed === undefined || feed.deltaLink === '') await usersRound(ports, lease, async () => true);
  return true;
}

/**
 * Who is read before there is a delta link may change unseen between the two. A users feed that has failed for a day no
 * longer delays the assignments.
 */
async function isPrimed({ control, clock, configuration }: Ports): Promise<boolean> {
  const feed = (await readDocument(control, 'feed', 'users'))?.value ?? NEW_FEED;
  return feed.deltaLink !== '' || isFailingLong(feed, clock.now(), configuration.timings);
}
