import { DEFAULT_LEAVER_ACTIONS, type LeaverActions } from '../../shared/domain/guard.ts';
import { conclude, MINUTE, STEP, tick } from './conclusion.ts';
import type { Dice } from './scheduler.ts';
import { LIVE, type Settings } from './settings.ts';
import type { Person } from './sim-directory.ts';
import { type Instance, World } from './sim-world.ts';

/** Held by an account that was there before the connector. */
const OLD_NAME = 'old@example.org';

export interface HistoryResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly log: readonly string[];
}

/** One random history: a troubled part, then quiet, then the oracle. */
export async function runHistory(seed: number): Promise<HistoryResult> {
  const world = new World(seed);
  const { scheduler, directory, target } = world;
  const { dice } = scheduler;
  let settings = drawSettings(dice);
  const count = dice.between(2, 5);
  for (let index = 1; index <= count; index += 1) directory.put(newPerson(index, dice.chance(0.8)));
  if (dice.chance(0.4)) target.seed(`p${dice.between(1, count)}@example.org`, dice.chance(0.5));
  if (dice.chance(0.4)) target.seed(OLD_NAME, dice.chance(0.7));
  drawTrouble(world);
  const crashes = dice.pick([0, 0.001, 0.004]);
  const freezes = dice.pick([0, 0.001, 0.003]);
  const start = (): Instance => {
    const instance = world.start(settings);
    Object.assign(instance.process, { crashes, freezes });
    return instance;
  };
  const instances = [start(), start()];
  const end = scheduler.now + dice.between(20, 60) * MINUTE;
  let nextRun = scheduler.now;
  const busy = dice.pick([0.01, 0.03, 0.08]);
  while (scheduler.now < end) {
    if (dice.chance(busy)) act(world, count);
    maybeOutage(world);
    settings = changed(settings, world);
    const oldest = instances[0];
    if (oldest !== undefined && (oldest.settings !== settings || dice.chance(0.002))) {
      // A new instance takes over while an old one may still be at work.
      instances.push(start());
      if (instances.length > 3) instances.shift();
    }
    nextRun = tick(world, instances, nextRun, true);
    for (const [index, { process }] of instances.entries()) if (process.crashed) instances[index] = start();
    await scheduler.run(scheduler.now + STEP);
  }
  return { seed, violations: await conclude(world, settings, instances), log: scheduler.log };
}

function drawSettings(dice: Dice): Settings {
  return {
    ...LIVE,
    mode: dice.pick(['live', 'live', 'live', 'live', 'live', 'live', 'dry', 'paused']),
    scope: dice.chance(0.5) ? 'all' : 'assigned',
    withTitle: dice.chance(0.8),
    guardLimit: dice.chance(0.7) ? LIVE.guardLimit : dice.between(0, 3),
    leaver: dice.chance(0.7) ? DEFAULT_LEAVER_ACTIONS : drawLeaver(dice),
    adoption: dice.pick(['byUserName', 'byUserName', 'byExternalId', 'never']),
  };
}

function drawLeaver(dice: Dice): LeaverActions {
  const any = () => dice.pick(['disable', 'disable', 'delete', 'keep'] as const);
  return {
    disabled: any(),
    softDeleted: any(),
    unassigned: any(),
    absent: dice.pick(['disable', 'keep']),
    purged: dice.pick(['delete', 'delete', 'disable', 'keep']),
  };
}

function drawTrouble({ directory, target, scheduler: { dice } }: World): void {
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
  target.allowed = dice.pick([300, 300, 300, 60, 10]);
  target.restores = dice.chance(0.5);
  target.hidesInactive = dice.chance(0.3);
  if (dice.chance(0.1)) target.poisoned.set(dice.pick(directory.people()).id, dice.pick(['rejected', 'forbidden']));
}

/** The target is down, or our rights are gone, for some minutes. */
function maybeOutage({ target, scheduler: { dice, now } }: World): void {
  if (!dice.chance(0.0006)) return;
  const kind = dice.pick(['unauthorized', 'permission', 'unavailable'] as const);
  target.outage = { kind, until: now + dice.between(1, 15) * MINUTE };
}

/** Now and then somebody deploys other settings. */
function changed(settings: Settings, { directory, scheduler: { dice } }: World): Settings {
  if (settings.mode !== 'live' && dice.chance(0.01)) return { ...settings, mode: 'live' };
  if (dice.chance(0.0005)) return { ...settings, mode: dice.pick(['dry', 'paused']) };
  if (dice.chance(0.002)) return { ...settings, guardLimit: dice.between(1, 4) };
  if (!dice.chance(0.003)) return settings;
  // Another projection or scope starts another feed: what the old one had not shown yet shows as absence.
  directory.lostTokens += 1;
  if (dice.chance(0.85)) return { ...settings, withTitle: !settings.withTitle };
  return { ...settings, scope: settings.scope === 'all' ? 'assigned' : 'all' };
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
  const { directory, scheduler } = world;
  const { dice } = scheduler;
  const person = dice.pick(directory.people());
  if (person.state === 'purged') return;
  const kind = dice.between(0, 14);
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
  else if (kind === 10) swapNames(world, person);
  else if (kind === 11) editByHand(world);
  else if (kind === 12) massDeparture(world);
  else if (kind === 13 && dice.chance(0.3)) directory.put({ ...person, upn: '' });
  else if (kind === 14 && !directory.people().some(({ upn }) => upn === OLD_NAME))
    directory.put({ ...person, upn: OLD_NAME });
}

function swapNames({ directory, scheduler }: World, person: Person): void {
  const other = scheduler.dice.pick(directory.people());
  if (other.id === person.id || other.state !== 'present') return;
  const { upn } = person;
  directory.put({ ...person, upn: other.upn });
  directory.put({ ...other, upn });
}

/** Somebody edits an account's presence-independent profile (only the version moves), deactivates or deletes it. */
function editByHand({ target, tampered, scheduler }: World): void {
  const { dice } = scheduler;
  const standing = [...target.accounts.values()].filter(({ deleted }) => !deleted);
  if (standing.length === 0) return;
  const account = dice.pick(standing);
  account.version += 1;
  const what = dice.pick(['edited', 'edited', 'edited', 'deactivated', 'deleted']);
  if (what === 'deactivated') account.active = false;
  if (what === 'deleted') account.deleted = true;
  if (what !== 'edited' && account.externalId !== null) tampered.add(account.externalId);
  scheduler.note(`target: ${account.id} ${what} by hand`);
}

/** A wrong script disables or unassigns most people at once. */
function massDeparture({ directory, scheduler: { dice } }: World): void {
  const change = dice.chance(0.5) ? { enabled: false } : { assigned: false };
  for (const person of directory.people())
    if (person.state === 'present' && dice.chance(0.7)) directory.put({ ...person, ...change });
}
