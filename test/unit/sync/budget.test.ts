import { createBudget } from '../../../shared/sync/budget.ts';
import { createMemoryControl } from '../../support/memory/memory-control.ts';

const SECOND = 1000;
const START = 1_800_000_000_000;

/** Processes that share one row; their clock moves only when somebody waits. */
function rig(lanes = 8) {
  const control = createMemoryControl();
  const time = { now: START };
  const slept: number[] = [];
  const clock = {
    now: () => time.now,
    sleep: async (ms: number) => {
      slept.push(ms);
      time.now += ms;
    },
  };
  const budget = () =>
    createBudget({ control, clock, chance: { uuid: () => 'u', fraction: () => 0.5, integer: () => 0 }, lanes });
  const says = (count: number, allowed = 300, resetSeconds = 60) => ({
    count,
    allowed,
    resetSeconds,
    serverNow: time.now,
  });
  return { control, time, slept, budget, says };
}

type Grants = ReturnType<ReturnType<typeof rig>['budget']>;

/** How many grants come at once, without any wait. */
async function grantsAtOnce(budget: Grants, urgent: boolean, most = 1000): Promise<number> {
  for (let count = 0; count < most; count += 1) {
    try {
      await budget.grant({ urgent, maxWaitMs: 0 });
    } catch (error) {
      expect(error).toMatchObject({ code: 'budget-wait', kind: 'throttled' });
      return count;
    }
  }
  return most;
}

describe('the budget', () => {
  it('grants five before the target has named its limit', async () => {
    const { budget } = rig();
    const own = budget();
    expect(await own.allowedPerMinute()).toBe(5);
    expect(await grantsAtOnce(own, false)).toBe(5);
  });

  it('counts in the window that is told what was granted before its end was known', async () => {
    const { budget, time, says } = rig(0);
    const own = budget();
    own.observe(says(0, 10));
    expect(await grantsAtOnce(own, false, 2)).toBe(2);
    // The first of them took its time to arrive, and the window began with it.
    time.now += 8 * SECOND;
    own.observe(says(1, 10));
    expect(await grantsAtOnce(own, false)).toBe(8);
  });

  it('starts anew with the news of the next window when its own is about to end', async () => {
    const { budget, time, says } = rig(0);
    const own = budget();
    own.observe(says(0, 10));
    expect(await grantsAtOnce(own, false, 9)).toBe(9);
    time.now += 58 * SECOND;
    own.observe(says(1, 10));
    expect(await grantsAtOnce(own, false)).toBe(9);
  });

  it('believes the first header at once, however short its window', async () => {
    const { budget, says } = rig(0);
    const own = budget();
    expect(await grantsAtOnce(own, false)).toBe(5);
    own.observe(says(5, 300, 1));
    expect(await grantsAtOnce(own, false)).toBe(295);
  });

  it('never grants more than allowed, and keeps one request per lane for urgent records', async () => {
    const { budget, says } = rig(8);
    const own = budget();
    own.observe(says(0));
    expect(await grantsAtOnce(own, false)).toBe(292);
    expect(await grantsAtOnce(own, true)).toBe(8);
    expect(await grantsAtOnce(own, true)).toBe(0);
  });

  it('keeps at most half of a small limit back', async () => {
    const { budget, says } = rig(8);
    const own = budget();
    own.observe(says(0, 6));
    expect(await grantsAtOnce(own, false)).toBe(3);
  });

  it('grants no more to several processes together', async () => {
    const { budget, says } = rig(8);
    const processes = [budget(), budget(), budget()];
    for (const one of processes) one.observe(says(0, 100));
    let granted = 0;
    for (let round = 0; round < 100; round += 1)
      for (const one of processes) granted += await grantsAtOnce(one, true, 1);
    expect(granted).toBe(100);
  });

  it('believes the larger of its own count and that of the target', async () => {
    const { budget, says } = rig(0);
    const own = budget();
    own.observe(says(250, 300));
    expect(await grantsAtOnce(own, false)).toBe(50);
    const other = budget();
    other.observe(says(10, 300));
    expect(await grantsAtOnce(other, false)).toBe(0);
  });

  it('opens the reserve to everybody in the last five seconds', async () => {
    const { budget, says, time } = rig(8);
    const own = budget();
    own.observe(says(0));
    expect(await grantsAtOnce(own, false)).toBe(292);
    time.now += 56 * SECOND;
    expect(await grantsAtOnce(own, false)).toBe(8);
  });

  it('starts anew with the next window', async () => {
    const { budget, says, time } = rig(0);
    const own = budget();
    own.observe(says(0, 20));
    expect(await grantsAtOnce(own, false)).toBe(20);
    time.now += 60 * SECOND;
    expect(await grantsAtOnce(own, false)).toBe(20);
  });

  it('starts anew when the target speaks of the next window a moment early', async () => {
    const { budget, says, time } = rig();
    const own = budget();
    own.observe(says(0));
    expect(await grantsAtOnce(own, false, 290)).toBe(290);
    time.now += 59_300;
    own.observe(says(1));
    expect(await grantsAtOnce(own, false)).toBeGreaterThan(280);
  });

  it('does not go back to a window when an overtaken answer arrives late', async () => {
    const { budget, says, time } = rig();
    const own = budget();
    own.observe(says(0));
    const late = says(100, 300, 2);
    time.now += 60 * SECOND;
    own.observe(says(0));
    const first = await grantsAtOnce(own, true);
    own.observe(late);
    time.now += 3 * SECOND;
    expect(first + (await grantsAtOnce(own, true))).toBe(300);
  });

  it('voids what is left of a grant with its window', async () => {
    const { budget, says, time, control } = rig(0);
    const own = budget();
    own.observe(says(0, 300));
    await own.grant({ urgent: false, maxWaitMs: 0 });
    time.now += 61 * SECOND;
    await own.grant({ urgent: false, maxWaitMs: 0 });
    expect(control.peek('budget')).toMatchObject({ windowEnd: START + 121 * SECOND, granted: 3 });
  });

  it('takes one per hundred at a time, so that few operations are spent on it', async () => {
    const { budget, says, control } = rig(0);
    const own = budget();
    own.observe(says(0, 300));
    await grantsAtOnce(own, false, 9);
    expect(control.ops.filter(({ op }) => op === 'control.write')).toHaveLength(3);
  });

  it('stops at once when the target says that nothing is left', async () => {
    const { budget, says } = rig(0);
    const own = budget();
    own.observe(says(0, 300));
    await own.grant({ urgent: true, maxWaitMs: 0 });
    own.observe(says(300, 300, 20));
    expect(await grantsAtOnce(own, true)).toBe(0);
  });

  it('waits for the window when the wait fits, and goes on', async () => {
    const { budget, says, slept } = rig(0);
    const own = budget();
    own.observe(says(300, 300, 20));
    await own.grant({ urgent: false, maxWaitMs: 20 * SECOND });
    expect(slept).toEqual([20 * SECOND]);
  });

  it('names the wait when it is longer than the caller may wait', async () => {
    const { budget, says, slept } = rig(0);
    const own = budget();
    own.observe(says(300, 300, 20));
    await expect(own.grant({ urgent: false, maxWaitMs: 20 * SECOND - 1 })).rejects.toMatchObject({
      code: 'budget-wait',
      retryAfterMs: 20 * SECOND,
    });
    expect(slept).toEqual([]);
  });

  it('counts time as the target does', async () => {
    const { budget, time } = rig(0);
    const own = budget();
    own.observe({ count: 300, allowed: 300, resetSeconds: 30, serverNow: time.now + 3_600_000 });
    await expect(own.grant({ urgent: true, maxWaitMs: 0 })).rejects.toMatchObject({ retryAfterMs: 30 * SECOND });
  });

  it('reads the limit that another process has heard', async () => {
    const { budget, says } = rig(0);
    const own = budget();
    own.observe(says(0, 180));
    await own.grant({ urgent: false, maxWaitMs: 0 });
    expect(await budget().allowedPerMinute()).toBe(180);
  });

  it('grants nothing to anybody, however urgent, before the end of a wait the target has named', async () => {
    const { budget, says, time } = rig(0);
    const [own, other] = [budget(), budget()];
    for (const one of [own, other]) one.observe(says(0, 300));
    await own.holdOff(42 * SECOND);
    for (const one of [own, other]) {
      await expect(one.grant({ urgent: true, maxWaitMs: 0 })).rejects.toMatchObject({
        code: 'budget-wait',
        retryAfterMs: 42 * SECOND,
      });
    }
    time.now += 42 * SECOND;
    expect(await grantsAtOnce(other, true, 1)).toBe(1);
  });

  it('waits inside for a named wait that fits, beyond the window too', async () => {
    const { budget, says, slept } = rig(0);
    const own = budget();
    own.observe(says(0, 300, 10));
    await own.holdOff(42 * SECOND);
    await own.grant({ urgent: false, maxWaitMs: 60 * SECOND });
    expect(slept).toEqual([42 * SECOND]);
  });

  it('keeps the longer of two named waits', async () => {
    const { budget, says } = rig(0);
    const [own, other] = [budget(), budget()];
    own.observe(says(0, 300));
    await own.holdOff(42 * SECOND);
    await other.holdOff(5 * SECOND);
    await expect(budget().grant({ urgent: true, maxWaitMs: 0 })).rejects.toMatchObject({ retryAfterMs: 42 * SECOND });
  });

  it('uses what is left of a grant for five seconds only, so that a wait named to another process is heard', async () => {
    const { budget, says, time } = rig(0);
    const [own, other] = [budget(), budget()];
    own.observe(says(0, 300));
    await own.grant({ urgent: true, maxWaitMs: 0 });
    await other.holdOff(42 * SECOND);
    time.now += 5 * SECOND;
    await expect(own.grant({ urgent: true, maxWaitMs: 0 })).rejects.toMatchObject({ code: 'budget-wait' });
  });
});
