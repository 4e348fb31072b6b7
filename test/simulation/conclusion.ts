import { judge } from './oracle.ts';
import type { Settings } from './settings.ts';
import type { Instance, World } from './sim-world.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const STEP = 5000;
/** Longer than a process stays frozen, and than a late request takes. */
const AFTER_TROUBLE = 11 * MINUTE;

/** Wakes workers with what is on the queue (twice, out of order, or lost when `faulty`) and starts runs each minute. */
export function tick(world: World, instances: readonly Instance[], nextRun: number, faulty: boolean): number {
  const { dice } = world.scheduler;
  const alive = instances.filter(({ process }) => !process.crashed);
  const messages = world.queue.splice(0);
  for (const message of faulty && dice.chance(0.5) ? messages.reverse() : messages) {
    if (alive.length === 0 || (faulty && dice.chance(0.05))) continue;
    world.apply(dice.pick(alive), message);
    if (faulty && dice.chance(0.1)) world.apply(dice.pick(alive), message);
    if (faulty && dice.chance(0.05)) world.queue.push(message);
  }
  world.watch.step();
  if (world.scheduler.now < nextRun || alive.length === 0) return nextRun;
  world.enumerate(dice.pick(alive));
  if (faulty && dice.chance(0.2)) world.enumerate(dice.pick(alive));
  return world.scheduler.now + MINUTE;
}

/** Faults end, a healthy instance in mode live works until nothing is left to do, and the oracle judges what stands then. */
export async function conclude(
  world: World,
  settings: Settings,
  instances: readonly Instance[],
): Promise<readonly string[]> {
  const { scheduler, directory, target, watch, records } = world;
  directory.deltaLagMs = 0;
  directory.readLagMs = 0;
  directory.leastReadLagMs = 0;
  directory.failures = 0;
  directory.tokenLoss = 0;
  target.faults = { refused: 0, lostAnswer: 0, throttled: 0, late: 0, indexLagMs: 0 };
  target.poisoned.clear();
  target.outage = undefined;
  for (const { process } of instances) Object.assign(process, { crashes: 0, freezes: 0, script: undefined });
  for (const person of directory.people()) {
    const repaired = person.upn === '' ? { upn: `${person.id}@example.org` } : {};
    // A change in the source has the next write find out what was done by hand.
    const touched = world.tampered.has(person.id) ? { displayName: `Person ${scheduler.now}` } : {};
    if ('upn' in repaired || 'displayName' in touched) directory.put({ ...person, ...repaired, ...touched });
  }
  scheduler.note('--- quiet');
  await scheduler.run(scheduler.now + AFTER_TROUBLE);
  const live: Settings = { ...settings, mode: 'live', guardLimit: 1000 };
  const last = world.start(live);
  await workToTheEnd(world, last);
  const alive = [...instances, last].filter(({ process }) => !process.crashed);
  watch.final(
    alive.filter(({ enumerating, applying }) => enumerating || applying > 0).map(({ process }) => process.name),
  );
  return [...watch.violations, ...records.check(), ...judge(world, live)];
}

/** Runs follow the due entries until only people without a free name are left, two days at most. */
async function workToTheEnd(world: World, last: Instance): Promise<void> {
  const { scheduler, records, queue } = world;
  const deadline = scheduler.now + 48 * HOUR;
  for (let quiet = 0; scheduler.now < deadline && quiet < 3; ) {
    world.enumerate(last);
    for (let step = 0; step < 8; step += 1) {
      await scheduler.run(scheduler.now + STEP);
      tick(world, [last], Number.POSITIVE_INFINITY, false);
    }
    const open = records
      .peekDue()
      .filter(({ parked, at, reason }) => !parked || at <= scheduler.now || !isName(reason));
    const held = records.peekHeld().length;
    quiet = open.length === 0 && held === 0 && queue.length === 0 ? quiet + 1 : 0;
    const next = Math.min(...records.peekDue().map(({ at }) => at), deadline);
    if (held === 0 && next > scheduler.now + MINUTE && quiet < 3)
      await scheduler.run(Math.min(next, scheduler.now + HOUR));
    else await scheduler.run(scheduler.now + 20_000);
  }
}

function isName(reason: string): boolean {
  return reason.startsWith('name-');
}
