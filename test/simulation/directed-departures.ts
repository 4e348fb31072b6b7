import { DEFAULT_LEAVER_ACTIONS } from '../../shared/domain/guard.ts';
import type { AttributeName } from '../../shared/domain/mapping/types.ts';
import { MINUTE } from './conclusion.ts';
import type { Instance } from './sim-world.ts';
import { Stage } from './stage.ts';

const TITLE = 'title' as AttributeName;

/** People who leave and come back while a process is frozen. */
export const DIRECTED_DEPARTURES = {
  'return-while-frozen': returnWhileFrozen,
  'return-before-the-send': returnBeforeTheSend,
  'frozen-longer-than-assumed': frozenLongerThanAssumed,
  'enabled-by-the-dead': enabledByTheDead,
  'deleted-and-lost': deletedAndLost,
  'deleted-by-hand-while-away': deletedByHandWhileAway,
  'more-people-than-requests': morePeopleThanRequests,
  'dry-run-after-a-death': dryRunAfterADeath,
} as const;

/** Two processes, one person with an account in step. */
async function inStep(): Promise<{ stage: Stage; one: Instance; other: Instance }> {
  const stage = new Stage();
  const [one, other] = [stage.start(), stage.start()];
  stage.put('p1');
  await stage.rounds(one, 5);
  return { stage, one, other };
}

/**
 * The process freezes inside the request that disables, and the person returns with another title, which a second process
 * writes. The late request names the version it had seen and so must be refused: nobody in scope loses the account, not
 * even until the next look.
 */
async function returnWhileFrozen(): Promise<readonly string[]> {
  const { stage, one, other } = await inStep();
  stage.put('p1', { enabled: false });
  await stage.run(one);
  stage.strike(one, ['disable'], 7 * MINUTE);
  await stage.work(one);
  stage.put('p1', { enabled: true, jobTitle: 'Agent' });
  await stage.pass(2 * MINUTE);
  await stage.rounds(other, 4);
  stage.expect(stage.account('p1')?.values.get(TITLE) === 'Agent', 'p1 got no title');
  await stage.pass(2 * MINUTE);
  stage.expect(stage.account('p1')?.active === true, 'p1 is in scope and lost the account');
  return stage.end();
}

/** The person returns after the intent is stored and before the request begins: the release is gone. */
async function returnBeforeTheSend(): Promise<readonly string[]> {
  const { stage, one, other } = await inStep();
  stage.put('p1', { enabled: false });
  await stage.run(one);
  // The second write of the attempt is the intent.
  stage.strike(one, Array<string>(2).fill('after records.write p1'), 20_000);
  await stage.work(one);
  stage.put('p1', { enabled: true });
  await stage.run(other);
  await stage.pass(MINUTE);
  return stage.end();
}

/**
 * A process freezes inside a request for half an hour, longer than any pause the protocol reckons with: the second reading
 * of the takeover is over when the stale request arrives. The save that follows it finds the intent gone, and only the
 * suspicion it leaves has the target read once more. Within the pause assumed that second reading alone would do.
 */
async function frozenLongerThanAssumed(): Promise<readonly string[]> {
  const { stage, one, other } = await inStep();
  stage.put('p1', { jobTitle: 'Agent' });
  await stage.run(one);
  stage.strike(one, ['update'], 30 * MINUTE);
  await stage.work(one);
  stage.put('p1', { jobTitle: 'Lead' });
  await stage.pass(2 * MINUTE);
  await stage.rounds(other, 20);
  stage.expect(stage.account('p1')?.values.get(TITLE) === 'Lead', 'p1 does not show the second title');
  await stage.pass(20 * MINUTE);
  await stage.rounds(other, 3);
  return stage.end();
}

/**
 * A process freezes inside the request that enables, the person leaves again, and a second process finds the account
 * inactive: nothing to do. Then the first resumes, enables and dies. Only the second reading of the takeover sees that.
 */
async function enabledByTheDead(): Promise<readonly string[]> {
  const { stage, one, other } = await inStep();
  stage.put('p1', { enabled: false });
  await stage.rounds(one, 3);
  stage.put('p1', { enabled: true });
  await stage.run(one);
  stage.strike(one, ['enable'], 7 * MINUTE);
  await stage.work(one);
  stage.strike(one, ['enable answer'], 'die');
  stage.put('p1', { enabled: false });
  await stage.pass(2 * MINUTE);
  await stage.rounds(other, 4);
  stage.expect(stage.account('p1')?.active === false, 'p1 was enabled before the frozen process resumed');
  await stage.rounds(other, 20);
  return stage.end();
}

/** A leaver's account is deleted, the person returns, the new create is lost, and the person leaves again. */
async function deletedAndLost(): Promise<readonly string[]> {
  const stage = new Stage({ leaver: { ...DEFAULT_LEAVER_ACTIONS, disabled: 'delete' } });
  stage.world.target.restores = false;
  const [one, other] = [stage.start(), stage.start()];
  stage.put('p1');
  await stage.rounds(one, 5);
  stage.put('p1', { enabled: false });
  await stage.rounds(one, 3);
  stage.expect(stage.account('p1') === undefined, 'the account of p1 was not deleted');
  stage.put('p1', { enabled: true });
  await stage.run(one);
  await stage.pass(MINUTE);
  stage.strike(one, ['create answer'], 'die');
  await stage.work(one);
  stage.expect(one.process.crashed, 'the create of p1 was not lost');
  stage.put('p1', { enabled: false });
  await stage.rounds(other, 25);
  return stage.end();
}

/** Somebody deletes an inactive account at the target, then its person returns. */
async function deletedByHandWhileAway(): Promise<readonly string[]> {
  const { stage, one } = await inStep();
  stage.put('p1', { enabled: false });
  await stage.rounds(one, 3);
  const account = stage.account('p1');
  if (account === undefined) return ['p1 has no account'];
  account.deleted = true;
  stage.put('p1', { enabled: true });
  await stage.rounds(one, 20);
  return stage.end();
}

/** Two processes create a dozen people under a budget of six requests a minute. */
async function morePeopleThanRequests(): Promise<readonly string[]> {
  const stage = new Stage();
  stage.world.target.allowed = 6;
  const [one, other] = [stage.start(), stage.start()];
  for (let person = 1; person <= 12; person += 1) stage.put(`p${person}`);
  for (let round = 0; round < 10; round += 1) {
    await stage.rounds(one, 1);
    await stage.rounds(other, 1);
  }
  return stage.end();
}

/** A process dies with its request carried out, the title goes back, and a dry run finds nothing to write. */
async function dryRunAfterADeath(): Promise<readonly string[]> {
  const { stage, one } = await inStep();
  stage.put('p1', { jobTitle: 'Agent' });
  await stage.run(one);
  stage.strike(one, ['update answer'], 'die');
  await stage.work(one);
  stage.put('p1', { jobTitle: null });
  await stage.pass(3 * MINUTE);
  await stage.rounds(stage.start({ mode: 'dry' }), 5);
  return stage.end();
}
