import { DEFAULT_LEAVER_ACTIONS } from '../../shared/domain/guard.ts';
import { MINUTE } from './conclusion.ts';
import { Stage } from './stage.ts';

/** Who is in scope, and what the source shows of them. */
export const DIRECTED_ENTITLEMENTS = {
  'assigned-again-while-known': assignedAgainWhileKnown,
  'pending-of-a-dead-leader': pendingOfADeadLeader,
  'removal-by-an-old-leader': removalByAnOldLeader,
  'refresh-from-a-lagging-replica': refreshFromALaggingReplica,
  'absent-after-a-lost-token': absentAfterALostToken,
  'scope-narrowed-and-widened': scopeNarrowedAndWidened,
  'widened-before-the-departure': widenedBeforeTheDeparture,
} as const;

/**
 * Assigned before any replica shows the person, then disabled, unassigned, enabled, assigned again: the record knows the
 * person as present before the second assignment, so the reading that follows it shows nothing new.
 */
async function assignedAgainWhileKnown(): Promise<readonly string[]> {
  const stage = new Stage({ scope: 'assigned' });
  const one = stage.start();
  stage.lag(90_000);
  stage.put('p1', { enabled: false });
  await stage.rounds(one, 2);
  stage.lag(0);
  await stage.rounds(one, 8);
  for (const change of [{}, { assigned: false }, { enabled: true }, { assigned: true }]) {
    stage.put('p1', change);
    await stage.rounds(one, 8);
  }
  return stage.end();
}

/**
 * A leader freezes with the removal of p1 carried over and not yet cleared. The next one stores that p1 is assigned again
 * and dies before it carries that over; then the first resumes and clears what it had read.
 */
async function pendingOfADeadLeader(): Promise<readonly string[]> {
  const stage = new Stage({ scope: 'assigned' });
  const [one, other, third] = [stage.start(), stage.start(), stage.start()];
  stage.put('p1');
  stage.put('p2');
  await stage.rounds(one, 5);
  stage.put('p1', { assigned: false });
  stage.strike(one, ['after records.write p1', 'after control.commit '], 5 * MINUTE);
  await stage.run(one);
  stage.put('p1', { assigned: true });
  await stage.pass(3 * MINUTE);
  stage.strike(other, ['after members.setWanted app'], 'die');
  await stage.run(other);
  await stage.pass(4 * MINUTE);
  await stage.rounds(third, 5);
  return stage.end();
}

/**
 * A leader freezes right before it takes the entitlement of p1 away. The person is assigned again, and the next leader
 * finds the record as it must be; only the epoch it leaves there stops the first one when it resumes.
 */
async function removalByAnOldLeader(): Promise<readonly string[]> {
  const stage = new Stage({ scope: 'assigned' });
  const [one, other] = [stage.start(), stage.start()];
  stage.put('p1');
  stage.put('p2');
  await stage.rounds(one, 5);
  stage.put('p1', { assigned: false });
  stage.strike(one, ['before records.write p1'], 5 * MINUTE);
  await stage.run(one);
  stage.put('p1', { assigned: true });
  await stage.pass(3 * MINUTE);
  await stage.run(other);
  await stage.pass(4 * MINUTE);
  await stage.rounds(other, 5);
  return stage.end();
}

/**
 * The last refresh after a lost token reads a person from a replica that lags behind the feed, which has just shown a new
 * title; the worker meets the same replica. Nothing mentions the person again.
 */
async function refreshFromALaggingReplica(): Promise<readonly string[]> {
  const stage = new Stage();
  const one = stage.start();
  const { directory } = stage.world;
  stage.put('p1');
  await stage.rounds(one, 5);
  directory.tokenLoss = 1;
  await stage.run(one);
  directory.tokenLoss = 0;
  directory.lostTokens = 0;
  await stage.work(one);
  await stage.pass(10 * MINUTE);
  stage.put('p1', { jobTitle: 'Agent' });
  stage.lag(45_000);
  await stage.pass(1000);
  await stage.run(one);
  await stage.work(one);
  return stage.end();
}

/**
 * Somebody disabled, who keeps the account by policy, is deleted while the token is lost, and the first refresh reads a
 * lagging replica: only the second one misses the person, and no worker has a reason to ask again.
 */
async function absentAfterALostToken(): Promise<readonly string[]> {
  const stage = new Stage({ leaver: { ...DEFAULT_LEAVER_ACTIONS, disabled: 'keep' } });
  const one = stage.start();
  const { directory } = stage.world;
  stage.put('p1');
  await stage.rounds(one, 5);
  stage.put('p1', { enabled: false });
  await stage.rounds(one, 3);
  stage.put('p1', { state: 'softDeleted' });
  directory.tokenLoss = 1;
  directory.replays = 0;
  stage.lag(45_000);
  await stage.pass(1000);
  await stage.run(one);
  directory.tokenLoss = 0;
  stage.lag(0);
  await stage.rounds(one, 30);
  return stage.end();
}

/**
 * Scope "all" becomes "assigned" and "all" again. One person is not assigned and joins while that does not matter; another
 * has left by assignment before: both are found by the feed and the refresh that a new scope begins.
 */
async function scopeNarrowedAndWidened(): Promise<readonly string[]> {
  const stage = new Stage();
  const before = stage.start();
  stage.put('p1');
  stage.put('p2', { assigned: false });
  await stage.rounds(before, 5);
  await stage.pass(1000);
  const narrow = stage.start({ scope: 'assigned' });
  await stage.rounds(narrow, 10);
  stage.expect(stage.account('p1')?.active === true, 'p1 is assigned and lost the account');
  stage.expect(stage.account('p2')?.active === false, 'p2 is not assigned and has an active account');
  stage.put('p3', { assigned: false });
  await stage.rounds(narrow, 2);
  await stage.pass(1000);
  const wide = stage.start();
  await stage.rounds(wide, 10);
  for (const id of ['p2', 'p3'])
    stage.expect(stage.account(id)?.active === true, `${id} has no account in scope "all"`);
  return stage.end();
}

/**
 * A released loss of assignment has not been carried out when the scope becomes "all": a worker of the new configuration
 * meets it before the refresh does.
 */
async function widenedBeforeTheDeparture(): Promise<readonly string[]> {
  const stage = new Stage();
  const narrow = stage.start({ scope: 'assigned' });
  stage.put('p1');
  stage.put('p2');
  await stage.rounds(narrow, 5);
  stage.put('p1', { assigned: false });
  await stage.run(narrow);
  await stage.pass(MINUTE);
  await stage.run(narrow);
  await stage.pass(MINUTE);
  const [leader, worker] = [stage.start(), stage.start()];
  stage.strike(leader, Array<string>(2).fill('after control.commit '), MINUTE);
  await stage.run(leader);
  await stage.work(worker);
  await stage.rounds(worker, 10);
  return stage.end();
}
