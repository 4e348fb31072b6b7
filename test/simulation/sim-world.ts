import { createDigester } from '../../shared/domain/digest.ts';
import { TIMINGS } from '../../shared/domain/timings.ts';
import { applyChange } from '../../shared/sync/apply.ts';
import { createBudget } from '../../shared/sync/budget.ts';
import type { Ports } from '../../shared/sync/configuration.ts';
import { type ControlCache, createControlCache } from '../../shared/sync/control-cache.ts';
import { enumerateChanges } from '../../shared/sync/enumerate.ts';
import type { WakeMessage } from '../../shared/sync/ports.ts';
import { createMemoryClaims, type MemoryClaims } from '../support/memory/memory-claims.ts';
import { createMemoryControl, type MemoryControl } from '../support/memory/memory-control.ts';
import { createMemoryJournal } from '../support/memory/memory-journal.ts';
import { createMemoryMembers } from '../support/memory/memory-members.ts';
import { createMemoryRecords, type MemoryRecords } from '../support/memory/memory-records.ts';
import { plainTelemetry } from '../support/plain-telemetry.ts';
import { createDice, Scheduler, type SimProcess } from './scheduler.ts';
import { hashOf, mappingOf, type Settings } from './settings.ts';
import { SimDirectory } from './sim-directory.ts';
import { SimTarget } from './sim-target.ts';
import { Watch } from './watch.ts';

/** One running instance: enumerator and worker of the same process and settings. */
export interface Instance {
  readonly process: SimProcess;
  readonly ports: Ports;
  readonly cache: ControlCache;
  readonly settings: Settings;
  enumerating: boolean;
  applying: number;
}

/** Everything of one history: stores shared by all instances, both outside systems, the queue, virtual time. */
export class World {
  readonly scheduler: Scheduler;
  readonly directory: SimDirectory;
  readonly target: SimTarget;
  readonly queue: WakeMessage[] = [];
  readonly claims: MemoryClaims;
  readonly records: MemoryRecords;
  readonly control: MemoryControl;
  readonly watch: Watch;
  /** People whose accounts somebody has changed by hand; nobody notices before the next write. */
  readonly tampered = new Set<string>();
  private readonly stores;
  private instances = 0;

  constructor(seed: number) {
    this.scheduler = new Scheduler(createDice(seed), 8 * 60_000);
    this.claims = createMemoryClaims();
    this.records = createMemoryRecords();
    this.control = createMemoryControl();
    this.stores = { members: createMemoryMembers(), journal: createMemoryJournal() };
    this.watch = new Watch(this.scheduler);
    this.directory = new SimDirectory(this.scheduler, this.watch);
    this.target = new SimTarget(this.scheduler, this.watch);
    this.watch.observe(this);
  }

  start(settings: Settings): Instance {
    const { scheduler } = this;
    this.instances += 1;
    const process: SimProcess = { name: `i${this.instances}`, crashed: false, frozenUntil: 0, crashes: 0, freezes: 0 };
    const through = <T extends object>(name: string, store: T): T => this.slowed(process, name, store);
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
    const control = through('control', this.control);
    this.watch.started(process, settings);
    const budget = createBudget({ control, clock, chance, lanes: 8 });
    budget.observe(this.target.limits());
    const ports: Ports = {
      configuration: {
        mode: settings.mode,
        scope: settings.scope,
        hash: hashOf(settings),
        mapping: mappingOf(settings),
        leaverActions: settings.leaver,
        adoption: settings.adoption,
        guardLimit: settings.guardLimit,
        createLimit: settings.createLimit,
        timings: TIMINGS,
        lanes: 8,
        startedAt: scheduler.now,
        instance: process.name,
      },
      clock,
      chance,
      events: plainTelemetry((name, fields) => {
        this.watch.told('an event', fields);
        const line = `${process.name}: ${name} ${JSON.stringify(fields)}`;
        scheduler.note(line);
        // Nothing but a lost race may fail here outside of what the ports name.
        if (name === 'step-failed' && !line.includes('"Conflict:')) this.watch.violated(`unexpected error: ${line}`);
      }),
      digester: createDigester('simulation'),
      directory: this.directory.port(process),
      target: this.target.port(process, () => settings.mode === 'live', budget.observe),
      budget,
      records: through('records', this.records),
      control,
      members: through('members', this.stores.members),
      claims: through('claims', this.claims),
      journal: through('journal', this.stores.journal),
      bus: {
        send: async (messages) => {
          await scheduler.turn(process, 'send');
          this.watch.told('a message', messages);
          this.queue.push(...messages);
        },
      },
    };
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
    if (!harmless) this.watch.violated(`unexpected error: ${error instanceof Error ? (error.stack ?? text) : text}`);
  }

  /** Every store call of a process takes a turn before and after its effect. */
  private slowed<T extends object>(process: SimProcess, store: string, real: T): T {
    const { scheduler } = this;
    return new Proxy(real, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const where = `${store}.${String(name)} ${subjectOf(args[0])}`;
          await scheduler.turn(process, `before ${where}`);
          let result: unknown;
          let failure: unknown;
          try {
            result = await Reflect.apply(member, object, args);
            this.watch.stored(process, store, String(name), args);
          } catch (error) {
            failure = error;
          }
          await scheduler.turn(process, `after ${where}`);
          if (failure !== undefined) throw failure;
          return result;
        };
      },
    });
  }
}

/** Object id, account id or key a store call is about. */
function subjectOf(first: unknown): string {
  if (typeof first === 'string') return first;
  return typeof first === 'object' && first !== null && 'id' in first ? String(first.id) : '';
}
