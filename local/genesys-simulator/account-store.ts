import { type Account, SCIM_AUTHORITY } from './account.ts';

interface Past {
  /** What the search index still shows: nothing for an account that was just made. */
  readonly account: Account | undefined;
  readonly untilMs: number;
}

/** Holds every account, with indexes for the look-ups that a large run repeats for each user. */
export class AccountStore {
  readonly #accounts = new Map<string, Account>();
  readonly #byUserName = new Map<string, Set<string>>();
  readonly #byExternalId = new Map<string, Set<string>>();
  readonly #past = new Map<string, Past[]>();
  readonly #now: () => number;
  readonly #changed: () => void;
  #nextOrdinal = 1;

  constructor(now: () => number, changed: () => void) {
    this.#now = now;
    this.#changed = changed;
  }

  get size(): number {
    return this.#accounts.size;
  }

  get(id: string): Account | undefined {
    return this.#accounts.get(id.toLowerCase());
  }

  all(): IterableIterator<Account> {
    return this.#accounts.values();
  }

  ordinal(): number {
    return this.#nextOrdinal++;
  }

  /** Every account with this login name in any letter case, deleted ones too. */
  byUserName(userName: string): Account[] {
    return this.#resolve(this.#byUserName.get(userName.toLowerCase()));
  }

  /** Accounts that carry this id below an authority that is equal, or that starts with it for the SCIM authority. */
  byExternalId(authority: string, value: string): Account[] {
    const holders = this.#resolve(this.#byExternalId.get(value));
    const fits = (held: string) => held === authority || (authority === SCIM_AUTHORITY && held.startsWith(authority));
    return holders.filter((a) => a.profile.externalIds.some((item) => item.value === value && fits(item.authority)));
  }

  /** Stores one version; with a lag the search index keeps showing the former one. */
  put(account: Account, lagMs: number): void {
    const former = this.#accounts.get(account.id);
    if (lagMs > 0) this.#remember(account.id, former, lagMs);
    if (former !== undefined) this.#unindex(former);
    this.#accounts.set(account.id, account);
    this.#nextOrdinal = Math.max(this.#nextOrdinal, account.ordinal + 1);
    for (const [index, key] of this.#keys(account)) {
      const ids = index.get(key) ?? new Set<string>();
      index.set(key, ids.add(account.id));
    }
    this.#changed();
  }

  /** Forgets an account entirely, as only a GDPR deletion does on the platform. */
  purge(id: string): void {
    const account = this.get(id);
    if (account === undefined) return;
    this.#unindex(account);
    this.#accounts.delete(account.id);
    this.#past.delete(account.id);
    this.#changed();
  }

  /** Forgets all accounts. */
  clear(): void {
    for (const id of [...this.#accounts.keys()]) this.purge(id);
  }

  /** The account as the search index shows it `lagMs` ago. */
  indexed(account: Account, lagMs: number): Account | undefined {
    const at = this.#now() - lagMs;
    const past = lagMs > 0 ? this.#past.get(account.id)?.find((item) => item.untilMs > at) : undefined;
    return past === undefined ? account : past.account;
  }

  /** Accounts whose indexed form may differ from the stored one. */
  lagging(): Account[] {
    return this.#resolve(this.#past.keys());
  }

  #remember(id: string, former: Account | undefined, lagMs: number): void {
    const now = this.#now();
    const kept = (this.#past.get(id) ?? []).filter((item) => item.untilMs > now - lagMs);
    this.#past.set(id, [...kept, { account: former, untilMs: now }]);
    for (const [other, items] of this.#past) {
      if ((items.at(-1)?.untilMs ?? 0) > now - lagMs) break;
      this.#past.delete(other);
    }
  }

  #unindex(account: Account): void {
    for (const [index, key] of this.#keys(account)) {
      const ids = index.get(key);
      ids?.delete(account.id);
      if (ids?.size === 0) index.delete(key);
    }
  }

  #keys(account: Account): [Map<string, Set<string>>, string][] {
    const ids = account.profile.externalIds.map((item): [Map<string, Set<string>>, string] => [
      this.#byExternalId,
      item.value,
    ]);
    return [[this.#byUserName, account.profile.userName.toLowerCase()], ...ids];
  }

  #resolve(ids: Iterable<string> | undefined): Account[] {
    return [...(ids ?? [])].flatMap((id) => this.#accounts.get(id) ?? []);
  }
}
