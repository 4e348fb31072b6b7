import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HostLog,
  LogLevel,
  ProgrammingModel,
} from './core-types.ts';

/** A function of the app with its trigger binding picked out. */
export interface RegisteredFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  readonly triggerName: string;
  readonly triggerType: string;
  readonly trigger: Record<string, unknown>;
}

const hookNames = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;

/** Names of the hooks that the library can register. */
export type HookName = (typeof hookNames)[number];

/** The host's half of the module `@azure/functions-core`, and what the app told it. */
export interface Core {
  readonly api: Record<string, unknown>;
  readonly functions: Map<string, RegisteredFunction>;
  readonly hookData: Record<string, unknown>;
  readonly hooks: (name: HookName) => readonly HookCallback[];
  readonly model: () => ProgrammingModel | undefined;
  /** Ends the time in which the app may register; the worker refuses later calls. */
  readonly close: () => void;
}

class Disposable {
  readonly #dispose: () => unknown;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  dispose(): unknown {
    return this.#dispose();
  }
}

function toRegistered(metadata: FunctionMetadata, callback: FunctionCallback): RegisteredFunction {
  const found = Object.entries(metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (found === undefined) {
    throw new Error(`Function "${metadata.name}" has no trigger binding.`);
  }
  const [triggerName, trigger] = found;
  return { name: metadata.name, metadata, callback, triggerName, triggerType: trigger.type, trigger };
}

/** Makes the object that the app gets for `require('@azure/functions-core')`, plus the host's view of it. */
export function createCore(log: HostLog): Core {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<HookName, HookCallback[]>(hookNames.map((name) => [name, []]));
  const hookData = {};
  let model: ProgrammingModel | undefined;
  let open = true;

  const requireOpen = (what: string): void => {
    if (!open) {
      throw new Error(`${what} can only be registered during app startup.`);
    }
  };

  const api = {
    // The library reads these only to tell old hosts apart; both are past every feature gate it has (log hooks need 4.34).
    version: '3.9.1',
    hostVersion: '4.1040.0.0',
    Disposable,
    setProgrammingModel: (given: ProgrammingModel) => {
      requireOpen('A programming model');
      model = given;
    },
    getProgrammingModel: () => model,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) => {
      requireOpen('A function');
      if (functions.has(metadata.name)) {
        throw new Error(`A function with name "${metadata.name}" has already been registered.`);
      }
      functions.set(metadata.name, toRegistered(metadata, callback));
      return new Disposable(() => functions.delete(metadata.name));
    },
    registerHook: (name: string, callback: HookCallback) => {
      const list = hooks.get(name as HookName);
      if (list === undefined) {
        throw new RangeError(`Unrecognized hook "${name}".`);
      }
      list.push(callback);
      return new Disposable(() => list.splice(list.indexOf(callback), 1));
    },
    log: (level: LogLevel, _category: string, message: string) =>
      log({ at: new Date().toISOString(), level, category: 'system', logger: 'Worker', message }),
  };

  return {
    api,
    functions,
    hookData,
    hooks: (name) => hooks.get(name) ?? [],
    model: () => model,
    close: () => {
      open = false;
    },
  };
}
