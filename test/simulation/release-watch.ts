import type { UserRecord, Verb } from '../../shared/domain/record.ts';
import type { Scheduler } from './scheduler.ts';
import type { Settings } from './settings.ts';
import type { SimDirectory } from './sim-directory.ts';
import { isWanted, takesAway } from './truth.ts';

const DAY_MS = 24 * 3_600_000;
/** Life of a release, and how far the reading that confirmed it may have lagged. */
const RELEASE_MS = 15 * 60_000;
const LAG_MS = 2 * 60_000;
/** From a reading to the write that rests on it, a freeze between them included. */
const LONGEST_RUN_MS = 10 * 60_000;

/** What the oracle asks of departures: who leaves had left, on a fresh reading, and never more than the limit (3, 7). */
export class ReleaseWatch {
  private readonly scheduler: Scheduler;
  private readonly violated: (text: string) => void;
  private readonly counted: { readonly at: number; readonly key: string }[] = [];
  private readonly released = new Set<string>();

  constructor(scheduler: Scheduler, violated: (text: string) => void) {
    this.scheduler = scheduler;
    this.violated = violated;
  }

  /** A record was written: a release that appears counts against the limit of the process that gave it. */
  written(
    before: UserRecord | undefined,
    after: UserRecord,
    settings: Settings,
    directory: SimDirectory | undefined,
  ): void {
    const { release, departure } = after.want;
    const readLately = (directory?.lastRead.get(after.id) ?? 0) > this.scheduler.now - LONGEST_RUN_MS;
    if (before !== undefined && before.want.departure !== null && departure === null && !readLately)
      this.violated(`${after.id} came back without a fresh reading of the source`);
    if (release === null || departure === null || release.departure !== departure.number) return;
    const old = before?.want.release;
    if (old?.departure === release.departure && old.until === release.until) return;
    const { now } = this.scheduler;
    const readAt = directory?.lastRead.get(after.id) ?? 0;
    if (readAt < departure.since - LAG_MS || release.until > readAt + RELEASE_MS + LAG_MS)
      this.violated(`${after.id} was released without a fresh reading of the source`);
    if (settings.mode !== 'live') this.violated(`${after.id} was released in mode ${settings.mode}`);
    const key = `${after.id} ${departure.number}`;
    if (this.released.has(key) || !takesAway(after, settings)) return;
    this.released.add(key);
    this.counted.push({ at: now, key });
    this.scheduler.note(`release of ${key} counts: ${departure.why}, ${after.have.state}`);
    const day = this.counted.filter(({ at }) => now - at < DAY_MS);
    if (day.length > settings.guardLimit)
      this.violated(`${day.length} departures released within a day, the limit is ${settings.guardLimit}`);
  }

  /** Something is taken away from somebody: the directory must have asked for it lately. */
  sending(verb: Verb, { id, want }: UserRecord, settings: Settings, directory: SimDirectory): void {
    const why = want.departure?.why;
    const action = why === undefined ? 'keep' : settings.leaver[why];
    if (action !== (verb === 'delete' ? 'delete' : 'disable'))
      this.violated(`${verb} of ${id} where ${why} asks for ${action}`);
    if (verb === 'delete' && why === 'absent') this.violated(`${id} is deleted for an absence`);
    const lately = directory.statesSince(id, this.scheduler.now - RELEASE_MS - LAG_MS);
    if (lately.length > 0 && lately.every((person) => isWanted(person, settings)))
      this.violated(`${verb} of ${id}, who never left`);
    if (why === 'purged' && !lately.some(({ state }) => state === 'purged'))
      this.violated(`${id} counts as purged and is not`);
  }
}
