import { runInThisContext } from 'node:vm';

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;

interface Loader {
  _load: Load;
  readonly _cache: Record<string, unknown>;
  createRequire(from: string): (id: string) => unknown;
}

// A test runner gives the files it loads a module loader and a `process` of its own. The app must see the ones of the real
// process, as under the worker, so both are taken from the main context.
const realProcess: NodeJS.Process = runInThisContext('process');

function realLoader(): Loader {
  return realProcess.getBuiltinModule('node:module') as unknown as Loader;
}

/** Puts settings where the app reads them; returns a function that restores what was there. */
export function applySettings(settings: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(settings).map((key) => [key, realProcess.env[key]] as const);
  Object.assign(realProcess.env, settings);
  return () => {
    for (const [key, value] of before) {
      if (value === undefined) {
        delete realProcess.env[key];
      } else {
        realProcess.env[key] = value;
      }
    }
  };
}

// The library keeps the core object of its first registration in a module variable, so a second host in one process needs a
// fresh copy of it; a bundle carries its own copy.
function forget(loader: Loader, entry: string): void {
  for (const file of Object.keys(loader._cache)) {
    if (file === entry || /[\\/]@azure[\\/]functions[\\/]/.test(file)) {
      delete loader._cache[file];
    }
  }
}

/**
 * Loads a CommonJS entry point with `@azure/functions-core` answered by the host.
 * @throws whatever the entry point throws.
 */
export function loadEntry(entry: string, coreApi: unknown): void {
  const loader = realLoader();
  const load = loader._load;
  forget(loader, entry);
  loader._load = (request, parent, isMain) =>
    request === '@azure/functions-core' ? coreApi : load(request, parent, isMain);
  try {
    loader.createRequire(entry)(entry);
  } finally {
    loader._load = load;
  }
}
