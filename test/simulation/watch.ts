import type { UserRecord, Verb } from '../../shared/domain/record.ts';
import type { DeltaItem, Json } from '../../shared/sync/ports.ts';
import type { MemoryClaims } from '../support/memory/memory-claims.ts';
import type { MemoryControl } from '../support/memory/memory-control.ts';
import type { MemoryRecords } from '../support/memory/memory-records.ts';
import { ReleaseWatch } from './release-watch.ts';
import type { Scheduler, SimProcess } from './scheduler.ts';
import { hashOf, type Settings } from './settings.ts';
import type { SimDirectory } from './sim-directory.ts';
import { releaseFault, rowOf, showsPersonalData } from './truth.ts';

/** An attempt may have begun this long before its request, freezes left out. */
const LONGEST_ATTEMPT_MS = 5 * 60_000;

interface Stores {
  readonly records: MemoryRecords;
  readonly control: MemoryControl;
  readonly claims: MemoryClaims;
  readonly directory: SimDirectory;
}

/** One request to the target that changes something. */
export interface Write {
  readonly verb: Verb;
  /** Owner by object id (create) or account (anything else). */
  readonly externalId?: string;
  readonly targetId?: string;
}

/**
 * The oracle while a history runs: it sees every store operation, page and request and asks whether the invariants of the
 * design (section 6) hold. Where each is asked:
 *
 * | invariant | asked |
 * |---|---|
 * | 1 dirty = one due or one held row | `step` (`rowOf`), every five seconds; memory-records `check` at the end |
 * | 2 only the lease holder moves a watermark, after the page is stored | `committed`; no record with a newer epoch is written by an older one: `recordWritten` |
 * | 3 release for the departure re-read just before the send, fresh confirmation | `sending`, ReleaseWatch |
 * | 4 stored intent, claim, one owner | `sending`, `step` |
 * | 5 unknown ends in suspect, suspect in reading | `unknown`, `targetRead`, `step`, `final` |
 * | 6 dry, paused, quarantined, wrong configuration: nothing written, rows stay dirty | `sending`, judge() after going live |
 * | 7 absence only from a completed pass; purged never comes back | ReleaseWatch (who leaves had left), `recordWritten`, `sending` |
 * | 8 messages lost, doubled, reordered; crashes | the histories themselves, then judge() |
 * | 9 one object's failure does not stop another's | the history's poisoned person, then judge() of the others |
 * | 10 never more requests than the headers allow | SimTarget's window |
 * | 11 no personal data in messages, control rows, events, journal | `told` |
 * | 12 tokens only to the configured origin | no HTTP here: contract tests of graph and genesys |
 * | 13 every wait has a bound | `final`: no run and no attempt is still under way |
 * | 14 the target shows what is wanted, only parked entries are due | judge() |
 */
export class Watch {
  readonly violations: string[] = [];
  /** Records that a closed gate has let through since it closed. */
  private readonly probes = new Set<string>();
  private readonly scheduler: Scheduler;
  private readonly releases: ReleaseWatch;
  private stores: Stores | undefined;
  private readonly settings = new Map<string, Settings>();
  private readonly known = new Map<string, UserRecord>();
  /** Intent id -> process that stored it; whether the record was read again by it since. */
  private readonly intents = new Map<string, { readonly process: string; reread: boolean }>();
  /** People a process was delivered on a page and has not looked at. */
  private readonly delivered = new Map<string, Set<string>>();
  /** Records whose account may have changed in a way nobody knows. */
  private readonly doubtful = new Set<string>();
  private configured = { text: '', since: 0 };
  private deltaLink = '';

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
    this.releases = new ReleaseWatch(scheduler, (text) => this.violated(text));
  }

  observe(stores: Stores): void {
    this.stores = stores;
  }

  started(process: SimProcess, settings: Settings): void {
    this.settings.set(process.name, settings);
  }

  violated(text: string): void {
    this.scheduler.note(`VIOLATION ${text}`);
    this.violations.push(text);
  }

  /** A store operation of a process has taken effect. */
  stored(process: SimProcess, store: string, operation: string, args: readonly unknown[]): void {
    if (store === 'records' && operation === 'write') this.recordWritten(process, args[0] as UserRecord);
    if (store === 'records' && operation === 'read') this.recordRead(process, String(args[0]));
    if (store === 'control' && operation === 'commit') this.committed(process, args[2] as Record<string, Json>);
    if (store === 'control' && operation === 'write' && args[0] === 'gate') this.gateWritten(args[1]);
    if (store === 'control' || store === 'journal') this.told(store, args.slice(1));
  }

  private gateWritten(gate: unknown): void {
    const { closed, probing } = gate as { closed: boolean; probing: string };
    if (!closed) this.probes.clear();
    else if (probing !== '') this.probes.add(probing);
  }

  /** Messages, control rows, events and journal lines hold no personal data (11). */
  told(where: string, value: unknown): void {
    if (showsPersonalData(value)) this.violated(`${where} holds personal data: ${JSON.stringify(value)}`);
  }

  pageDelivered({ name }: SimProcess, items: readonly DeltaItem[]): void {
    this.delivered.set(name, new Set(items.map(({ id }) => id)));
  }

  private recordRead({ name }: SimProcess, id: string): void {
    this.delivered.get(name)?.delete(id);
    const intent = this.known.get(id)?.have.intent?.id ?? '';
    const mine = this.intents.get(intent);
    if (mine?.process === name) mine.reread = true;
  }

  private recordWritten(process: SimProcess, record: UserRecord): void {
    const before = this.known.get(record.id);
    this.known.set(record.id, record);
    const { want, have } = record;
    if (before !== undefined) {
      if (before.want.epoch > want.epoch) this.violated(`${record.id}: ${process.name} wrote with an old epoch`);
      if (before.want.source === 'purged' && want.source !== 'purged')
        this.violated(`${record.id} came back from the dead`);
      if (before.want.version > want.version) this.violated(`${record.id}: the version went back`);
    }
    const left = before?.have.intent ?? null;
    const another = left !== null && this.intents.get(left.id)?.process !== process.name;
    if (another && have.intent?.id !== left.id) {
      if (left.expiry > this.scheduler.now) this.violated(`${record.id} was taken over before the intent's expiry`);
      if (!have.suspect) this.violated(`${record.id} was taken over without a doubt`);
    }
    if (have.intent !== null && have.intent.id !== before?.have.intent?.id)
      this.intents.set(have.intent.id, { process: process.name, reread: false });
    this.releases.written(before, record, this.settingsOf(process), this.stores?.directory);
  }

  private committed({ name }: SimProcess, documents: Readonly<Record<string, Json>>): void {
    const { control } = this.seen();
    if (control.peekLease()?.owner !== name) this.violated(`${name} moved the control rows without the lease`);
    if ('configuration' in documents) {
      const text = JSON.stringify(control.peek('configuration'));
      if (text !== this.configured.text) this.configured = { text, since: this.scheduler.now };
    }
    if ('feed|users' in documents) this.watermarkMoved(name, documents['feed|users']);
  }

  private watermarkMoved(name: string, feed: Json | undefined): void {
    const { link, deltaLink } = feed as { link: string; deltaLink: string };
    const missed = this.delivered.get(name);
    const moves = link !== '' || deltaLink !== this.deltaLink;
    this.deltaLink = deltaLink;
    if (moves && missed !== undefined && missed.size > 0)
      this.violated(`${name} moved the watermark before it stored ${[...missed].join(', ')}`);
    missed?.clear();
  }

  /** Asked when the request begins. */
  sending(process: SimProcess, { verb, externalId, targetId }: Write): void {
    const { records, claims } = this.seen();
    const { now } = this.scheduler;
    const owner = externalId ?? (targetId === undefined ? undefined : claims.peek().get(targetId)?.owner);
    const record = records.peek().find(({ id }) => id === owner);
    this.scheduler.note(`${process.name}: ${verb} ${targetId ?? ''} for ${owner ?? 'nobody'}`);
    if (record === undefined) {
      this.violated(`${verb} of ${targetId ?? 'a new account'} without a claim`);
      return;
    }
    const settings = this.settingsOf(process);
    if (settings.mode !== 'live') this.violated(`${verb} for ${record.id} in mode ${settings.mode}`);
    this.questionConfiguration(process, settings, `${verb} for ${record.id}`);
    if (!this.probes.has(record.id)) this.questionGate(process, `${verb} for ${record.id}`);
    const { intent } = record.have;
    const stored = this.intents.get(intent?.id ?? '');
    if (intent === null || stored?.process !== process.name) {
      this.violated(`${verb} for ${record.id} without a stored intent`);
      return;
    }
    if (intent.expiry - now < 29_000) this.violated(`${verb} for ${record.id} begins when its intent nearly ends`);
    if (targetId !== undefined && intent.targetId !== targetId)
      this.violated(`${verb} of ${targetId} under an intent for ${intent.targetId}`);
    const takes = verb === 'disable' || verb === 'delete';
    if (takes) {
      const fault = releaseFault(record, now);
      if (fault !== undefined) this.violated(`${verb} of ${record.id}: ${fault}`);
      if (!stored.reread) this.violated(`${verb} of ${record.id}: the record was not read again before the send`);
      this.releases.sending(verb, record, settings, this.seen().directory);
    } else if (record.want.source === 'purged') this.violated(`${verb} for ${record.id}, who was purged`);
  }

  /** Another configuration in force for longer than any attempt may take: the worker had to notice (6). */
  private questionConfiguration(process: SimProcess, settings: Settings, what: string): void {
    const inForce = this.seen().control.peek('configuration') as { hash?: string; mode?: string } | undefined;
    if (inForce?.hash === hashOf(settings) && inForce.mode === settings.mode) return;
    const since = Math.max(this.configured.since, process.frozenUntil);
    if (this.scheduler.now - since > LONGEST_ATTEMPT_MS)
      this.violated(`${what} by ${process.name} under a configuration that is no longer in force`);
  }

  /** The gate has been closed for longer than any attempt may take (6). */
  private questionGate(process: SimProcess, what: string): void {
    const gate = this.seen().control.peek('gate') as { closed?: boolean; since?: number } | undefined;
    if (gate?.closed !== true) return;
    const since = Math.max(gate.since ?? 0, process.frozenUntil);
    if (this.scheduler.now - since > LONGEST_ATTEMPT_MS) this.violated(`${what} by ${process.name} in quarantine`);
  }

  /** An account with the identity of one of our people never becomes another's (4). */
  identified(targetId: string, before: string | null, after: string): void {
    if (before !== null && before !== after && this.known.has(before))
      this.violated(`${targetId} of ${before} was given to ${after}`);
  }

  /** The answer to a write never came. */
  unknown(targetId: string | undefined, externalId: string | undefined): void {
    const owner =
      externalId ??
      this.seen()
        .claims.peek()
        .get(targetId ?? '')?.owner;
    if (owner !== undefined) this.doubtful.add(owner);
  }

  /** An account was read by its id, or the people behind these ids were searched for. */
  targetRead(owners: readonly (string | undefined)[]): void {
    for (const owner of owners) if (owner !== undefined) this.doubtful.delete(owner);
  }

  ownerOf(targetId: string): string | undefined {
    return this.seen().claims.peek().get(targetId)?.owner;
  }

  /** What must hold at every moment. */
  step(): void {
    const { records } = this.seen();
    const due = records.peekDue().map(({ id }) => id);
    const held = records.peekHeld().map(({ id }) => id);
    for (const record of records.peek()) {
      const { id, have } = record;
      const rows = [
        ...due.filter((row) => row === id).map(() => 'due'),
        ...held.filter((row) => row === id).map(() => 'held'),
      ];
      const wanted = rowOf(record);
      if (rows.join() !== (wanted === 'none' ? '' : wanted)) this.violated(`${id} must be ${wanted} but is ${rows}`);
      this.questionLink(record);
      const remembered = have.suspect || have.intent !== null || have.searchAfter !== null || have.readAgainAt !== null;
      if (this.doubtful.has(id) && !remembered) {
        this.violated(`${id}: a request of unknown outcome was forgotten`);
        this.doubtful.delete(id);
      }
    }
  }

  /** An account that came back for somebody else is theirs; whoever still links it must doubt that, or have left (4). */
  private questionLink({ id, want, have }: UserRecord): void {
    if (have.accountId === null || have.state === 'deleted' || have.intent !== null) return;
    const owner = this.ownerOf(have.accountId);
    if (owner === id || have.suspect || want.departure !== null) return;
    this.violated(`${have.accountId} is linked by ${id} and claimed by ${owner}`);
  }

  /** After a long quiet time: every request is accounted for, and nobody waits without end (5, 13). */
  final(busy: readonly string[]): void {
    this.step();
    for (const id of this.doubtful) this.violated(`${id}: a request of unknown outcome was never looked at`);
    for (const name of busy) this.violated(`${name} never came to an end`);
  }

  private settingsOf({ name }: SimProcess): Settings {
    const settings = this.settings.get(name);
    if (settings === undefined) throw new Error(`no settings of ${name}`);
    return settings;
  }

  private seen(): Stores {
    if (this.stores === undefined) throw new Error('the oracle sees no stores yet');
    return this.stores;
  }
}
