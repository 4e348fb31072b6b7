import { CHANGE, type Operations, QUIET_RUN } from '../../../bench/cost/figures.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const PEOPLE = 20;

/** Twenty people in step in this scope. */
async function inStep(scope: 'assigned' | 'all'): Promise<SyncRig> {
  const rig = createRig({ scope });
  for (let person = 0; person < PEOPLE; person += 1) rig.put(`p${person}`);
  await rig.settle(15);
  return rig;
}

/** How often each operation is in the list. */
function tally(operations: readonly string[]): Operations {
  const counts: Record<string, number> = {};
  for (const operation of operations) {
    const [name = ''] = operation.split(' ');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe.each(['assigned', 'all'] as const)('the figures behind the cost of scope %s', (scope) => {
  it('are what a run asks of the tables while nothing changes, every time', async () => {
    const rig = await inStep(scope);

    for (let run = 0; run < 3; run += 1) {
      const { stores, reads, requests } = await rig.cost(() => rig.run());
      expect([tally(stores), reads, requests]).toEqual([QUIET_RUN[scope], 0, 0]);
      await rig.pass(MINUTE);
    }
  });

  it('are what one change adds to the run that sees it, and what its worker asks', async () => {
    const rig = await inStep(scope);
    rig.put('p1', { jobTitle: 'Agent' });

    const seen = await rig.cost(() => rig.run());
    const written = await rig.cost(() => rig.work());

    const added = Object.entries(tally(seen.stores)).map(
      ([name, count]) => [name, count - ((QUIET_RUN[scope] as Operations)[name] ?? 0)] as const,
    );
    expect(Object.fromEntries(added.filter(([, count]) => count !== 0))).toEqual(CHANGE.run);
    expect(tally(written.stores)).toEqual(CHANGE.worker);
    expect([written.requests, written.reads]).toEqual([CHANGE.requests, CHANGE.reads]);
  });
});
