import { inAppFolder } from './app-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the app's own host.json names. */
const STANDARD = 9;
const OVERRIDE = 'azurefunctionsjobhost__extensions__servicebus__maxconcurrentsessions';

/**
 * Sessions one instance works on at a time: the app setting that replaces the value of host.json, host.json itself in the app's
 * folder, or the standard. What cannot be read is the host's to report, so it counts as absent.
 */
export function hostSessions(env: Environment, readFile: (path: string) => string): number {
  const set = Object.entries(env).find(([name]) => name.toLowerCase() === OVERRIDE)?.[1];
  return count(set) ?? count(fromHostJson(env, readFile)) ?? STANDARD;
}

function fromHostJson(env: Environment, readFile: (path: string) => string): unknown {
  try {
    const root: unknown = JSON.parse(readFile(inAppFolder(env, 'host.json')));
    return member(member(member(root, 'extensions'), 'serviceBus'), 'maxConcurrentSessions');
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function count(value: unknown): number | undefined {
  const number = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : 0;
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
