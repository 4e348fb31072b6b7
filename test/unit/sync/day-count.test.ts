import { listDocuments } from '../../../shared/sync/control-documents.ts';
import { countOfDay, raisedHour } from '../../../shared/sync/day-count.ts';
import { createMemoryControl } from '../../support/memory/memory-control.ts';
import { createRig } from '../../support/sync/sync-rig.ts';

const HOUR = 3_600_000;

function counter() {
  const { configuration } = createRig().instance.ports;
  const control = createMemoryControl();
  let now = 1_000_000 * HOUR;
  const ports = { control, configuration, clock: { now: () => now, sleep: async () => undefined } };
  return {
    ports,
    pass: (ms: number) => {
      now += ms;
    },
    raise: async (count: number) => {
      const { key, value, etag } = await raisedHour(ports, 'hour', count);
      await control.write(key, value, etag);
    },
  };
}

describe('the count of a rolling day', () => {
  it('sums what was counted within 24 hours', async () => {
    const { ports, pass, raise } = counter();
    await raise(2);
    await raise(1);
    await pass(5 * HOUR);
    await raise(4);
    expect(await countOfDay(ports, 'hour')).toBe(7);
    expect(await countOfDay(ports, 'creates')).toBe(0);
    await pass(19 * HOUR);
    expect(await countOfDay(ports, 'hour')).toBe(4);
  });

  it('keeps a bounded number of rows, and no row of an earlier day counts on', async () => {
    const { ports, pass, raise } = counter();
    for (let hour = 0; hour < 100; hour += 1) {
      await raise(1);
      await pass(HOUR);
    }
    expect((await listDocuments(ports.control, 'hour')).length).toBeLessThanOrEqual(26);
    expect(await countOfDay(ports, 'hour')).toBe(23);
  });
});
