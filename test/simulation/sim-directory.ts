import { ConnectorError } from '../../shared/domain/connector-error.ts';
import type { SourceUser } from '../../shared/domain/mapping/types.ts';
import type { DeltaItem, DeltaPage, Directory } from '../../shared/sync/ports.ts';
import type { Dice, Scheduler, SimProcess } from './scheduler.ts';
import type { Watch } from './watch.ts';

export interface Person {
  readonly id: string;
  readonly state: 'present' | 'softDeleted' | 'purged';
  readonly enabled: boolean;
  readonly assigned: boolean;
  readonly upn: string;
  readonly displayName: string;
  readonly jobTitle: string | null;
}

interface Version {
  readonly at: number;
  readonly seq: number;
  readonly person: Person;
}

/** A first round begins before every change and shows only who is present. */
const FIRST_ROUND = -1;

/** Entra ID in the simulation: delta with lag, split pages, replays and stale replicas. */
export class SimDirectory {
  /** Delta shows a change this long after it happened; a read may be this much behind. */
  deltaLagMs = 0;
  readLagMs = 0;
  leastReadLagMs = 0;
  failures = 0;
  tokenLoss = 0;
  /** How often a new delta link begins somewhat earlier than the round ended. */
  replays = 0.1;
  /** Rounds lost so far: what happened meanwhile shows as absence only. */
  lostTokens = 0;
  /** A reading has come from a replica that lags: who was deleted may show as absence only. */
  lagged = false;
  private readonly versions = new Map<string, Version[]>();
  private seq = 0;
  private readonly scheduler: Scheduler;
  private readonly dice: Dice;
  private readonly watch: Watch;
  /** When each person was last read one by one. */
  readonly lastRead = new Map<string, number>();

  constructor(scheduler: Scheduler, watch: Watch) {
    this.scheduler = scheduler;
    this.watch = watch;
    this.dice = scheduler.dice;
  }

  people(): readonly Person[] {
    return [...this.versions.values()].flatMap((list) => list.at(-1)?.person ?? []);
  }

  person(id: string): Person | undefined {
    return this.versions.get(id)?.at(-1)?.person;
  }

  /** Every state the person was in at or after `from`. */
  statesSince(id: string, from: number): readonly Person[] {
    const list = this.versions.get(id) ?? [];
    return list
      .filter((_, place) => (list[place + 1]?.at ?? Number.POSITIVE_INFINITY) >= from)
      .map(({ person }) => person);
  }

  put(person: Person): void {
    this.seq += 1;
    const list = this.versions.get(person.id) ?? [];
    list.push({ at: this.scheduler.now, seq: this.seq, person });
    this.versions.set(person.id, list);
    const { id, state, enabled, assigned, upn, displayName, jobTitle } = person;
    this.scheduler.note(
      `source: ${id} ${state} enabled=${enabled} assigned=${assigned} ${upn} "${displayName}" ${jobTitle}`,
    );
  }

  port(process: SimProcess): Directory {
    const { scheduler } = this;
    const turn = async (where: string): Promise<void> => {
      await scheduler.turn(process, where);
      if (this.dice.chance(this.failures)) {
        throw new ConnectorError('graph-unavailable', 'the source is not available', {
          kind: 'unavailable',
          status: 503,
        });
      }
    };
    return {
      firstUsersPage: async () => {
        await turn('delta');
        return this.deliver(process, this.page(FIRST_ROUND, this.visible(), 0));
      },
      latestUsersLink: async () => {
        await turn('delta');
        this.watch.pageDelivered(process, []);
        return `d|${this.visible()}`;
      },
      usersPage: async (link) => {
        await turn('delta');
        const [kind, from, to, offset] = link.split('|');
        if (kind === 'd' && this.dice.chance(this.tokenLoss)) {
          this.lostTokens += 1;
          throw new ConnectorError('graph-token-lost', 'the delta token is gone', { kind: 'tokenLost', status: 410 });
        }
        if (kind === 'n' && this.dice.chance(this.tokenLoss)) {
          throw new ConnectorError('graph-page-token-lost', 'the skip token is gone', {
            kind: 'pageTokenLost',
            status: 400,
          });
        }
        const page =
          kind === 'd'
            ? this.page(Number(from), this.visible(), 0)
            : this.page(Number(from), Number(to), Number(offset));
        return this.deliver(process, page);
      },
      assignmentsPage: async () => {
        await turn('assignments');
        const cut = this.dice.between(0, this.readLagMs);
        const rows = [...this.versions.keys()].flatMap((id) => {
          const person = this.stateAt(id, scheduler.now - cut);
          return person?.assigned && person.state === 'present' ? [{ principalId: id, principalType: 'User' }] : [];
        });
        return { rows };
      },
      readUsers: async (ids) => {
        await turn('read');
        const found = new Map(ids.flatMap((id) => this.read(id)));
        return { found, missing: new Set(ids.filter((id) => !found.has(id))), failed: new Map() };
      },
      readUser: async (id) => {
        await turn('read');
        return this.read(id)[0]?.[1];
      },
    };
  }

  private deliver(process: SimProcess, page: DeltaPage): DeltaPage {
    this.watch.pageDelivered(process, page.items);
    return page;
  }

  private visible(): number {
    const limit = this.scheduler.now - this.deltaLagMs;
    let seq = 0;
    for (const list of this.versions.values())
      for (const version of list) if (version.at <= limit) seq = Math.max(seq, version.seq);
    return seq;
  }

  private stateAt(id: string, time: number): Person | undefined {
    return this.versions.get(id)?.findLast(({ at }) => at <= time)?.person;
  }

  private read(id: string): [string, SourceUser][] {
    this.lastRead.set(id, this.scheduler.now);
    const lag = this.dice.between(this.leastReadLagMs, this.readLagMs);
    this.lagged ||= lag > 0;
    const person = this.stateAt(id, this.scheduler.now - lag);
    return person === undefined || person.state !== 'present' ? [] : [[id, toUser(person)]];
  }

  private page(from: number, to: number, offset: number): DeltaPage {
    const items = [...this.versions.entries()].flatMap(([_id, list]) => {
      const moved = list.filter(({ seq }) => seq > from && seq <= to);
      const last = list.findLast(({ seq }) => seq <= to);
      if (moved.length === 0 || last === undefined || (from === FIRST_ROUND && last.person.state !== 'present'))
        return [];
      return [toItem(last.person)];
    });
    const size = this.dice.between(1, 3);
    const slice = items.slice(offset, offset + size);
    if (slice.length > 0 && this.dice.chance(0.1)) slice.push(this.dice.pick(slice));
    const rest = offset + size < items.length || (offset === 0 && this.dice.chance(0.05));
    if (rest) return { items: slice, nextLink: `n|${from}|${to}|${offset + size}` };
    const replay = this.dice.chance(this.replays) ? this.dice.between(0, 2) : 0;
    return { items: slice, deltaLink: `d|${Math.max(to - replay, Math.min(from, to), 0)}` };
  }
}

export function toUser(person: Person): SourceUser {
  return {
    id: person.id,
    accountEnabled: person.enabled,
    userPrincipalName: person.upn,
    displayName: person.displayName,
    jobTitle: person.jobTitle,
  };
}

function toItem(person: Person): DeltaItem {
  // A delta item leaves out what was never set.
  const { jobTitle, ...rest } = toUser(person);
  if (person.state === 'present') return { id: person.id, user: jobTitle === null ? rest : { ...rest, jobTitle } };
  return { id: person.id, removed: person.state === 'purged' ? 'deleted' : 'changed', user: { id: person.id } };
}
