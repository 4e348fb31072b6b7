import type { UserRecord } from '../../../shared/domain/record.ts';
import type { Directory, WakeMessage } from '../../../shared/sync/ports.ts';
import { LIVE, type Settings } from '../../simulation/settings.ts';
import type { Person } from '../../simulation/sim-directory.ts';
import { type Instance, World } from '../../simulation/sim-world.ts';
import type { Operation } from '../memory/memory-steps.ts';

export const MINUTE = 60_000;
const USUAL: Settings = { ...LIVE, scope: 'assigned', guardLimit: 100 };
const LONGEST_RUN = 30 * MINUTE;

/** One healthy instance on virtual time, driven run by run, with everything it asks for counted. */
export interface SyncRig {
  readonly world: World;
  instance: Instance;
  /** Fields of `departures-reported` and the like stand in here, one line an event. */
  log(): string;
  put(id: string, more?: Partial<Person>): void;
  /** Starts another process with other settings in place of the first. */
  restart(settings: Partial<Settings>): void;
  run(): Promise<void>;
  /** Delivers what is on the queue; returns the messages. */
  work(): Promise<readonly WakeMessage[]>;
  /** Run, work, wait a minute; `rounds` times. */
  settle(rounds?: number): Promise<void>;
  pass(ms: number): Promise<void>;
  record(id: string): UserRecord;
  /** What `action` cost: requests to the target and to the source, and operations of all stores. */
  cost(action: () => Promise<unknown>): Promise<Cost>;
}

export interface Cost {
  readonly target: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly reads: number;
  readonly stores: readonly string[];
}

export function createRig(settings: Partial<Settings> = {}): SyncRig {
  const world = new World(1);
  const { scheduler, directory, target, records, queue } = world;
  let reads = 0;
  const start = (wanted: Partial<Settings>): Instance => {
    const started = world.start({ ...USUAL, ...wanted });
    const counted: Directory = {
      ...started.ports.directory,
      readUser: (id, select) => {
        reads += 1;
        return started.ports.directory.readUser(id, select);
      },
    };
    return { ...started, ports: { ...started.ports, directory: counted } };
  };
  const wait = async (busy: () => boolean): Promise<void> => {
    const end = scheduler.now + LONGEST_RUN;
    while (busy() && scheduler.now < end) await scheduler.run(scheduler.now + 1);
    if (busy()) throw new Error('the work did not end');
  };
  const rig: SyncRig = {
    world,
    instance: start(settings),
    log: () => scheduler.log.join('\n'),
    put(id, more = {}) {
      const known = directory.person(id);
      const fresh = { id, state: 'present', enabled: true, assigned: true, jobTitle: null } as const;
      directory.put({ ...fresh, upn: `${id}@example.org`, displayName: `Person ${id}`, ...known, ...more });
    },
    restart(other) {
      rig.instance = start({ ...rig.instance.settings, ...other });
    },
    async run() {
      world.enumerate(rig.instance);
      await wait(() => rig.instance.enumerating);
    },
    async work() {
      const messages = queue.splice(0);
      for (const message of messages) {
        world.apply(rig.instance, message);
        await wait(() => rig.instance.applying > 0);
      }
      return messages;
    },
    async settle(rounds = 3) {
      for (let round = 0; round < rounds; round += 1) {
        await rig.run();
        await rig.work();
        await rig.pass(MINUTE);
      }
    },
    pass: (ms) => scheduler.run(scheduler.now + ms),
    record(id) {
      const found = records.peek().find((record) => record.id === id);
      if (found === undefined) throw new Error(`no record ${id}`);
      return found;
    },
    async cost(action) {
      const before = { ...target.requests };
      const readsBefore = reads;
      const lists = storeLists(rig.instance);
      for (const list of lists) list.length = 0;
      await action();
      const spent = Object.entries(target.requests).map(
        ([verb, count]) => [verb, count - (before[verb] ?? 0)] as const,
      );
      const moved = spent.filter(([, count]) => count > 0);
      return {
        target: Object.fromEntries(moved),
        requests: moved.reduce((sum, [, count]) => sum + count, 0),
        reads: reads - readsBefore,
        stores: lists.flat().map(({ op, id }) => `${op} ${id ?? ''}`),
      };
    },
  };
  return rig;
}

function storeLists({ ports }: Instance): Operation[][] {
  const { records, control, members, claims, journal } = ports;
  return [records, control, members, claims, journal].map((store) => Reflect.get(store, 'ops') as Operation[]);
}
