import type { AttributeName } from '../../shared/domain/mapping/types.ts';
import type { Person } from './sim-directory.ts';
import { type Instance, World } from './sim-world.ts';

const MINUTE = 60_000;
const STEP = 5000;
const USER_NAME = 'userName' as AttributeName;
const TITLE = 'title' as AttributeName;

const PERSON: Person = {
  id: 'p1',
  state: 'present',
  enabled: true,
  assigned: true,
  upn: 'p1@example.org',
  displayName: 'Person 1',
  jobTitle: null,
};

/** Small scripted histories for situations that chance reaches too rarely; each answers with its violations. */
export const DIRECTED: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  'name-freed-by-nobody': nameFreed,
  'account-restored-for-another': accountRestored,
  'value-back-after-lost-answer': valueBack,
};

/**
 * A person takes a name that an account without a record holds; an administrator removes that account, which no record
 * notices, so only the hourly look brings the new name.
 */
async function nameFreed(): Promise<readonly string[]> {
  const world = new World(1);
  const { directory, target, scheduler } = world;
  const instance = world.start({ mode: 'live', scope: 'all', withTitle: true, guardLimit: 1000 });
  const foreign = target.seed('taken@example.org', true);
  directory.put(PERSON);
  await pass(world, instance, 5 * MINUTE);
  const account = [...target.accounts.values()].find(({ externalId }) => externalId === PERSON.id);
  if (account === undefined) return ['p1 got no account'];
  directory.put({ ...PERSON, upn: 'taken@example.org' });
  await pass(world, instance, 10 * MINUTE);
  const before = account.values.get(USER_NAME);
  if (before !== PERSON.upn) return [`p1 took a name that is held: ${before}`];
  foreign.deleted = true;
  scheduler.note(`target: ${foreign.id} removed by hand`);
  await pass(world, instance, 65 * MINUTE);
  const after = account.values.get(USER_NAME);
  const late = after === 'taken@example.org' ? [] : [`p1 shows ${after} more than an hour after its name was freed`];
  return [...target.violations, ...late];
}

/**
 * A purged person's departure is held when an administrator removes the account. Somebody else is hired under the same
 * name, whose create brings the account back; then the departure is released.
 */
async function accountRestored(): Promise<readonly string[]> {
  const world = new World(1);
  const { directory, target, scheduler } = world;
  const instance = world.start({ mode: 'live', scope: 'all', withTitle: true, guardLimit: 1000 });
  const held = withGuard(instance, 0);
  directory.put(PERSON);
  await pass(world, instance, 5 * MINUTE);
  const [account] = target.accounts.values();
  if (account === undefined) return ['p1 got no account'];
  directory.put({ ...PERSON, state: 'purged' });
  await pass(world, held, 5 * MINUTE);
  account.deleted = true;
  scheduler.note(`target: ${account.id} removed by hand`);
  directory.put({ ...PERSON, id: 'p2' });
  await pass(world, held, 10 * MINUTE);
  if (account.externalId !== 'p2') return [`${account.id} was not brought back for p2`];
  await pass(world, instance, 30 * MINUTE);
  const lost = account.deleted || !account.active ? [`p1's departure took ${account.id} away from p2`] : [];
  return [...target.violations, ...lost];
}

/** A title changes, the answer to its PATCH is lost, and the takeover finds it written; then it goes back to the old one. */
async function valueBack(): Promise<readonly string[]> {
  const world = new World(1);
  const { directory, target } = world;
  const instance = world.start({ mode: 'live', scope: 'all', withTitle: true, guardLimit: 1000 });
  directory.put({ ...PERSON, jobTitle: 'Agent' });
  await pass(world, instance, 5 * MINUTE);
  target.faults = { ...target.faults, lostAnswer: 1 };
  directory.put({ ...PERSON, jobTitle: 'Lead' });
  await pass(world, instance, 2 * MINUTE);
  target.faults = { ...target.faults, lostAnswer: 0 };
  await pass(world, instance, 15 * MINUTE);
  directory.put({ ...PERSON, jobTitle: 'Agent' });
  await pass(world, instance, 5 * MINUTE);
  const titles = [...target.accounts.values()].map(({ values }) => values.get(TITLE));
  return titles.join() === 'Agent' ? target.violations : [`p1 shows ${titles.join()} instead of Agent`];
}

function withGuard(instance: Instance, guardLimit: number): Instance {
  const { ports } = instance;
  return { ...instance, ports: { ...ports, configuration: { ...ports.configuration, guardLimit } } };
}

/** Runs every minute and delivers what is on the queue, for `ms` of virtual time. */
async function pass(world: World, instance: Instance, ms: number): Promise<void> {
  const end = world.scheduler.now + ms;
  for (let nextRun = world.scheduler.now; world.scheduler.now < end; ) {
    if (world.scheduler.now >= nextRun) {
      world.enumerate(instance);
      nextRun += MINUTE;
    }
    for (const message of world.queue.splice(0)) world.apply(instance, message);
    await world.scheduler.run(world.scheduler.now + STEP);
  }
}
