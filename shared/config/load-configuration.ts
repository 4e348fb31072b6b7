import { createHash } from 'node:crypto';
import { createDigester } from '../domain/digest.ts';
import type { LeaverActions } from '../domain/guard.ts';
import { compileMapping } from '../domain/mapping/compile-mapping.ts';
import { DEFAULT_MAPPING } from '../domain/mapping/default-mapping.ts';
import type { CompiledMapping } from '../domain/mapping/types.ts';
import { parseJson } from '../domain/parse-json.ts';
import { genesysEndpoints } from '../genesys/regions.ts';
import { CLOUDS } from '../graph/clouds.ts';
import { inAppFolder } from './app-folder.ts';
import { type Fault, shown } from './fault.ts';
import { hostSessions } from './host-sessions.ts';
import { checkValues, readRaw } from './read-settings.ts';
import { SETTING_NAMES, SETTINGS, type SettingValues } from './settings-table.ts';
import { unknownNames } from './unknown-names.ts';
import { fromVault, type VaultedName, vaultHints } from './vaulted.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** All that a process needs to know, checked as a whole. */
export interface Settings {
  readonly values: SettingValues;
  readonly mapping: CompiledMapping;
  readonly leaverActions: LeaverActions;
  /** Secrets that are needed and not among the values: the vault has them. */
  readonly fromVault: readonly VaultedName[];
  readonly graphUrl: string;
  readonly graphLoginUrl: string;
  readonly genesysApiUrl: string;
  readonly genesysLoginUrl: string;
}

export type LoadedConfiguration =
  | { readonly ok: true; readonly settings: Settings; readonly hints: readonly string[] }
  | { readonly ok: false; readonly faults: readonly Fault[]; readonly hints: readonly string[] };

/** Reads and checks all settings and the mapping file; every fault is reported at once. `readFile` may throw. */
export function loadConfiguration(env: Environment, readFile: (path: string) => string): LoadedConfiguration {
  const raw = readRaw(env, SETTING_NAMES);
  const { faults: unknown, hints: doubts } = unknownNames(Object.keys(env));
  const hints = [...doubts, ...vaultHints(raw)];
  const checked = checkValues(raw, hostSessions(env, readFile));
  const faults = [...checked.faults, ...unknown];
  const mapping = loadMapping(raw.MAPPING_FILE, (path) => readFile(inAppFolder(env, path)));
  if (!mapping.ok) faults.push(...mapping.faults);
  if (checked.values === undefined || !mapping.ok || faults.length > 0) return { ok: false, faults, hints };
  return { ok: true, settings: assemble(checked.values, mapping.mapping, fromVault(raw)), hints };
}

function loadMapping(
  path: string | undefined,
  readFile: (path: string) => string,
): { ok: true; mapping: CompiledMapping } | { ok: false; faults: readonly Fault[] } {
  let file: unknown = DEFAULT_MAPPING;
  if (path !== undefined) {
    try {
      file = parseJson(readFile(path));
    } catch (error) {
      const message = error instanceof SyntaxError ? 'holds no JSON' : 'cannot be read';
      const value = shown('MAPPING_FILE', path);
      const fault = { key: 'MAPPING_FILE', value, allowed: SETTINGS.MAPPING_FILE.allowed, message };
      return { ok: false, faults: [fault] };
    }
  }
  const compiled = compileMapping(file);
  if (compiled.ok) return compiled;
  const faults = compiled.faults.map(({ path: place, value, allowed, message, position }) => ({
    key: `mapping ${place}`,
    value: shown(place, value),
    allowed,
    message: position === undefined ? message : `${message} (character ${position})`,
  }));
  return { ok: false, faults };
}

function assemble(values: SettingValues, mapping: CompiledMapping, missing: readonly VaultedName[]): Settings {
  const leaverActions: LeaverActions = {
    disabled: values.LEAVER_DISABLED,
    softDeleted: values.LEAVER_SOFT_DELETED,
    absent: values.LEAVER_ABSENT,
    unassigned: values.LEAVER_UNASSIGNED,
    filtered: values.LEAVER_UNASSIGNED,
    purged: values.LEAVER_PURGED,
  };
  const region = genesysEndpoints(values.GENESYS_REGION ?? '');
  const cloud = CLOUDS[values.GRAPH_CLOUD];
  return {
    values,
    mapping,
    leaverActions,
    fromVault: missing,
    graphUrl: values.GRAPH_URL ?? cloud.graphUrl,
    graphLoginUrl: cloud.loginUrl,
    genesysApiUrl: values.GENESYS_API_URL ?? region?.apiUrl ?? '',
    genesysLoginUrl: values.GENESYS_LOGIN_URL ?? region?.loginUrl ?? '',
  };
}

/** Digest over mapping, scope, leaver actions, adoption and digest key: a new one makes everybody be looked at again. */
export function configurationHash({ values, mapping, leaverActions }: Settings, digestKey: string): string {
  const key = createDigester(digestKey).text('');
  const identity = [mapping.canonical, mapping.select, values.SCOPE, leaverActions, values.ADOPTION, key];
  return createHash('sha256').update(JSON.stringify(identity)).digest('base64url').slice(0, 16);
}

/** The effective settings for a log: each with its value, secrets as ***. */
export function redact({ values, graphUrl, genesysApiUrl, mapping }: Settings): Readonly<Record<string, string>> {
  const effective = SETTING_NAMES.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [[name, shown(name, String(value))] as const];
  });
  return {
    ...Object.fromEntries(effective),
    graphUrl: shown('GRAPH_URL', graphUrl),
    genesysApiUrl: shown('GENESYS_API_URL', genesysApiUrl),
    attributes: String(mapping.targets.length),
  };
}
