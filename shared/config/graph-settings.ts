import { CLOUDS } from '../graph/clouds.ts';
import type { RawSettings } from './cross-checks.ts';
import type { Fault } from './fault.ts';
import type { Settings } from './load-configuration.ts';
import { checkValues, readRaw } from './read-settings.ts';
import { SETTING_NAMES } from './settings-table.ts';

/** What is needed to read users from Graph and nothing else. */
export type GraphSettings = Pick<Settings, 'values' | 'graphUrl' | 'graphLoginUrl'>;

const OWN = /^(?:GRAPH|ENTRA)_/;

/** Reads the settings of the Graph side alone, for tools that touch no other end. */
export function loadGraphSettings(
  env: Readonly<Record<string, string | undefined>>,
): { readonly ok: true; readonly settings: GraphSettings } | { readonly ok: false; readonly faults: readonly Fault[] } {
  const given = readRaw(
    env,
    SETTING_NAMES.filter((name) => OWN.test(name)),
  );
  // Whoever is named is read, assigned or not.
  const raw: RawSettings = { ...given, SCOPE: 'all' };
  const { values, faults } = checkValues(raw, Number.POSITIVE_INFINITY, (key) => OWN.test(key));
  if (values === undefined || faults.length > 0) return { ok: false, faults };
  const cloud = CLOUDS[values.GRAPH_CLOUD];
  const graphUrl = values.GRAPH_URL ?? cloud.graphUrl;
  return { ok: true, settings: { values, graphUrl, graphLoginUrl: cloud.loginUrl } };
}
