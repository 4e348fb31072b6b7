import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { NEVER } from '../../../shared/domain/retry.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const DAY = 24 * 60 * MINUTE;
const rejected = new ConnectorError('genesys-rejected-invalid-value', 'failed', { kind: 'rejected' });

/** A target that refuses every write about one person, without being ill. */
function refusesAll(rig: SyncRig) {
  const { target } = rig.instance.ports;
  const state = { tries: 0 };
  const refuse = async () => {
    state.tries += 1;
    throw rejected;
  };
  const refusing = { ...target, create: refuse, update: refuse, setActive: refuse };
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, target: refusing } };
  return state;
}

async function days(rig: SyncRig, count: number): Promise<void> {
  for (let day = 0; day < count; day += 1) {
    await rig.pass(DAY);
    await rig.run();
    await rig.work();
  }
}

describe('a person whom the target refuses', () => {
  it('is tried for 28 days, then only when something changes', async () => {
    const rig = createRig();
    const state = refusesAll(rig);
    rig.put('p1');
    await rig.settle(3);
    await days(rig, 32);
    const tries = state.tries;
    expect(rig.record('p1').have).toMatchObject({ parked: true, nextAttempt: NEVER });
    await days(rig, 10);
    expect(state.tries).toBe(tries);
    rig.put('p1', { displayName: 'Another name' });
    await rig.settle(2);
    expect(state.tries).toBeGreaterThan(tries);
  });

  it('is tried for good, every six hours, when the account must go', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    const state = refusesAll(rig);
    rig.put('p1', { enabled: false });
    await rig.settle(3);
    await days(rig, 40);
    const tries = state.tries;
    await days(rig, 3);
    expect(state.tries).toBeGreaterThanOrEqual(tries + 2);
  });
});
