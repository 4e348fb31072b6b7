import { createDigester } from '../../shared/domain/digest.ts';
import { DEFAULT_LEAVER_ACTIONS } from '../../shared/domain/guard.ts';
import { compileMapping } from '../../shared/domain/mapping/compile-mapping.ts';
import type { Filter } from '../../shared/domain/mapping/filter-file.ts';
import type { MappingFile } from '../../shared/domain/mapping/mapping-file.ts';
import type { CompiledMapping } from '../../shared/domain/mapping/types.ts';
import { TIMINGS } from '../../shared/domain/timings.ts';
import { applyChange } from '../../shared/sync/apply.ts';
import { createBudget } from '../../shared/sync/budget.ts';
import type { Mode, Ports } from '../../shared/sync/configuration.ts';
import { type ControlCache, createControlCache } from '../../shared/sync/control-cache.ts';
import { enumerateChanges } from '../../shared/sync/enumerate.ts';
import type { WakeMessage } from '../../shared/sync/ports.ts';
import { createMemoryClaims, type MemoryClaims } from '../support/memory/memory-claims.ts';
import { createMemoryControl } from '../support/memory/memory-control.ts';
import { createMemoryJournal } from '../support/memory/memory-journal.ts';
import { createMemoryMembers } from '../support/memory/memory-members.ts';
import { createMemoryRecords, type MemoryRecords } from '../support/memory/memory-records.ts';
import type { MemoryHooks } from '../support/memory/memory-steps.ts';
import { createDice, Scheduler, type SimProcess } from './scheduler.ts';
import { type Person, SimDirectory } from './sim-directory.ts';
import { SimTarget } from './sim-target.ts';

export interface Settings {
  readonly mode: Mode;
  readonly scope: 'all' | 'assigned';
  readonly withTitle: boolean;
  readonly guardLimit: number;
  /** A scoping filter is set: `isFilteredOut` says whom it keeps out. */
  readonly filtered?: boolean;
  /** A mapping file in place of the simulation's own. */
  readonly file?: MappingFile;
}

/** One running instance: enumerator and worker of the same process and settings. */
export interface Instance {
  readonly process: SimProcess;
  readonly ports: Ports;
  readonly cache: ControlCache;
  readonly settings: Settings;
  enumerating: boolean;
  applying: number;
}

const FILTER: Filter = {
  groups: [
    { clauses: [{ attribute: 'displayName', operator: 'NOT EQUALS', value: 'Person 2' }] },
    { clauses: [{ attribute: 'jobTitle', operator: 'EQUALS', value: 'Lead' }] },
  ],
};

const MAPPINGS: ReadonlyMap<string, CompiledMapping> = new Map(
  [true, false].flatMap((withTitle) =>
    [true, false].map((filtered) => [`${withTitle}${filtered}`, buildMapping(withTitle, filtered)] as const),
  ),
);

/** Everything of one history: stores shared by all instances, both outside systems, the queue, virtual time. */
export class World {
  readonly scheduler: Scheduler;
  readonly directory: SimDirectory;
  readonly target: SimTarget;
  readonly queue: WakeMessage[] = [];
  readonly claims: MemoryClaims;
  readonly records: MemoryRecords;
  faulty = true;
  private readonly hooks: MemoryHooks;
  private readonly stores;
  private instances = 0;

  constructor(seed: number) {
    this.scheduler = new Scheduler(createDice(seed), 8 * 60_000);
    this.hooks = { before: async () => undefined };
    this.claims = createMemoryClaims(this.hooks);
    this.records = createMemoryRecords(this.hooks);
    this.stores = {
      control: createMemoryControl(this.hooks),
      members: createMemoryMembers(this.hooks),
      journal: createMemoryJournal(this.hooks),
    };
    this.directory = new SimDirectory(this.scheduler);
    this.target = new SimTarget(
      this.scheduler,
      () => this.records.peek(),
      (id) => this.claims.peek().get(id)?.owner,
    );
  }

  start(settings: Settings): Instance {
    const { scheduler } = this;
    this.instances += 1;
    const process: SimProcess = { name: `i${this.instances}`, crashed: false, frozenUntil: 0, crashes: 0, freezes: 0 };
    const through = <T extends object>(store: T): T => this.slowed(process, store);
    const clock = { now: () => scheduler.now, sleep: (ms: number) => scheduler.sleep(process, ms) };
    const dice = scheduler.dice;
    let ids = 0;
    const chance = {
      fraction: () => dice.fraction(),
      integer: (below: number) => dice.between(0, below - 1),
      uuid: () => {
        ids += 1;
        return `${process.name}-${ids}`;
      },
    };
    const own = settings.file === undefined ? undefined : compiled(settings.file);
    const hash = own?.canonical ?? `${settings.withTitle}${settings.filtered ?? false}`;
    const mapping = own ?? MAPPINGS.get(hash);
    if (mapping === undefined) throw new Error('no mapping');
    const control = through(this.stores.control);
    const ports: Ports = {
      configuration: {
        mode: settings.mode,
        scope: settings.scope,
        hash,
        mapping,
        leaverActions: DEFAULT_LEAVER_ACTIONS,
        adoption: 'byUserName',
        guardLimit: settings.guardLimit,
        timings: TIMINGS,
        lanes: 8,
        startedAt: scheduler.now,
        instance: process.name,
      },
      clock,
      chance,
      events: { emit: (name, fields) => scheduler.note(`${process.name}: ${name} ${JSON.stringify(fields)}`) },
      digester: createDigester('simulation'),
      directory: this.directory.port(process),
      target: this.target.port(process, () => settings.mode === 'live'),
      budget: createBudget({ control, clock, chance, lanes: 8 }),
      records: through(this.records),
      control,
      members: through(this.stores.members),
      claims: through(this.claims),
      journal: through(this.stores.journal),
      bus: {
        send: async (messages) => {
          await scheduler.turn(process, 'send');
          this.queue.push(...messages);
        },
      },
    };
    ports.budget.observe({ count: 0, allowed: 300, resetSeconds: 60, serverNow: scheduler.now });
    scheduler.note(`${process.name} starts: ${JSON.stringify(settings)}`);
    return { process, ports, cache: createControlCache(ports), settings, enumerating: false, applying: 0 };
  }

  /** Starts one run; overlapping runs of one instance do not happen, as with the real timer. */
  enumerate(instance: Instance): void {
    if (instance.enumerating || instance.process.crashed) return;
    instance.enumerating = true;
    void enumerateChanges(instance.ports).then(
      () => {
        instance.enumerating = false;
      },
      (error: unknown) =>
        this.unexpected(instance, error, () => {
          instance.enumerating = false;
        }),
    );
  }

  apply(instance: Instance, message: WakeMessage): void {
    instance.applying += 1;
    void applyChange(instance.ports, instance.cache, message.objectId).then(
      () => {
        instance.applying -= 1;
      },
      (error: unknown) =>
        this.unexpected(instance, error, () => {
          instance.applying -= 1;
        }),
    );
  }

  private unexpected(instance: Instance, error: unknown, done: () => void): void {
    done();
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.scheduler.note(`${instance.process.name} threw ${text}`);
    const harmless = error instanceof Error && (error.name === 'Conflict' || error.name === 'LeaseLost');
    if (!harmless) this.target.violated(`unexpected error: ${error instanceof Error ? (error.stack ?? text) : text}`);
  }

  /** Every store call of a process takes a turn before and after its effect. */
  private slowed<T extends object>(process: SimProcess, store: T): T {
    const { scheduler } = this;
    return new Proxy(store, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          await scheduler.turn(process, `before ${String(name)}`);
          let result: unknown;
          let failure: unknown;
          try {
            result = await Reflect.apply(member, object, args);
          } catch (error) {
            failure = error;
          }
          await scheduler.turn(process, `after ${String(name)}`);
          if (failure !== undefined) throw failure;
          return result;
        };
      },
    });
  }
}

/** The filter of the simulation, written once more without the product's own code. */
export function isFilteredOut({ displayName, jobTitle }: Pick<Person, 'displayName' | 'jobTitle'>): boolean {
  return displayName === 'Person 2' && jobTitle !== 'Lead';
}

function buildMapping(withTitle: boolean, filtered: boolean): CompiledMapping {
  return compiled({
    version: 1,
    ...(filtered ? { scope: { users: FILTER } } : {}),
    attributes: [
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'active', expression: 'Not([IsSoftDeleted])' },
      { target: 'displayName', expression: '[displayName]' },
      ...(withTitle ? [{ target: 'title', expression: '[jobTitle]', whenEmpty: 'clear' as const }] : []),
    ],
  });
}

function compiled(file: MappingFile): CompiledMapping {
  const built = compileMapping(file);
  if (!built.ok) throw new Error(JSON.stringify(built.faults));
  return built.mapping;
}
