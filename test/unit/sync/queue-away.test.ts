import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import type { Instance } from '../../simulation/sim-world.ts';
import { plainTelemetry } from '../../support/plain-telemetry.ts';
import { createRig } from '../../support/sync/sync-rig.ts';

/** The same instance with a queue that refuses everything; what it tells is collected. */
function withoutQueue(instance: Instance, events: string[]): Instance {
  const refusal = new ConnectorError('queue-unreachable', 'away', { kind: 'unavailable' });
  const bus = { send: () => Promise.reject(refusal) };
  const telemetry = plainTelemetry((name, fields) => void events.push(`${name} ${JSON.stringify(fields)}`));
  return { ...instance, ports: { ...instance.ports, bus, events: telemetry } };
}

describe('a run while the queue cannot be reached', () => {
  it('says so, ends in order, and leaves nobody marked as woken', async () => {
    const rig = createRig();
    const healthy = rig.instance;
    const events: string[] = [];
    rig.put('anna');

    rig.instance = withoutQueue(healthy, events);
    await rig.run();

    expect(events.join()).toMatch(/feed-failed .*"wakes".*queue-unreachable/);
    // The last thing a run tells, after its summary is stored.
    expect(events.at(-1)).toMatch(/run-finished .*"failed"/);

    rig.instance = healthy;
    await rig.run();
    expect((await rig.work()).map(({ objectId }) => objectId)).toEqual(['anna']);
  });
});
