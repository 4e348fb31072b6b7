import type { AttributeName } from '../../shared/domain/mapping/types.ts';
import { Stage } from './stage.ts';

const TITLE = 'title' as AttributeName;

/** Accounts that change under the record that links them. */
export const DIRECTED_ACCOUNTS = {
  'account-restored-for-another': accountRestored,
  'value-back-after-lost-answer': valueBack,
} as const;

/**
 * A purged person's departure is held when an administrator removes the account. Somebody else is hired under the same
 * name, whose create brings the account back; then the departure is released.
 */
async function accountRestored(): Promise<readonly string[]> {
  const stage = new Stage({ guardLimit: 0 });
  const cautious = stage.start();
  stage.put('p1');
  await stage.rounds(cautious, 5);
  const account = stage.account('p1');
  if (account === undefined) return ['p1 got no account'];
  stage.put('p1', { state: 'purged' });
  await stage.rounds(cautious, 5);
  account.deleted = true;
  stage.put('p2', { upn: 'p1@example.org' });
  await stage.rounds(cautious, 10);
  stage.expect(account.externalId === 'p2', `${account.id} was not brought back for p2`);
  await stage.rounds(stage.start({ guardLimit: 1000 }), 30);
  stage.expect(!account.deleted && account.active, `p1's departure took ${account.id} away from p2`);
  return stage.end();
}

/** A title changes, the answer to its PATCH is lost, and the takeover finds it written; then it goes back to the old one. */
async function valueBack(): Promise<readonly string[]> {
  const stage = new Stage();
  const one = stage.start();
  const { target } = stage.world;
  stage.put('p1', { jobTitle: 'Agent' });
  await stage.rounds(one, 5);
  target.faults = { ...target.faults, lostAnswer: 1 };
  stage.put('p1', { jobTitle: 'Lead' });
  await stage.rounds(one, 2);
  target.faults = { ...target.faults, lostAnswer: 0 };
  await stage.rounds(one, 15);
  stage.put('p1', { jobTitle: 'Agent' });
  await stage.rounds(one, 5);
  const title = stage.account('p1')?.values.get(TITLE);
  stage.expect(title === 'Agent', `p1 shows ${String(title)} instead of Agent`);
  return stage.end();
}
