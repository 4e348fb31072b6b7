import { readFileSync } from 'node:fs';

/** The parts of host.json that change how triggers run; times in milliseconds. */
export interface HostSettings {
  readonly maxConcurrentSessions: number;
  readonly sessionIdleTimeoutMs: number;
  readonly maxAutoLockRenewalMs: number;
  readonly autoComplete: boolean;
  readonly routePrefix: string;
}

type Section = Readonly<Record<string, unknown>>;

function section(parent: Section, name: string): Section {
  const value = parent[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Error(`host.json: "${name}" must be an object.`);
  }
  return value as Section;
}

/**
 * Reads a .NET time span, `[d.]hh:mm:ss[.fraction]`, as milliseconds.
 * @throws on anything else, `2s` or a bare number included.
 */
export function parseTimeSpan(text: unknown, where: string): number {
  const match = typeof text === 'string' ? /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,7})?)$/.exec(text) : null;
  if (match === null) {
    throw new Error(`host.json: "${where}" must be a time span such as "00:05:00", got ${JSON.stringify(text)}.`);
  }
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round((((days ?? 0) * 24 + (hours ?? 0)) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000);
}

function positive(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    throw new Error(`host.json: "${where}" must be a positive integer, got ${JSON.stringify(value)}.`);
  }
  return value;
}

const OVERRIDE = 'AzureFunctionsJobHost__';

// An app setting such as AzureFunctionsJobHost__extensions__http__routePrefix replaces one value of host.json; numbers are told
// by their form.
function withOverrides(root: Section, settings: Readonly<Record<string, string>>): Section {
  return Object.entries(settings).reduce((file, [name, value]) => {
    if (!name.startsWith(OVERRIDE)) return file;
    return replaced(file, name.slice(OVERRIDE.length).split('__'), /^\d+$/.test(value) ? Number(value) : value);
  }, root);
}

function replaced(node: Section, [name = '', ...rest]: readonly string[], value: unknown): Section {
  return { ...node, [name]: rest.length === 0 ? value : replaced(section(node, name), rest, value) };
}

/**
 * Reads host.json with the defaults of the Service Bus extension 5.x and the app settings that replace its values.
 * @throws when the file is not version 2.0 or a value has the wrong form.
 */
export function readHostJson(path: string, settings: Readonly<Record<string, string>> = {}): HostSettings {
  const root = withOverrides(JSON.parse(readFileSync(path, 'utf8')) as Section, settings);
  if (root.version !== '2.0') {
    throw new Error('host.json: "version" must be "2.0".');
  }
  const extensions = section(root, 'extensions');
  const bus = section(extensions, 'serviceBus');
  const prefix = section(extensions, 'http').routePrefix ?? 'api';
  return {
    maxConcurrentSessions: positive(bus.maxConcurrentSessions ?? 8, 'maxConcurrentSessions'),
    sessionIdleTimeoutMs: parseTimeSpan(bus.sessionIdleTimeout ?? '00:01:00', 'sessionIdleTimeout'),
    maxAutoLockRenewalMs: parseTimeSpan(bus.maxAutoLockRenewalDuration ?? '00:05:00', 'maxAutoLockRenewalDuration'),
    autoComplete: bus.autoCompleteMessages !== false,
    routePrefix: String(prefix),
  };
}
