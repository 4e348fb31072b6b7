import type { RegisteredFunction } from '../../../local/host/core.ts';
import type { HostLogLine } from '../../../local/host/core-types.ts';
import { createTimerDriver } from '../../../local/host/timer-driver.ts';
import { openTiny } from '../../support/tiny-app/open.ts';

describe('a timer function', () => {
  const started = Date.parse('2026-03-01T10:00:00Z');
  let runs: number[];
  let lines: HostLogLine[];
  let work: () => Promise<void>;

  beforeEach(() => {
    jest.useFakeTimers({ now: started });
    runs = [];
    lines = [];
    work = async () => undefined;
  });

  afterEach(() => jest.useRealTimers());

  const open = (trigger: Record<string, unknown>, everyMs?: number) =>
    createTimerDriver({
      target: { name: 'tick', trigger } as unknown as RegisteredFunction,
      settings: { EVERY: '0 */5 * * * *' },
      everyMs,
      invoke: async () => {
        runs.push((Date.now() - started) / 1000);
        await work();
        return undefined;
      },
      log: (line) => lines.push(line),
    });

  it('runs on the schedule that its setting names', async () => {
    const timer = open({ schedule: '%EVERY%' });
    timer.start();
    await jest.advanceTimersByTimeAsync(900_000);
    timer.stop();

    expect(runs).toEqual([300, 600, 900]);
  });

  it('runs at a fixed distance when the rig asks for one', async () => {
    const timer = open({ schedule: '%EVERY%' }, 2000);
    timer.start();
    await jest.advanceTimersByTimeAsync(6000);
    timer.stop();

    expect(runs).toEqual([2, 4, 6]);
  });

  it('never runs twice at once, and folds missed ticks into one immediate run', async () => {
    const timer = open({ schedule: '%EVERY%' }, 1000);
    work = async () => {
      work = async () => undefined;
      await new Promise((resolve) => setTimeout(resolve, 3500));
    };
    timer.start();
    await jest.advanceTimersByTimeAsync(6000);
    timer.stop();

    expect(runs.map(Math.floor)).toEqual([1, 4, 5]);
  });

  it('lets a run on demand wait for the run under way', async () => {
    const timer = open({ schedule: '%EVERY%' }, 1000);
    work = () => new Promise((resolve) => setTimeout(resolve, 500));
    timer.start();
    await jest.advanceTimersByTimeAsync(1100);
    const onDemand = timer.runNow();
    await jest.advanceTimersByTimeAsync(800);
    timer.stop();
    await jest.advanceTimersByTimeAsync(100);
    await onDemand;

    expect(runs).toEqual([1, 1.5]);
  });

  it('logs a failed run and goes on with the next tick', async () => {
    const timer = open({ schedule: '%EVERY%' }, 1000);
    work = async () => {
      work = async () => undefined;
      throw new Error('no luck');
    };
    timer.start();
    await jest.advanceTimersByTimeAsync(2000);
    timer.stop();

    expect(runs).toEqual([1, 2]);
    expect(lines).toMatchObject([{ level: 'error', message: expect.stringContaining('no luck') }]);
  });

  it('waits longer than the longest timeout of the platform', async () => {
    const timer = open({ schedule: '0 0 0 1 6 *' });
    timer.start();
    await jest.advanceTimersByTimeAsync(Date.parse('2026-06-01T00:00:00Z') - started);
    timer.stop();

    expect(runs).toHaveLength(1);
  });

  it('runs at start only when the app says so', async () => {
    const timer = open({ schedule: '%EVERY%', runOnStartup: true });
    timer.start();
    await jest.advanceTimersByTimeAsync(10);
    timer.stop();

    expect(runs).toEqual([0]);
  });

  it('does not run after it was stopped', async () => {
    const timer = open({ schedule: '%EVERY%' }, 1000);
    timer.start();
    timer.stop();
    await jest.advanceTimersByTimeAsync(5000);

    expect(runs).toEqual([]);
    await expect(timer.runNow()).rejects.toThrow('Timer "tick" is stopped');
  });

  it('gets its schedule and status in camel case and no trigger metadata', async () => {
    jest.useRealTimers();
    const { host, seen } = await openTiny();

    await host.runTimer('tick');
    await host.stop();

    expect(seen.timers).toEqual([
      {
        isPastDue: false,
        schedule: { adjustForDST: true },
        scheduleStatus: { last: '0001-01-01T00:00:00', next: expect.any(String), lastUpdated: expect.any(String) },
      },
    ]);
  });
});
