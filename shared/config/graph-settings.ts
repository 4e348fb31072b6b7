import { CLOUDS } from '../graph/clouds.ts';
import { crossFaults, type RawSettings } from './cross-checks.ts';
import { type Fault, shown } from './fault.ts';
import type { Settings } from './load-configuration.ts';
import { SETTING_NAMES, SETTINGS, SETTINGS_SCHEMA, type SettingName } from './settings-table.ts';

/** What is needed to read users from Graph and nothing else. */
export type GraphSettings = Pick<Settings, 'values' | 'graphUrl' | 'graphLoginUrl'>;

const OWN = /^(?:GRAPH|ENTRA)_/;

/** Reads the settings of the Graph side alone, for tools that touch no other end. */
export function loadGraphSettings(
  env: Readonly<Record<string, string | undefined>>,
): { readonly ok: true; readonly settings: GraphSettings } | { readonly ok: false; readonly faults: readonly Fault[] } {
  const given = SETTING_NAMES.filter((name) => OWN.test(name)).flatMap((name) => {
    const value = env[name]?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  // Whoever is named is read, assigned or not.
  const raw: RawSettings = { ...Object.fromEntries(given), SCOPE: 'all' };
  const parsed = SETTINGS_SCHEMA.safeParse(raw);
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0] as SettingName));
  const faults: Fault[] = [...wrong].map((key) => ({
    key,
    value: shown(key, raw[key]),
    allowed: SETTINGS[key].allowed,
    message: 'is not allowed',
  }));
  const sessions = Number.POSITIVE_INFINITY;
  faults.push(...crossFaults(raw, sessions).filter(({ key }) => OWN.test(key) && !wrong.has(key as SettingName)));
  if (!parsed.success || faults.length > 0) return { ok: false, faults };
  const cloud = CLOUDS[parsed.data.GRAPH_CLOUD];
  const graphUrl = parsed.data.GRAPH_URL ?? cloud.graphUrl;
  return { ok: true, settings: { values: parsed.data, graphUrl, graphLoginUrl: cloud.loginUrl } };
}
