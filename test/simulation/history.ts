import type { AttributeName } from '../../shared/domain/mapping/types.ts';
import { type IndexEntry, indexEntry } from '../../shared/domain/record.ts';
import type { Person } from './sim-directory.ts';
import { type Instance, isFilteredOut, type Settings, World } from './sim-world.ts';

export interface HistoryResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly log: readonly string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEP = 5000;
/** Seeds whose histories have a scoping filter: about a third, and none of those that a planted defect is found by. */
const FILTERED: ReadonlySet<number> = new Set([0, 2, 6, 8, 15]);

/** One random history: a troubled part, then quiet, then the oracle. */
export async function runHistory(seed: number): Promise<HistoryResult> {
  const world = new World(seed);
  const { scheduler, directory, target } = world;
  const { dice } = scheduler;
  const scope = dice.chance(0.5) ? 'all' : 'assigned';
  let settings: Settings = {
    mode: dice.chance(0.15) ? 'dry' : 'live',
    scope,
    withTitle: dice.chance(0.8),
    guardLimit: 1000,
    filtered: FILTERED.has(seed % 16),
  };
  const count = dice.between(2, 5);
  for (let index = 1; index <= count; index += 1) directory.put(newPerson(index, dice.chance(0.8)));
  if (dice.chance(0.4)) target.seed(`p${dice.between(1, count)}@example.org`, dice.chance(0.5));
  directory.deltaLagMs = dice.chance(0.5) ? dice.between(0, 30_000) : 0;
  directory.readLagMs = dice.chance(0.5) ? dice.between(0, 45_000) : 0;
  directory.failures = dice.chance(0.3) ? 0.02 : 0;
  directory.tokenLoss = dice.chance(0.3) ? 0.02 : 0;
  const rough = dice.pick([0, 0.02, 0.05, 0.15]);
  target.faults = {
    refused: rough * dice.fraction(),
    lostAnswer: rough,
    throttled: rough * dice.fraction(),
    late: rough,
    indexLagMs: dice.chance(0.5) ? dice.between(0, 3 * MINUTE) : 0,
  };
  const crashes = dice.pick([0, 0.001, 0.004]);
  const freezes = dice.pick([0, 0.001, 0.003]);
  const trouble = (instance: Instance): Instance => {
    instance.process.crashes = crashes;
    instance.process.freezes = freezes;
    return instance;
  };
  const instances = [trouble(world.start(settings)), trouble(world.start(settings))];
  const end = scheduler.now + dice.between(20, 60) * MINUTE;
  let nextRun = scheduler.now;
  const busy = dice.pick([0.01, 0.03, 0.08]);
  while (scheduler.now < end) {
    if (dice.chance(busy)) act(world, count);
    if (settings.mode === 'dry' && dice.chance(0.01)) settings = { ...settings, mode: 'live' };
    if (dice.chance(0.003)) {
      const turned = FILTERED.has(seed % 16) && dice.chance(0.5);
      const other = turned ? { filtered: !settings.filtered } : { withTitle: !settings.withTitle };
      settings = { ...settings, ...other };
      // Another projection starts another feed: what the old one had not shown yet shows as absence.
      directory.lostTokens += 1;
    }
    const oldest = instances[0];
    if (oldest !== undefined && (oldest.settings !== settings || dice.chance(0.002))) {
      // A new instance takes over while an old one may still be at work.
      instances.push(trouble(world.start(settings)));
      if (instances.length > 3) instances.shift();
    }
    nextRun = tick(world, instances, nextRun, true);
    for (const [index, { process }] of instances.entries()) {
      if (process.crashed) instances[index] = trouble(world.start(settings));
    }
    await scheduler.run(scheduler.now + STEP);
  }
  await settleDown(world, settings, instances);
  const violations = [...target.violations, ...world.records.check(), ...judge(world, settings)];
  return { seed, violations, log: scheduler.log };
}

/** Wakes workers with what is on the queue (twice, out of order, or lost) and starts runs. */
function tick(world: World, instances: readonly Instance[], nextRun: number, faulty: boolean): number {
  const { dice } = world.scheduler;
  const alive = instances.filter(({ process }) => !process.crashed);
  const messages = world.queue.splice(0);
  for (const message of faulty && dice.chance(0.5) ? messages.reverse() : messages) {
    if (alive.length === 0 || (faulty && dice.chance(0.05))) continue;
    world.apply(dice.pick(alive), message);
    if (faulty && dice.chance(0.1)) world.apply(dice.pick(alive), message);
    if (faulty && dice.chance(0.05)) world.queue.push(message);
  }
  if (world.scheduler.now < nextRun || alive.length === 0) return nextRun;
  world.enumerate(dice.pick(alive));
  if (faulty && dice.chance(0.2)) world.enumerate(dice.pick(alive));
  return world.scheduler.now + MINUTE;
}

function newPerson(index: number, assigned: boolean): Person {
  return {
    id: `p${index}`,
    state: 'present',
    enabled: true,
    assigned,
    upn: `p${index}@example.org`,
    displayName: `Person ${index}`,
    jobTitle: null,
  };
}

/** One thing that happens in the directory or behind the connector's back. */
function act(world: World, count: number): void {
  const { directory, scheduler, target } = world;
  const { dice } = scheduler;
  const person = dice.pick(directory.people());
  if (person.state === 'purged') return;
  const kind = dice.between(0, 11);
  if (person.state === 'softDeleted') {
    directory.put({ ...person, state: dice.chance(0.6) ? 'present' : 'purged' });
  } else if (kind <= 2) directory.put({ ...person, enabled: !person.enabled });
  else if (kind <= 4) directory.put({ ...person, assigned: !person.assigned });
  else if (kind === 5) directory.put({ ...person, state: 'softDeleted' });
  else if (kind === 6) directory.put({ ...person, upn: `${person.id}.${dice.between(1, 3)}@example.org` });
  else if (kind === 7) directory.put({ ...person, displayName: `Person ${dice.between(1, 3)}` });
  else if (kind === 8) directory.put({ ...person, jobTitle: dice.pick([null, 'Agent', 'Lead']) });
  else if (kind === 9 && directory.people().length < count + 3)
    directory.put(newPerson(directory.people().length + 1, dice.chance(0.7)));
  else if (kind === 10) {
    const other = dice.pick(directory.people());
    if (other.id === person.id || other.state !== 'present') return;
    const { upn } = person;
    directory.put({ ...person, upn: other.upn });
    directory.put({ ...other, upn });
  } else if (kind === 11) {
    const account = [...target.accounts.values()].find(({ deleted }) => !deleted);
    if (account === undefined) return;
    // Somebody edits the account's presence-independent profile: only the version moves.
    account.version += 1;
    scheduler.note(`target: ${account.id} edited by hand`);
  }
}

/** Faults end; runs follow the due entries until nothing is left to do or two days have passed. */
async function settleDown(world: World, settings: Settings, instances: Instance[]): Promise<void> {
  const { scheduler, directory, target, records } = world;
  directory.deltaLagMs = 0;
  directory.readLagMs = 0;
  directory.failures = 0;
  directory.tokenLoss = 0;
  target.faults = { refused: 0, lostAnswer: 0, throttled: 0, late: 0, indexLagMs: 0 };
  for (const { process } of instances) Object.assign(process, { crashes: 0, freezes: 0 });
  scheduler.note('--- quiet');
  await scheduler.run(scheduler.now + 11 * MINUTE);
  const last = world.start({ ...settings, mode: 'live' });
  const deadline = scheduler.now + 48 * HOUR;
  let quiet = 0;
  while (scheduler.now < deadline && quiet < 3) {
    world.enumerate(last);
    for (let step = 0; step < 8; step += 1) {
      await scheduler.run(scheduler.now + STEP);
      tick(world, [last], Number.POSITIVE_INFINITY, false);
    }
    const open = records.peekDue().filter(({ parked, at }) => !parked || at <= scheduler.now);
    const held = records.peekHeld().length;
    quiet = open.length === 0 && held === 0 && world.queue.length === 0 ? quiet + 1 : 0;
    const next = Math.min(...records.peekDue().map(({ at }) => at), deadline);
    if (held === 0 && next > scheduler.now + MINUTE && quiet < 3)
      await scheduler.run(Math.min(next, scheduler.now + HOUR));
    else await scheduler.run(scheduler.now + 20_000);
  }
}

/** The last invariant: source quiet and target healthy, so the target shows what is wanted. */
function judge(world: World, { scope, withTitle, filtered }: Settings): string[] {
  const { directory, target, records, scheduler } = world;
  const found: string[] = [];
  const live = [...target.accounts.values()].filter(({ deleted }) => !deleted);
  const rows = new Map(records.peek().map((record) => [record.id, record]));
  for (const person of directory.people()) {
    const own = live.filter(({ externalId }) => externalId === person.id);
    const record = rows.get(person.id);
    const entry: IndexEntry | null = record === undefined ? null : indexEntry(record);
    const passes = filtered !== true || !isFilteredOut(person);
    const wanted = person.state === 'present' && person.enabled && (scope === 'all' || person.assigned) && passes;
    const holder = live.find((account) => account.values.get('userName' as AttributeName) === person.upn);
    const nameTaken = holder !== undefined && holder.externalId !== person.id;
    if (own.length > 1) found.push(`${person.id} has ${own.length} accounts`);
    if (entry !== null && !(entry.type === 'due' && record?.have.parked && nameTaken)) {
      found.push(`${person.id} is still ${entry.type} at ${scheduler.now}: ${JSON.stringify(record)}`);
    }
    const [account] = own;
    if (!wanted) {
      if (account?.active) found.push(`${person.id} left but ${account.id} is active`);
      // A purge that fell into a lost round shows as absence only, which never deletes.
      const seen = directory.lostTokens === 0;
      if (seen && person.state === 'purged' && account !== undefined)
        found.push(`${person.id} was purged but ${account.id} exists`);
      continue;
    }
    if (nameTaken) continue;
    if (account === undefined) found.push(`${person.id} has no account`);
    else {
      if (!account.active) found.push(`${person.id} is in scope but ${account.id} is inactive`);
      const shown = ['userName', 'displayName', ...(withTitle ? ['title'] : [])].map(
        (name) => account.values.get(name as AttributeName) ?? null,
      );
      const want = [person.upn, person.displayName, ...(withTitle ? [person.jobTitle] : [])];
      if (JSON.stringify(shown) !== JSON.stringify(want))
        found.push(`${person.id} shows ${JSON.stringify(shown)} instead of ${JSON.stringify(want)}`);
      const owner = world.claims.peek().get(account.id)?.owner;
      if (owner !== person.id) found.push(`${account.id} of ${person.id} is claimed by ${owner}`);
    }
  }
  return found;
}
