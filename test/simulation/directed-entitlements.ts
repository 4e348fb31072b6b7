import { MINUTE } from './conclusion.ts';
import { Stage } from './stage.ts';

/** Scope "assigned". */
export const DIRECTED_ENTITLEMENTS = {
  'assigned-again-while-known': assignedAgainWhileKnown,
  'pending-of-a-dead-leader': pendingOfADeadLeader,
} as const;

/**
 * Assigned while disabled, unassigned, enabled, assigned again: the record knows the person as present before the second
 * assignment, so the reading that follows it shows nothing new.
 */
async function assignedAgainWhileKnown(): Promise<readonly string[]> {
  const stage = new Stage({ scope: 'assigned' });
  const one = stage.start();
  stage.put('p1', { enabled: false });
  for (const change of [{}, { assigned: false }, { enabled: true }, { assigned: true }]) {
    stage.put('p1', change);
    await stage.rounds(one, 2);
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
