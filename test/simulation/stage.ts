import { conclude, MINUTE, STEP } from './conclusion.ts';
import { LIVE, type Settings } from './settings.ts';
import type { Person } from './sim-directory.ts';
import type { SimAccount } from './sim-target.ts';
import { type Instance, World } from './sim-world.ts';

/** One scripted history: people and processes do what they are told, misfortunes happen where they are placed. */
export class Stage {
  readonly world = new World(1);
  readonly cast: Instance[] = [];
  private readonly settings: Settings;
  private readonly complaints: string[] = [];

  constructor(settings: Partial<Settings> = {}) {
    this.settings = { ...LIVE, ...settings };
  }

  start(change: Partial<Settings> = {}): Instance {
    const instance = this.world.start({ ...this.settings, ...change });
    this.cast.push(instance);
    return instance;
  }

  put(id: string, change: Partial<Person> = {}): void {
    const { directory } = this.world;
    const fresh = { id, state: 'present', enabled: true, assigned: true, jobTitle: null } as const;
    const named = { upn: `${id}@example.org`, displayName: `Person ${id.slice(1)}` };
    directory.put({ ...fresh, ...named, ...directory.person(id), ...change });
  }

  /** The process freezes for `ms`, or dies, at the last of these awaits, met in this order from now on. */
  strike(instance: Instance, places: readonly string[], misfortune: 'die' | number): void {
    const left = [...places];
    instance.process.script = (where) => {
      if (left[0] !== where) return undefined;
      left.shift();
      return left.length === 0 ? misfortune : undefined;
    };
  }

  /** Every reading of a person is exactly this old. */
  lag(ms: number): void {
    Object.assign(this.world.directory, { readLagMs: ms, leastReadLagMs: ms });
  }

  /** One run of enumeration, to its end or to the misfortune that stops it. */
  async run(instance: Instance): Promise<void> {
    this.world.enumerate(instance);
    await this.until(instance, () => instance.enumerating);
  }

  /** Delivers what is on the queue to one process. */
  async work(instance: Instance): Promise<void> {
    for (const message of this.world.queue.splice(0)) this.world.apply(instance, message);
    await this.until(instance, () => instance.applying > 0);
  }

  /** Runs, works and waits a minute, so often. */
  async rounds(instance: Instance, count: number): Promise<void> {
    for (let round = 0; round < count; round += 1) {
      await this.run(instance);
      await this.work(instance);
      await this.pass(MINUTE);
    }
  }

  pass(ms: number): Promise<void> {
    return this.world.scheduler.run(this.world.scheduler.now + ms);
  }

  account(personId: string): SimAccount | undefined {
    return [...this.world.target.accounts.values()].find(
      ({ externalId, deleted }) => externalId === personId && !deleted,
    );
  }

  expect(holds: boolean, otherwise: string): void {
    if (!holds) this.complaints.push(otherwise);
  }

  /** Quiet, then everything the oracle has to say. */
  async end(): Promise<readonly string[]> {
    return [...this.complaints, ...(await conclude(this.world, this.settings, this.cast))];
  }

  private async until({ process }: Instance, busy: () => boolean): Promise<void> {
    const { scheduler } = this.world;
    const end = scheduler.now + 3 * MINUTE;
    while (busy() && !process.crashed && process.frozenUntil <= scheduler.now && scheduler.now < end)
      await scheduler.run(scheduler.now + STEP / 50);
    this.world.watch.step();
  }
}
