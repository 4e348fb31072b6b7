import type { Digester } from '../domain/digest.ts';
import type { LeaverActions } from '../domain/guard.ts';
import type { CompiledMapping } from '../domain/mapping/types.ts';
import type { Timings } from '../domain/timings.ts';
import type {
  Budget,
  Bus,
  Chance,
  ClaimStore,
  Clock,
  ControlStore,
  Directory,
  Events,
  Journal,
  MemberStore,
  RecordStore,
  Target,
} from './ports.ts';

export type Mode = 'live' | 'dry' | 'paused';
export type AdoptionPolicy = 'byExternalId' | 'byUserName' | 'never';

/** What the use cases need to know; built once per process from validated settings. */
export interface Configuration {
  readonly mode: Mode;
  readonly scope: 'all' | 'assigned';
  /** Hash over mapping, scope, leaver actions, adoption and digest key. */
  readonly hash: string;
  readonly mapping: CompiledMapping;
  readonly leaverActions: LeaverActions;
  readonly adoption: AdoptionPolicy;
  /** Largest number of counted departures per run and rolling day; undefined = 5 % between 10 and 50. */
  readonly guardLimit: number | undefined;
  /** Largest number of creates in a rolling day; undefined = unusually many are only reported. */
  readonly createLimit: number | undefined;
  readonly timings: Timings;
  readonly lanes: number;
  /** When this process started, epoch milliseconds. */
  readonly startedAt: number;
  /** Names the process in the lease. */
  readonly instance: string;
}

/** Everything a use case may touch. Each takes the part it needs. */
export interface Ports {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly events: Events;
  readonly digester: Digester;
  readonly directory: Directory;
  readonly target: Target;
  readonly budget: Budget;
  readonly records: RecordStore;
  readonly control: ControlStore;
  readonly members: MemberStore;
  readonly claims: ClaimStore;
  readonly journal: Journal;
  readonly bus: Bus;
}
