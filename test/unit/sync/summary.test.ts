import { readDocument, type SummaryDocument } from '../../../shared/sync/control-documents.ts';
import { looksBetweenCounts } from '../../../shared/sync/summary.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

async function summaryOf(rig: SyncRig): Promise<SummaryDocument> {
  const found = readDocument(rig.instance.ports.control, 'summary');
  await rig.pass(1000);
  const summary = (await found)?.value;
  if (summary === undefined) throw new Error('no summary');
  return summary;
}

describe('the summary that a run writes', () => {
  it('tells since when the oldest due record waits, although nobody has tried it yet', async () => {
    const rig = createRig();
    rig.put('p1');
    const started = rig.world.scheduler.now;
    for (let minute = 0; minute < 30; minute += 1) {
      await rig.run();
      await rig.pass(MINUTE);
    }
    const { oldestDue, due } = await summaryOf(rig);
    expect(due).toBe(1);
    expect(oldestDue).toBeGreaterThanOrEqual(started);
    expect(oldestDue).toBeLessThan(started + MINUTE);
  });

  it('tells since when the oldest change waits, however often it is put off, and not of one that is parked', async () => {
    const rig = createRig();
    rig.put('p1');
    const started = rig.world.scheduler.now;
    await rig.run();
    const put = async (parked: boolean): Promise<void> => {
      const { records } = rig.instance.ports;
      const reading = records.read('p1');
      await rig.pass(1000);
      const stored = await reading;
      if (stored === undefined) throw new Error('no record');
      const { want } = stored.value;
      const tried = { attempts: 1, attemptsOf: want.version, nextAttempt: started + 600 * MINUTE };
      const have = { ...stored.value.have, ...tried, parked, reason: 'genesys-down' };
      const write = records.write({ ...stored.value, have }, stored.etag);
      await rig.pass(30 * MINUTE);
      await write;
      await rig.run();
    };
    await put(false);
    const { oldestChange, oldestDue, due } = await summaryOf(rig);
    expect([due, oldestDue]).toEqual([0, 0]);
    expect(oldestChange).toBeGreaterThanOrEqual(started);
    expect(oldestChange).toBeLessThan(started + MINUTE);

    await put(true);
    expect((await summaryOf(rig)).oldestChange).toBe(0);
  });

  it('tells since when a leaver waits whom no worker gets to', async () => {
    const rig = createRig();
    for (const id of ['p1', 'p2']) rig.put(id);
    await rig.settle(3);
    rig.put('p1', { enabled: false });
    const left = rig.world.scheduler.now;
    for (let minute = 0; minute < 40; minute += 1) {
      await rig.run();
      await rig.pass(MINUTE);
    }
    const { oldestChange, due } = await summaryOf(rig);
    expect(due).toBe(1);
    expect(oldestChange).toBeGreaterThanOrEqual(left);
    expect(oldestChange).toBeLessThan(left + 2 * MINUTE);

    await rig.settle(3);
    expect((await summaryOf(rig)).oldestChange).toBe(0);
  });

  it('counts who has an account, who has none yet, and nobody as due once all is done', async () => {
    const rig = createRig();
    for (const id of ['p1', 'p2', 'p3']) rig.put(id);
    await rig.settle(3);
    rig.put('p3', { enabled: false });
    await rig.settle(3);
    rig.put('p4');
    await rig.run();
    await rig.pass(2 * MINUTE);
    await rig.run();
    expect(await summaryOf(rig)).toMatchObject({
      records: 4,
      inScope: 3,
      active: 2,
      inactive: 1,
      creates: 1,
      due: 1,
      held: 0,
    });
    await rig.settle(14);
    expect(await summaryOf(rig)).toMatchObject({ active: 3, inactive: 1, creates: 0, due: 0, dirty: 0, oldestDue: 0 });
  });

  it('counts everybody less often the more there are', () => {
    expect([0, 9_999, 10_000, 50_000].map(looksBetweenCounts)).toEqual([1, 1, 2, 6]);
  });
});
