import { ConnectorError, type ErrorKind } from '../../shared/domain/connector-error.ts';
import type { AttributeName, AttributeValue } from '../../shared/domain/mapping/types.ts';
import type { AttributeValues, RateLimits, SendOptions, Target, TargetAccount } from '../../shared/sync/ports.ts';
import type { Dice, Scheduler, SimProcess } from './scheduler.ts';
import type { Watch, Write } from './watch.ts';

export interface SimAccount {
  readonly id: string;
  active: boolean;
  deleted: boolean;
  externalId: string | null;
  version: number;
  values: Map<AttributeName, AttributeValue>;
  indexedAt: number;
}

export interface TargetFaults {
  refused: number;
  lostAnswer: number;
  throttled: number;
  late: number;
  indexLagMs: number;
}

const NAME = 'userName' as AttributeName;
const LATEST_COMMIT_MS = 29_000;

/** Genesys in the simulation; the oracle is told of every request before it takes effect. */
export class SimTarget {
  readonly accounts = new Map<string, SimAccount>();
  readonly requests: Record<string, number> = {};
  faults: TargetFaults = { refused: 0, lostAnswer: 0, throttled: 0, late: 0, indexLagMs: 0 };
  private made = 0;
  private readonly scheduler: Scheduler;
  private readonly dice: Dice;
  private readonly watch: Watch;
  /** People whose requests are all refused, and how. */
  readonly poisoned = new Map<string, 'rejected' | 'forbidden'>();
  /** A POST with the name of a deleted account brings that account back with what it held. */
  restores = true;
  /** The userName filter shows active accounts only. */
  hidesInactive = false;
  /** Until then every request is refused in this way. */
  outage: { readonly kind: 'unauthorized' | 'permission' | 'unavailable'; readonly until: number } | undefined;
  /** Requests of one minute, as the headers of every answer say. */
  allowed = 300;
  private window = { end: 0, count: 0 };

  constructor(scheduler: Scheduler, watch: Watch) {
    this.scheduler = scheduler;
    this.dice = scheduler.dice;
    this.watch = watch;
  }

  /** An account that was there before the connector. */
  seed(userName: string, active: boolean): SimAccount {
    return this.add(
      null,
      new Map([
        [NAME, userName],
        ['displayName' as AttributeName, 'before'],
      ]),
      active,
    );
  }

  port(process: SimProcess, writable: () => boolean, observe: (limits: RateLimits) => void): Target {
    const send = <T>(write: Write, options: SendOptions, effect: () => T): Promise<T> => {
      this.watch.sending(process, write);
      if (!writable()) throw new ConnectorError('dry', 'not allowed to write', { kind: 'refused' });
      return this.exchange(process, write, options.deadline, effect).finally(() => observe(this.limits()));
    };
    const read = <T>(effect: () => T): Promise<T> =>
      this.exchange(process, undefined, undefined, effect).finally(() => observe(this.limits()));
    const search = (matches: (account: SimAccount) => boolean, owner?: string): TargetAccount[] => {
      const found = this.search(matches);
      this.watch.targetRead([owner, ...found.map(({ externalId }) => externalId ?? undefined)]);
      return found;
    };
    return {
      create: (externalId, values, options) =>
        send({ verb: 'create', externalId }, options, () => this.create(externalId, values)),
      update: (targetId, changes, options) =>
        send({ verb: 'update', targetId }, options, () => this.update(targetId, changes, options.externalId)),
      clearWhole: ({ id: targetId }, names, options) =>
        send({ verb: 'update', targetId }, options, () =>
          this.update(targetId, new Map(names.map((name) => [name, null])), undefined),
        ),
      setActive: (targetId, active, options) =>
        send({ verb: active ? 'enable' : 'disable', targetId }, options, () =>
          this.setActive(targetId, active, options.ifMatch),
        ),
      remove: (targetId, options) =>
        send({ verb: 'delete', targetId }, options, () => this.remove(targetId, options.ifMatch)),
      read: (id) =>
        read(() => {
          this.watch.targetRead([this.watch.ownerOf(id)]);
          return this.shown(this.accounts.get(id));
        }),
      searchByExternalId: (id) => read(() => search((account) => account.externalId === id, id)),
      searchByUserName: (name) =>
        read(() =>
          search((account) => same(account.values.get(NAME), name) && (account.active || !this.hidesInactive)),
        ),
      listInactive: () => read(() => ({ accounts: this.search((account) => !account.active) })),
      probe: () => read(() => undefined),
    };
  }

  private exchange<T>(
    process: SimProcess,
    write: Write | undefined,
    deadline: number | undefined,
    effect: () => T,
  ): Promise<T> {
    const { scheduler, dice, faults } = this;
    const verb = write?.verb ?? 'read';
    const unknown = (code: string, status?: number): ConnectorError => {
      this.watch.unknown(write?.targetId, write?.externalId);
      return fault(code, 'unknown', status);
    };
    return (async () => {
      await scheduler.turn(process, verb);
      this.requests[verb] = (this.requests[verb] ?? 0) + 1;
      this.count(process);
      this.refuseInOutage(write === undefined ? undefined : unknown);
      if (dice.chance(faults.throttled)) throw fault('target-throttled', 'throttled', 429, dice.between(1, 90) * 1000);
      if (write !== undefined) this.refusePoisoned(write);
      if (dice.chance(faults.refused)) {
        if (write !== undefined) throw unknown('target-unavailable', 503);
        throw fault('target-unavailable', 'unavailable', 503, dice.pick([0, 2000, 90_000]) || undefined);
      }
      if (write !== undefined && dice.chance(faults.late)) {
        const limit = Math.max(deadline ?? scheduler.now, scheduler.now);
        scheduler.at(limit + dice.between(0, LATEST_COMMIT_MS), () => this.commitLate(verb, effect));
        await scheduler.sleep(process, limit - scheduler.now);
        throw unknown('target-timeout');
      }
      const result = effect();
      const lost = write !== undefined && dice.chance(faults.lostAnswer);
      await scheduler.turn(process, `${verb} answer`);
      if (lost) throw unknown('target-lost-answer', 500);
      return result;
    })();
  }

  /** What the headers say; the window starts with its first request. */
  limits(): RateLimits {
    const { now } = this.scheduler;
    const { end, count } = this.window;
    const [left, used] = end > now ? [end - now, count] : [60_000, 0];
    return { count: used, allowed: this.allowed, resetSeconds: left / 1000, serverNow: now };
  }

  private count({ name }: SimProcess): void {
    const { now } = this.scheduler;
    if (this.window.end <= now) this.window = { end: now + 60_000, count: 0 };
    this.window.count += 1;
    if (this.window.count <= this.allowed) return;
    this.watch.violated(`${name} sent request ${this.window.count} of a window of ${this.allowed}`);
    throw fault('target-throttled', 'throttled', 429, this.window.end - now);
  }

  private refuseInOutage(unknown: ((code: string, status: number) => ConnectorError) | undefined): void {
    if (this.outage === undefined || this.outage.until <= this.scheduler.now) return;
    const { kind } = this.outage;
    if (kind === 'unavailable' && unknown !== undefined) throw unknown('target-unavailable', 503);
    throw fault(`target-${kind}`, kind, kind === 'unauthorized' ? 401 : kind === 'permission' ? 403 : 503);
  }

  private refusePoisoned({ externalId, targetId }: Write): void {
    const kind = this.poisoned.get(externalId ?? this.watch.ownerOf(targetId ?? '') ?? '');
    if (kind !== undefined) throw fault(`scim-${kind}`, kind, kind === 'rejected' ? 400 : 403);
  }

  private commitLate(verb: string, effect: () => unknown): void {
    this.scheduler.note(`target: late commit of ${verb}`);
    try {
      effect();
    } catch {
      this.scheduler.note(`target: the late ${verb} was refused`);
    }
  }

  private create(externalId: string, values: AttributeValues): TargetAccount {
    const name = String(values.get(NAME));
    if (this.holder(name) !== undefined) throw fault('scim-conflict', 'conflict', 409);
    return this.must(this.restored(externalId, name, values) ?? this.add(externalId, new Map(values), true));
  }

  /** The name of a deleted account brings that account back, id and other values included. */
  private restored(externalId: string, name: string, values: AttributeValues): SimAccount | undefined {
    const account = [...this.accounts.values()].findLast((one) => one.deleted && same(one.values.get(NAME), name));
    if (!this.restores || account === undefined) return undefined;
    for (const [attribute, value] of values) account.values.set(attribute, value);
    const indexedAt = this.scheduler.now + this.faults.indexLagMs;
    Object.assign(account, { externalId, active: true, deleted: false, indexedAt, version: account.version + 1 });
    this.scheduler.note(`target: ${account.id} restored for ${externalId}`);
    return account;
  }

  private add(externalId: string | null, values: Map<AttributeName, AttributeValue>, active: boolean): SimAccount {
    this.made += 1;
    const id = `t${this.made}`;
    const indexedAt = this.scheduler.now + this.faults.indexLagMs;
    const account = { id, active, deleted: false, externalId, version: 1, values, indexedAt };
    this.accounts.set(id, account);
    this.scheduler.note(`target: ${id} made for ${externalId}`);
    return account;
  }

  private update(id: string, changes: AttributeValues, externalId: string | undefined): TargetAccount {
    const account = this.present(id);
    const name = changes.get(NAME);
    const holder = typeof name === 'string' ? this.holder(name) : undefined;
    if (holder !== undefined && holder.id !== id) throw fault('scim-version', 'version', 409);
    for (const [attribute, value] of changes) {
      if (value === null) account.values.delete(attribute);
      else account.values.set(attribute, value);
    }
    if (externalId !== undefined) {
      this.watch.identified(id, account.externalId, externalId);
      account.externalId = externalId;
    }
    account.version += 1;
    account.indexedAt = this.scheduler.now + this.faults.indexLagMs;
    this.scheduler.note(`target: ${id} changed ${[...changes].map(([key, value]) => `${key}=${value}`).join(' ')}`);
    return this.must(account);
  }

  private setActive(id: string, active: boolean, ifMatch: string | undefined): TargetAccount {
    const account = this.present(id);
    if (ifMatch !== undefined && ifMatch !== String(account.version)) throw fault('scim-version', 'version', 412);
    account.active = active;
    account.version += 1;
    this.scheduler.note(`target: ${id} active=${active}`);
    return this.must(account);
  }

  private remove(id: string, ifMatch: string | undefined): void {
    const account = this.present(id);
    if (ifMatch !== undefined && ifMatch !== String(account.version)) throw fault('scim-version', 'version', 412);
    account.deleted = true;
    this.scheduler.note(`target: ${id} deleted`);
  }

  private present(id: string): SimAccount {
    const account = this.accounts.get(id);
    if (account === undefined || account.deleted) throw fault('scim-not-found', 'notFound', 404);
    return account;
  }

  private holder(name: string): SimAccount | undefined {
    return [...this.accounts.values()].find((account) => !account.deleted && same(account.values.get(NAME), name));
  }

  private search(matches: (account: SimAccount) => boolean): TargetAccount[] {
    return [...this.accounts.values()].flatMap((account) =>
      account.indexedAt <= this.scheduler.now && matches(account) ? (this.shown(account) ?? []) : [],
    );
  }

  private must(account: SimAccount): TargetAccount {
    const shown = this.shown(account);
    if (shown === undefined) throw new Error('the account is deleted');
    return shown;
  }

  private shown(account: SimAccount | undefined): TargetAccount | undefined {
    if (account === undefined || account.deleted) return undefined;
    const { id, active, externalId, version, values } = account;
    return {
      id,
      active,
      externalId,
      version: String(version),
      userName: String(values.get(NAME)),
      values: new Map(values),
      lists: new Map(),
    };
  }
}

function same(one: AttributeValue | undefined, other: string): boolean {
  return String(one).toLowerCase() === other.toLowerCase();
}

function fault(code: string, kind: ErrorKind, status?: number, retryAfterMs?: number): ConnectorError {
  return new ConnectorError(code, code, {
    kind,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
