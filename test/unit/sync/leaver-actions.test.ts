import { DEFAULT_LEAVER_ACTIONS, type LeaverActions } from '../../../shared/domain/guard.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const deleting = (actions: Partial<LeaverActions>): { leaver: LeaverActions } => ({
  leaver: { ...DEFAULT_LEAVER_ACTIONS, ...actions },
});

/** Batched readings of the source fail until the function returned is called. */
function withoutReadings(rig: SyncRig): () => void {
  const { directory } = rig.world;
  const heal = directory.failures;
  directory.failures = 1;
  return () => {
    directory.failures = heal;
  };
}

describe('a release', () => {
  it('is for what the person was to lose when it was given, whatever is configured since', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(8);
    rig.put('p1', { enabled: false });
    await rig.run();
    expect(rig.record('p1').want.departure).toMatchObject({ number: 1, action: 'disable' });
    rig.restart(deleting({ disabled: 'delete' }));
    const heal = withoutReadings(rig);
    await rig.run();
    heal();
    await rig.work();
    expect(rig.world.target.requests).toEqual({ create: 1, disable: 1 });
  });
});
