import type { AttributeName } from '../../shared/domain/mapping/types.ts';
import { MINUTE } from './conclusion.ts';
import { Stage } from './stage.ts';

const USER_NAME = 'userName' as AttributeName;

/** Names that are taken, wanted and freed; accounts that more than one person might get. */
export const DIRECTED_NAMES = {
  'name-freed-by-nobody': nameFreedByNobody,
  'name-freed-by-a-deletion': nameFreedByADeletion,
  'name-freed-during-an-attempt': nameFreedDuringAnAttempt,
  'adoption-under-way': adoptionUnderWay,
  'lost-create-of-another': lostCreateOfAnother,
  'create-under-way': createUnderWay,
  'create-that-comes-late': createThatComesLate,
  'two-adopters': twoAdopters,
} as const;

/**
 * A person takes a name that an account without a record holds; an administrator removes that account, which no record
 * notices, so only the hourly look brings the new name.
 */
async function nameFreedByNobody(): Promise<readonly string[]> {
  const stage = new Stage({ adoption: 'never' });
  const one = stage.start();
  const foreign = stage.world.target.seed('taken@example.org', true);
  stage.put('p1');
  await stage.rounds(one, 5);
  stage.put('p1', { upn: 'taken@example.org' });
  await stage.rounds(one, 5);
  stage.expect(nameOf(stage, 'p1') === 'p1@example.org', 'p1 took a name that is held');
  foreign.deleted = true;
  await stage.rounds(one, 65);
  stage.expect(nameOf(stage, 'p1') === 'taken@example.org', 'p1 waits more than an hour after its name was freed');
  return stage.end();
}

/**
 * p2 waits for the name of p1's account, and p1 for one that nobody gives up. An administrator removes p1's account: its name is free
 * then, although p1 goes on waiting.
 */
async function nameFreedByADeletion(): Promise<readonly string[]> {
  const stage = new Stage({ adoption: 'never' });
  const one = stage.start();
  stage.world.target.seed('taken@example.org', true);
  for (const id of ['p1', 'p2']) stage.put(id);
  await stage.rounds(one, 5);
  stage.put('p1', { upn: 'taken@example.org' });
  stage.put('p2', { upn: 'p1@example.org' });
  await stage.rounds(one, 15);
  const account = stage.account('p1');
  if (account !== undefined) account.deleted = true;
  stage.put('p1', { jobTitle: 'Agent' });
  await stage.rounds(one, 20);
  stage.expect(nameOf(stage, 'p2') === 'p1@example.org', 'p2 still waits for the name of an account that is gone');
  return stage.end();
}

/**
 * The holder gives a name up between the refusal of an attempt and the save that parks it: the flag set meanwhile must
 * survive that save, or the person waits for the hourly look.
 */
async function nameFreedDuringAnAttempt(): Promise<readonly string[]> {
  const stage = new Stage();
  const [one, other] = [stage.start(), stage.start()];
  for (const id of ['p1', 'p2']) stage.put(id);
  await stage.rounds(one, 5);
  stage.put('p1', { upn: 'p2@example.org' });
  await stage.run(one);
  // The third write of p1 parks it (after the count of the attempt and the intent).
  stage.strike(one, Array<string>(3).fill('before records.write p1'), 40_000);
  await stage.work(one);
  stage.put('p2', { upn: 'p2.new@example.org' });
  await stage.run(other);
  await stage.work(other);
  await stage.rounds(other, 10);
  stage.expect(nameOf(stage, 'p1') === 'p2@example.org', 'p1 still waits minutes after its name was freed');
  return stage.end();
}

/**
 * A process freezes inside the request of an adoption, its person is renamed, and another person gets the name that the
 * account shows. The account belongs to the first until the frozen request can no longer arrive.
 */
async function adoptionUnderWay(): Promise<readonly string[]> {
  const stage = new Stage();
  const [one, other] = [stage.start(), stage.start()];
  stage.world.target.seed('shared@example.org', true);
  stage.put('p1', { upn: 'shared@example.org' });
  await stage.run(one);
  stage.strike(one, ['update'], 7 * MINUTE);
  await stage.work(one);
  stage.put('p1', { upn: 'p1@example.org' });
  stage.put('p2', { upn: 'shared@example.org' });
  await stage.pass(2 * MINUTE);
  await stage.rounds(other, 30);
  return stage.end();
}

/** A process freezes inside a POST and the person is renamed: another POST would not even meet the first one's name. */
async function createUnderWay(): Promise<readonly string[]> {
  const stage = new Stage();
  const [one, other] = [stage.start(), stage.start()];
  stage.put('p1');
  await stage.run(one);
  stage.strike(one, ['create'], 7 * MINUTE);
  await stage.work(one);
  stage.put('p1', { upn: 'p1.new@example.org' });
  await stage.pass(2 * MINUTE);
  await stage.rounds(other, 25);
  return stage.end();
}

/** A POST is aborted without an answer and carried out a little later, after its person was renamed and tried again. */
async function createThatComesLate(): Promise<readonly string[]> {
  const stage = new Stage();
  const one = stage.start();
  const { target } = stage.world;
  stage.put('p1');
  await stage.run(one);
  target.faults = { ...target.faults, late: 1 };
  await stage.work(one);
  target.faults = { ...target.faults, late: 0 };
  stage.put('p1', { upn: 'p1.new@example.org' });
  await stage.rounds(one, 25);
  return stage.end();
}

/** The create of one person is lost, nobody has claimed its account yet, and another person gets the name meanwhile. */
async function lostCreateOfAnother(): Promise<readonly string[]> {
  const stage = new Stage();
  const [one, other] = [stage.start(), stage.start()];
  stage.put('p1', { upn: 'shared@example.org' });
  await stage.run(one);
  stage.strike(one, ['create answer'], 'die');
  await stage.work(one);
  stage.put('p1', { upn: 'p1@example.org' });
  stage.put('p2', { upn: 'shared@example.org' });
  await stage.pass(2 * MINUTE);
  await stage.rounds(other, 30);
  return stage.end();
}

/**
 * A claim left behind by a leaver is abandoned. While another process is about to take it, having read both claim and
 * owner, the owner returns and adopts the account: writing its own claim again makes the other's replacement fail.
 */
async function twoAdopters(): Promise<readonly string[]> {
  const stage = new Stage();
  const [dying, one, other] = [stage.start(), stage.start(), stage.start()];
  stage.world.target.seed('shared@example.org', true);
  stage.put('p1', { upn: 'shared@example.org' });
  stage.put('p2');
  await stage.run(dying);
  stage.strike(dying, ['update'], 'die');
  await stage.work(dying);
  stage.put('p1', { enabled: false });
  await stage.rounds(one, 30);
  stage.put('p2', { enabled: false, upn: 'shared@example.org' });
  stage.put('p3', { upn: 'shared@example.org' });
  await stage.run(one);
  stage.strike(one, ['after records.read p1'], 40_000);
  await stage.work(one);
  stage.put('p1', { enabled: true });
  await stage.run(other);
  await stage.work(other);
  stage.expect(stage.account('p1') !== undefined, 'p1 did not adopt the account');
  await stage.pass(MINUTE);
  return stage.end();
}

function nameOf(stage: Stage, personId: string): unknown {
  return stage.account(personId)?.values.get(USER_NAME);
}
