import { crossFaults, type RawSettings } from './cross-checks.ts';
import { type Fault, shown } from './fault.ts';
import { SETTINGS, SETTINGS_SCHEMA, type SettingName, type SettingValues } from './settings-table.ts';

/** The raw texts of these settings, trimmed; what is empty is left out. */
export function readRaw(env: Readonly<Record<string, string | undefined>>, names: readonly SettingName[]): RawSettings {
  const entries = names.map((name) => [name, env[name]?.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
}

/**
 * Checks each value, then how values go together, as far as `concerns` the caller; a value that is wrong by itself is
 * reported once. `values` is undefined when one is wrong. `sessions` as in `crossFaults`.
 */
export function checkValues(
  raw: RawSettings,
  sessions: number,
  concerns: (key: string) => boolean = () => true,
): { readonly values: SettingValues | undefined; readonly faults: readonly Fault[] } {
  const parsed = SETTINGS_SCHEMA.safeParse(raw);
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0] as SettingName));
  const alone = [...wrong].map((key) => ({
    key,
    value: shown(key, raw[key]),
    allowed: SETTINGS[key].allowed,
    message: 'is not allowed',
  }));
  const together = crossFaults(raw, sessions).filter(({ key }) => concerns(key) && !wrong.has(key as SettingName));
  return { values: parsed.data, faults: [...alone, ...together] };
}
