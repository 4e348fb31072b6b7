import type { ConnectorError } from '../domain/connector-error.ts';
import type { AttributeName, AttributeValue, SourceUser } from '../domain/mapping/types.ts';
import type { UserRecord } from '../domain/record.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** Epoch milliseconds and bounded waits. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface Chance {
  uuid(): string;
  /** A number in [0, 1). */
  fraction(): number;
  /** A whole number from 0 to `below` - 1, from a source fit for passwords. */
  integer(below: number): number;
}

/** What is said about the work; a name, an address, a number or a secret does not compile. */
export type Events = Telemetry;

// ---------------------------------------------------------------- source

export interface DeltaItem {
  readonly id: string;
  /** Set when the item is an `@removed` notice. */
  readonly removed?: 'changed' | 'deleted';
  readonly user: SourceUser;
}

export interface DeltaPage {
  readonly items: readonly DeltaItem[];
  /** Exactly one of the two is set. */
  readonly nextLink?: string;
  readonly deltaLink?: string;
}

export interface Directory {
  /** First page of a first round. */
  firstUsersPage(select: readonly string[]): Promise<DeltaPage>;
  /** A delta link for "from now on" (`$deltatoken=latest`). */
  latestUsersLink(select: readonly string[]): Promise<string>;
  /** @throws ConnectorError `graph-token-lost` when the service wants a full round, `graph-page-token-lost` for a skip token. */
  usersPage(link: string): Promise<DeltaPage>;
  /** One page of the app's assignments (Graph: serviceprincipal-list-approleassignedto). */
  assignmentsPage(link: string | undefined, pageSize: number): Promise<AssignmentsPage>;
  /**
   * Up to 20 users by id, each judged by itself. @throws ConnectorError for what concerns all of them: a refusal of the
   * connector (`unauthorized`, `permission`), `throttled`, or a request that failed as a whole.
   */
  readUsers(ids: readonly string[], select: readonly string[]): Promise<UsersRead>;
  readUser(id: string, select: readonly string[]): Promise<SourceUser | undefined>;
}

/** What a reading of several people showed; each id that was asked for stands in one of the three. */
export interface UsersRead {
  readonly found: ReadonlyMap<string, SourceUser>;
  /** The source itself says that they do not exist (any more). */
  readonly missing: ReadonlySet<string>;
  /** Their own reading failed, which says nothing about them. */
  readonly failed: ReadonlyMap<string, ConnectorError>;
}

export interface AssignmentsPage {
  readonly rows: readonly { readonly principalId: string; readonly principalType: string }[];
  readonly nextLink?: string;
}

// ---------------------------------------------------------------- target

export interface TargetAccount {
  readonly id: string;
  readonly active: boolean;
  readonly userName: string;
  readonly externalId: string | null;
  /** ETag counter, compared as text. */
  readonly version: string | null;
  /** Every catalogue attribute the account shows, roles as a list. */
  readonly values: ReadonlyMap<AttributeName, AttributeValue>;
  /** Multi-valued attributes as answered, by SCIM path: what must go back when one is written whole. */
  readonly lists: ReadonlyMap<string, readonly unknown[]>;
}

export type AttributeValues = ReadonlyMap<AttributeName, AttributeValue>;

export interface SendOptions {
  /** The request is aborted at this time, epoch milliseconds. */
  readonly deadline: number;
  readonly ifMatch?: string;
}

export interface UpdateOptions extends SendOptions {
  readonly externalId?: string;
  /** Lists among the changes that only grow. */
  readonly additive?: ReadonlySet<AttributeName>;
}

/** One method call = one HTTP request (plus at most one token renewal). All throw ConnectorError. */
export interface Target {
  create(externalId: string, values: AttributeValues, options: SendOptions): Promise<TargetAccount>;
  /** One PATCH; null values are removed explicitly; `externalId` is written when given. Never touches `active`. */
  update(id: string, changes: AttributeValues, options: UpdateOptions): Promise<TargetAccount>;
  /** Empties slots of multi-valued attributes by writing these whole: for a target that ignores a remove. One PATCH. */
  clearWhole(account: TargetAccount, names: readonly AttributeName[], options: SendOptions): Promise<TargetAccount>;
  setActive(id: string, active: boolean, options: SendOptions): Promise<TargetAccount>;
  remove(id: string, options: SendOptions): Promise<void>;
  /** undefined = 404. */
  read(id: string): Promise<TargetAccount | undefined>;
  searchByExternalId(externalId: string): Promise<readonly TargetAccount[]>;
  searchByUserName(userName: string): Promise<readonly TargetAccount[]>;
  /** Accounts by the value of an attribute the target can search by; the mapping names no other. */
  searchByAttribute(name: AttributeName, value: string): Promise<readonly TargetAccount[]>;
  /** One page of inactive accounts, for a target whose userName filter does not show them. `startIndex` from 1. */
  listInactive(startIndex: number): Promise<{ accounts: readonly TargetAccount[]; next?: number }>;
  /** A cheap read that proves token and region. */
  probe(): Promise<void>;
}

/** What the target said of its own limits on an answer. */
export interface RateLimits {
  readonly count: number;
  readonly allowed: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
  /** The server's time, epoch milliseconds. */
  readonly serverNow: number;
}

/** One grant = one request; waits for the window when it must. */
export interface Budget {
  /** @throws ConnectorError `budget-wait` with retryAfterMs when the wait would be longer than `maxWaitMs`. */
  grant(options: { urgent: boolean; maxWaitMs: number }): Promise<void>;
  observe(limits: RateLimits): void;
  /** The target has named a wait: nobody, of whatever instance and however urgent, is granted a request before its end. */
  holdOff(waitMs: number): Promise<void>;
  /** Requests the target allows per minute, as far as known. */
  allowedPerMinute(): Promise<number>;
}

// ---------------------------------------------------------------- stores

export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

/** A write lost its race: the row changed, appeared or went since it was read. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** A position in a list that the store never gave out. */
export class UnknownCursor extends Error {
  override readonly name = 'UnknownCursor';
}

export interface DueEntry {
  readonly id: string;
  readonly priority: 0 | 1 | 2;
  readonly at: number;
  /** When the last wake was sent, 0 = never. */
  readonly woken: number;
  /** Two sights of the source disagree: enumeration reads the person with every run. */
  readonly doubted: boolean;
  /** `recheck` reason of the record, '' when none: enumeration answers `source-doubt`. */
  readonly recheck: string;
  /** End of the record's release; 0 when it has none. */
  readonly releasedUntil: number;
  readonly parked: boolean;
  readonly reason: string;
  /** Version of the record's want half. */
  readonly version: number;
  /** What a dry run has found out (see dry-mark), '' when nothing. */
  readonly previewed: string;
  /** Opaque position of the row, for the mark methods. */
  readonly key: string;
}

export interface HeldEntry {
  readonly id: string;
  /** Two sights of the source disagree: enumeration reads the person with every run. */
  readonly doubted: boolean;
  /** Plan that froze it, '' when none. */
  readonly plan: string;
  readonly key: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export interface RecordStore {
  read(id: string): Promise<Stored<UserRecord> | undefined>;
  /** Record and index row in one transaction; `etag` undefined = must not exist yet. Returns the new ETag. @throws Conflict */
  write(record: UserRecord, etag: string | undefined): Promise<string>;
  /** Due entries with `at <= now`, by priority then time; at most `limit` of one priority. */
  due(now: number, limit: number): Promise<readonly DueEntry[]>;
  /** All due entries, whatever their time, page by page. @throws UnknownCursor */
  dirty(cursor: string | undefined, limit: number): Promise<Page<DueEntry>>;
  held(cursor: string | undefined, limit: number): Promise<Page<HeldEntry>>;
  /** All records, page by page, in a stable order. */
  all(cursor: string | undefined, limit: number): Promise<Page<Stored<UserRecord>>>;
  /** Marks on index rows; a row that moved meanwhile is left alone. They do not touch the record. */
  markWoken(entries: readonly DueEntry[], at: number): Promise<void>;
  markPreviewed(id: string, mark: string): Promise<void>;
  markPlanned(entries: readonly HeldEntry[], plan: string): Promise<void>;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export interface Lease {
  readonly owner: string;
  readonly epoch: number;
  readonly expiry: number;
  readonly etag: string;
}

/** Small documents in one partition; those that only the lease holder may move go through `commit`. */
export interface ControlStore {
  readLease(): Promise<Lease | undefined>;
  /** Takes or renews the lease over the given ETag (undefined = none exists). @throws Conflict */
  writeLease(lease: Omit<Lease, 'etag'>, etag: string | undefined): Promise<Lease>;
  /** One transaction: the lease row is merged with If-Match, the documents are replaced. @throws Conflict when the lease moved. */
  commit(lease: Lease, expiry: number, documents: Readonly<Record<string, Json>>): Promise<Lease>;
  read(key: string): Promise<Stored<Json> | undefined>;
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: Json }[]>;
  /** A document any process may move (gate, budget). @throws Conflict */
  write(key: string, value: Json, etag: string | undefined): Promise<string>;
}

/** A change of membership that has not reached the user's record yet. */
export interface PendingMember {
  readonly user: string;
  readonly wanted: boolean;
  readonly etag: string;
}

export interface MemberStore {
  /** Users wanted in the group (`app` = assigned directly), page by page. */
  wanted(group: string, cursor: string | undefined, limit: number): Promise<Page<string>>;
  isWanted(group: string, user: string): Promise<boolean>;
  /** Member row and pending row in one transaction; up to 40 users a call. */
  setWanted(group: string, users: readonly string[], wanted: boolean): Promise<void>;
  pending(group: string, limit: number): Promise<readonly PendingMember[]>;
  /** Removes rows that still stand as they were read; one that was written again since stays and is worked on again. */
  clearPending(group: string, rows: readonly Pick<PendingMember, 'user' | 'etag'>[]): Promise<void>;
}

export interface Claim {
  readonly owner: string;
  readonly how: 'created' | 'adopted';
}

export interface ClaimStore {
  read(targetId: string): Promise<Stored<Claim> | undefined>;
  /** Insert if absent. @throws Conflict when a claim exists. */
  insert(targetId: string, claim: Claim): Promise<void>;
  /** @throws Conflict */
  replace(targetId: string, claim: Claim, etag: string): Promise<void>;
  remove(targetId: string, etag: string): Promise<void>;
}

export interface JournalEntry {
  readonly at: number;
  readonly attempt: string;
  readonly verb: string;
  readonly attributes: readonly string[];
  readonly outcome: string;
  readonly status: number | null;
}

export interface Journal {
  append(id: string, entry: JournalEntry): Promise<void>;
  /** Newest first. */
  last(id: string, count: number): Promise<readonly JournalEntry[]>;
}

export interface WakeMessage {
  readonly kind: 'user';
  readonly objectId: string;
  readonly why: string;
  readonly urgent: boolean;
  /** `traceparent` of the work that found out about the need (W3C Trace Context). */
  readonly trace?: string | undefined;
}

export interface Bus {
  send(messages: readonly WakeMessage[]): Promise<void>;
}
