import { readFileSync } from 'node:fs';
import { loadConfiguration } from '../../shared/config/load-configuration.ts';
import { SETTING_NAMES, SETTINGS, type SettingName } from '../../shared/config/settings-table.ts';
import { VAULTED } from '../../shared/config/vaulted.ts';
import { blockAfter, entriesOf, parametersOf, quoted, readBicep } from '../support/bicep.ts';

const main = readBicep('infra/main.bicep');
const parameters = new Map(parametersOf(main).map((parameter) => [parameter.name, parameter]));
const chosen = entriesOf(blockAfter(main, 'connectorSettings: '));
const wiring = entriesOf(blockAfter(readBicep('infra/modules/function-app.bicep'), 'var wiring = '));
const set = [...chosen.keys(), ...wiring.keys()];

/** Settings of the platform, which the connector does not read. */
const PLATFORM = [
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
];

const FORBIDDEN =
  /^(FUNCTIONS_|WEBSITE_|SCM_DO_BUILD_DURING_DEPLOYMENT$|ENABLE_ORYX_BUILD$|AzureWebJobsDashboard$|AzureWebJobsStorage$)/;

/** What the documentation says the templates leave alone. */
function leftAlone(): string[] {
  const text = readFileSync('docs/deploy.md', 'utf8');
  const table = text.slice(text.indexOf('<!-- left alone: begin -->'), text.indexOf('<!-- left alone: end -->'));
  return table
    .split('\n')
    .flatMap((line) =>
      [...(/^\| (`.*?`) \|/.exec(line)?.[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''),
    );
}

/** The parameter behind a setting, `mode` for `MODE: mode`. */
function parameterOf(name: string) {
  const parameter = parameters.get(/\w+(?=\)?$)/.exec(chosen.get(name) ?? '')?.[0] ?? '');
  if (parameter === undefined) throw new Error(`${name} comes from no parameter`);
  return parameter;
}

/** The values a parameter file gives, by name. */
function given(file: string): ReadonlyMap<string, string> {
  return new Map(
    [...readFileSync(file, 'utf8').matchAll(/^param (\w+) = '?(.*?)'?$/gm)].map(([, name, value]) => [
      name ?? '',
      value ?? '',
    ]),
  );
}

/** The app settings that a parameter file ends in, with made-up ends. */
function settingsFrom(file: string): Record<string, string> {
  const values = given(file);
  const own = [...chosen.keys()].map((name) => {
    const parameter = parameterOf(name);
    if (name === 'GRAPH_CLOUD') return [name, 'global'];
    return [name, values.get(parameter.name) ?? parameter.default?.replace(/^'(.*)'$/, '$1') ?? ''];
  });
  const id = '00000000-0000-0000-0000-000000000009';
  const ends = [...wiring].map(([name, value]) => {
    if (/Uri$|Endpoint$/.test(name)) return [name, 'https://contoso.table.core.windows.net'];
    if (name === 'KEY_VAULT_URI') return [name, 'https://kv-contoso.vault.azure.net/'];
    if (/clientId$|CLIENT_ID$/i.test(name)) return [name, id];
    return [name, quoted(value)[0] ?? (name === 'QUEUE_NAME' ? 'wakes-v1' : 'contoso.servicebus.windows.net')];
  });
  return Object.fromEntries([...own, ...ends]);
}

describe('the app settings of the templates', () => {
  it('are each known', () => {
    const known: readonly string[] = [...SETTING_NAMES, ...PLATFORM];
    expect(set.filter((name) => !known.includes(name))).toEqual([]);
    expect(new Set(set).size).toBe(set.length);
    expect(PLATFORM.filter((name) => !set.includes(name))).toEqual([]);
  });

  it('and those the documentation leaves alone are all there are', () => {
    const own = set.filter((name) => !PLATFORM.includes(name));
    expect([...own, ...leftAlone()].sort()).toEqual([...SETTING_NAMES].sort());
  });

  it('hold none that Flex Consumption refuses', () => {
    expect(set.filter((name) => FORBIDDEN.test(name))).toEqual([]);
  });

  it('hold no secret: the app reads them from the vault under the names they are written by', () => {
    const names = entriesOf(blockAfter(readBicep('infra/modules/names.bicep'), 'var secretNames = '));
    expect(set.filter((name) => SETTINGS[name as SettingName]?.secret)).toEqual([]);
    expect([...wiring.values()].filter((value) => value.includes('@Microsoft.KeyVault'))).toEqual([]);
    expect([...names.values()].map((value) => quoted(value)[0])).toEqual([
      VAULTED.GENESYS_CLIENT_SECRET,
      VAULTED.DIGEST_KEY,
    ]);
    expect(wiring.get('KEY_VAULT_URI')).toBe('vaultUri');
  });

  it.each([...chosen.keys()].filter((name) => parameterOf(name).allowed !== undefined))(
    '%s allows what the schema allows',
    (name) => {
      const parameter = parameterOf(name);
      const setting = SETTINGS[name as SettingName];
      expect(parameter.allowed?.join(', ')).toBe(setting.allowed);
      if (name !== 'GRAPH_CLOUD') expect(quoted(parameter.default ?? '')[0]).toBe(setting.default);
    },
  );

  it('take every choice of the schema from an allowed set', () => {
    const choices = [...chosen.keys()].filter(
      (name) => !SETTINGS[name as SettingName].schema.safeParse('no such word').success,
    );
    const open = choices.filter((name) => {
      const parameter = parameterOf(name);
      return parameter.allowed === undefined && !parameter.type.startsWith('int');
    });
    // Ids and schedules have a form, not a set.
    expect(open.sort()).toEqual(['ENTRA_APP_ID', 'POLL_SCHEDULE']);
  });

  it('leave a session of the host for leavers', () => {
    const sessions = JSON.parse(readFileSync('host.json', 'utf8')).extensions.serviceBus.maxConcurrentSessions;
    expect(parameterOf('LANES').decorators).toContain(`@maxValue(${sessions - 1})`);
    expect(parameterOf('LANES').default).toBe(SETTINGS.LANES.default);
  });

  it.each([['infra/examples/small.bicepparam'], ['infra/examples/locked-down.bicepparam']])(
    'that %s ends in start the connector',
    (file) => {
      const loaded = loadConfiguration(settingsFrom(file), () => {
        throw new Error('no file');
      });
      const missing = ['GENESYS_CLIENT_SECRET', 'DIGEST_KEY'];
      expect(loaded).toMatchObject({ ok: true, hints: [], settings: { fromVault: missing } });
    },
  );
});
