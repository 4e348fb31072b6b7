import { ConnectorError, type ErrorKind } from '../../shared/domain/connector-error.ts';
import type { AttributeName, AttributeValue } from '../../shared/domain/mapping/types.ts';
import { hasRelease, type UserRecord, type Verb } from '../../shared/domain/record.ts';
import type { AttributeValues, SendOptions, Target, TargetAccount, UpdateOptions } from '../../shared/sync/ports.ts';
import type { Dice, Scheduler, SimProcess } from './scheduler.ts';

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

/** Genesys in the simulation; it questions every write against the rows that must stand behind it. */
export class SimTarget {
  readonly accounts = new Map<string, SimAccount>();
  readonly violations: string[] = [];
  readonly requests: Record<string, number> = {};
  faults: TargetFaults = { refused: 0, lostAnswer: 0, throttled: 0, late: 0, indexLagMs: 0 };
  private count = 0;
  private readonly scheduler: Scheduler;
  private readonly dice: Dice;
  private readonly records: () => readonly UserRecord[];
  private readonly claimOwner: (targetId: string) => string | undefined;

  constructor(
    scheduler: Scheduler,
    records: () => readonly UserRecord[],
    claimOwner: (targetId: string) => string | undefined,
  ) {
    this.scheduler = scheduler;
    this.dice = scheduler.dice;
    this.records = records;
    this.claimOwner = claimOwner;
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

  port(process: SimProcess, writable: () => boolean): Target {
    const send = <T>(
      verb: Verb | 'read',
      options: SendOptions | undefined,
      check: () => void,
      effect: () => T,
    ): Promise<T> => {
      if (verb !== 'read' && !writable()) throw new ConnectorError('dry', 'not allowed to write', { kind: 'refused' });
      return this.exchange(process, verb, options?.deadline, check, effect);
    };
    const look = <T>(effect: () => T): Promise<T> => send('read', undefined, () => undefined, effect);
    return {
      create: (externalId, values, options) =>
        send(
          'create',
          options,
          () => this.questionWrite('create', externalId, undefined),
          () => this.create(externalId, values),
        ),
      update: (id, changes, options) =>
        send(
          'update',
          options,
          () => this.questionWrite('update', undefined, id),
          () => this.update(id, changes, options),
        ),
      setActive: (id, active, options) =>
        send(
          active ? 'enable' : 'disable',
          options,
          () => this.questionWrite(active ? 'enable' : 'disable', undefined, id),
          () => this.setActive(id, active, options.ifMatch),
        ),
      remove: (id, options) =>
        send(
          'delete',
          options,
          () => this.questionWrite('delete', undefined, id),
          () => this.remove(id, options.ifMatch),
        ),
      read: (id) => look(() => this.shown(this.accounts.get(id))),
      searchByExternalId: (externalId) => look(() => this.search((account) => account.externalId === externalId)),
      searchByAttribute: (attribute, value) =>
        look(() => this.search((account) => same(account.values.get(attribute), value))),
      searchByUserName: (name) => look(() => this.search((account) => same(account.values.get(NAME), name))),
      listInactive: () => look(() => ({ accounts: this.search((account) => !account.active) })),
      probe: () => look(() => undefined),
    };
  }

  private exchange<T>(
    process: SimProcess,
    verb: string,
    deadline: number | undefined,
    check: () => void,
    effect: () => T,
  ): Promise<T> {
    const { scheduler, dice } = this;
    const isWrite = verb !== 'read';
    return (async () => {
      check();
      await scheduler.turn(process, verb);
      this.requests[verb] = (this.requests[verb] ?? 0) + 1;
      if (dice.chance(this.faults.throttled))
        throw fault('target-throttled', 'throttled', 429, dice.between(1, 90) * 1000);
      if (dice.chance(this.faults.refused)) throw fault('target-unavailable', isWrite ? 'unknown' : 'unavailable', 503);
      const late = isWrite && dice.chance(this.faults.late);
      if (late) {
        const end = Math.max((deadline ?? scheduler.now) + dice.between(0, LATEST_COMMIT_MS), scheduler.now);
        scheduler.at(end, () => {
          scheduler.note(`target: late commit of ${verb}`);
          try {
            effect();
          } catch {
            scheduler.note(`target: the late ${verb} was refused`);
          }
        });
        await scheduler.sleep(process, Math.max((deadline ?? scheduler.now) - scheduler.now, 0));
        throw fault('target-timeout', 'unknown');
      }
      const result = effect();
      const lost = isWrite && dice.chance(this.faults.lostAnswer);
      await scheduler.turn(process, `${verb} answer`);
      if (lost) throw fault('target-lost-answer', 'unknown', 500);
      return result;
    })();
  }

  /** No write without a stored intent, none to an account without its claim, nothing destructive without its release. */
  private questionWrite(verb: Verb, externalId: string | undefined, targetId: string | undefined): void {
    const owner = externalId ?? (targetId === undefined ? undefined : this.claimOwner(targetId));
    const record = this.records().find(({ id }) => id === owner);
    this.scheduler.note(`worker: ${verb} ${targetId ?? ''} for ${owner ?? 'nobody'}`);
    if (record === undefined) {
      this.violated(`${verb} of ${targetId ?? 'a new account'} without a claim`);
      return;
    }
    const { intent } = record.have;
    if (intent === null) this.violated(`${verb} for ${record.id} without a stored intent`);
    if ((verb === 'disable' || verb === 'delete') && !hasRelease(record, this.scheduler.now)) {
      this.violated(`${verb} of ${record.id} without a release`);
    }
  }

  violated(text: string): void {
    this.scheduler.note(`VIOLATION ${text}`);
    this.violations.push(text);
  }

  private create(externalId: string, values: AttributeValues): TargetAccount {
    const name = String(values.get(NAME));
    if (this.holder(name) !== undefined) throw fault('scim-conflict', 'conflict', 409);
    return this.must(this.add(externalId, new Map(values), true));
  }

  private add(externalId: string | null, values: Map<AttributeName, AttributeValue>, active: boolean): SimAccount {
    this.count += 1;
    const id = `t${this.count}`;
    const account = {
      id,
      active,
      deleted: false,
      externalId,
      version: 1,
      values,
      indexedAt: this.scheduler.now + this.faults.indexLagMs,
    };
    this.accounts.set(id, account);
    this.scheduler.note(`target: ${id} made for ${externalId}`);
    return account;
  }

  private update(id: string, changes: AttributeValues, { externalId, additive }: UpdateOptions): TargetAccount {
    const account = this.present(id);
    const name = changes.get(NAME);
    const holder = typeof name === 'string' ? this.holder(name) : undefined;
    if (holder !== undefined && holder.id !== id) throw fault('scim-version', 'version', 409);
    for (const [attribute, value] of changes) {
      if (value === null) account.values.delete(attribute);
      else {
        const held = additive?.has(attribute) ? [account.values.get(attribute) ?? []].flat() : [];
        account.values.set(attribute, typeof value === 'string' ? value : [...held, ...value]);
      }
    }
    if (externalId !== undefined) account.externalId = externalId;
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
