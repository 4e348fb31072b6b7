import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Fault } from '../../../shared/config/fault.ts';
import {
  configurationHash,
  loadConfiguration,
  redact,
  type Settings,
} from '../../../shared/config/load-configuration.ts';
import { DEFAULT_MAPPING } from '../../../shared/domain/mapping/default-mapping.ts';
import { LEAST, noFile } from './environment.ts';

function faultsOf(
  changes: Readonly<Record<string, string | undefined>>,
  readFile = noFile as (path: string) => string,
) {
  const loaded = loadConfiguration({ ...LEAST, ...changes }, readFile);
  return loaded.ok ? [] : loaded.faults;
}

function settingsOf(changes: Readonly<Record<string, string | undefined>>): Settings {
  const loaded = loadConfiguration({ ...LEAST, ...changes }, noFile);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.settings;
}

function hashOf(changes: Readonly<Record<string, string | undefined>>): string {
  const settings = settingsOf(changes);
  return configurationHash(settings, settings.values.DIGEST_KEY?.reveal() ?? '');
}

const BUS = 'Endpoint=sb://h/;SharedAccessKeyName=Root;SharedAccessKey=s3cret=';
const ID = '51e1a4d0-5f4e-4ab4-8b2e-3a3d8f0c6a10';
const keysOf = (faults: readonly Fault[]): string[] => faults.map(({ key }) => key).sort();

describe('loadConfiguration', () => {
  it('takes the least and fills in the defaults', () => {
    const { values, leaverActions, mapping } = settingsOf({});
    expect(values).toMatchObject({ MODE: 'dry', ADOPTION: 'byUserName', LANES: 8, QUEUE_NAME: 'wakes', SPEED: 1 });
    expect(leaverActions).toEqual({
      disabled: 'disable',
      softDeleted: 'disable',
      absent: 'disable',
      unassigned: 'disable',
      filtered: 'disable',
      purged: 'delete',
    });
    expect(mapping.targets).toContain('userName');
  });

  it('counts an empty text as not set', () => {
    expect(settingsOf({ MODE: '', GUARD_LIMIT: '  ' }).values).toMatchObject({ MODE: 'dry' });
  });

  it('reports every fault at once', () => {
    const faults = faultsOf({
      MODE: 'wet',
      LANES: '99',
      DIGEST_KEY: undefined,
      GENESYS_API_URL: undefined,
      SCOPE: 'assigned',
    });
    expect(keysOf(faults)).toEqual(['DIGEST_KEY', 'ENTRA_APP_ID', 'GENESYS_REGION', 'LANES', 'MODE']);
    expect(faults.find(({ key }) => key === 'MODE')).toEqual({
      key: 'MODE',
      value: 'wet',
      allowed: 'live, dry, paused',
      message: 'is not allowed',
    });
  });

  it.each([
    ['deleting whoever is merely absent', { LEAVER_ABSENT: 'delete' }, ['LEAVER_ABSENT']],
    ['more lanes than sessions', { LANES: '9' }, ['LANES']],
    ['a guard limit below zero', { GUARD_LIMIT: '-1' }, ['GUARD_LIMIT']],
    ['plain http away from loopback', { GENESYS_API_URL: 'http://api.example.com' }, ['GENESYS_API_URL']],
    ['five schedule fields', { POLL_SCHEDULE: '* * * * *' }, ['POLL_SCHEDULE']],
    ['a table prefix with a dash', { TABLE_PREFIX: 'a-b' }, ['TABLE_PREFIX']],
    ['an unknown region', { GENESYS_REGION: 'moon-1' }, ['GENESYS_REGION']],
    ['a short digest key', { DIGEST_KEY: 'short' }, ['DIGEST_KEY']],
    ['a fixed token for the real Graph', { GRAPH_URL: undefined }, ['GRAPH_URL']],
    ['no token for a simulator', { GRAPH_TOKEN: undefined }, ['GRAPH_TOKEN']],
    ['no queue', { SERVICEBUS: undefined }, ['SERVICEBUS']],
    ['a queue without an endpoint', { SERVICEBUS: 'the-bus-key' }, ['SERVICEBUS']],
    ['tables without an account', { STORAGE: 'the-storage-key' }, ['STORAGE']],
    ['no tables', { STORAGE: undefined }, ['STORAGE']],
    ['a secret the vault did not give', { DIGEST_KEY: '@Microsoft.KeyVault(SecretUri=https://v/)' }, ['DIGEST_KEY']],
    ['a vault that is none', { KEY_VAULT_URI: 'https://kv.example.com/' }, ['KEY_VAULT_URI']],
    ['a vault without TLS', { KEY_VAULT_URI: 'http://kv.vault.azure.net/' }, ['KEY_VAULT_URI']],
    ['speed with a real vault', { SPEED: '60', KEY_VAULT_URI: 'https://kv.vault.azure.net/' }, ['SPEED']],
    [
      'a client secret without the client',
      { GRAPH_AUTH: 'client-secret' },
      ['ENTRA_CLIENT_ID', 'ENTRA_CLIENT_SECRET', 'ENTRA_TENANT_ID'],
    ],
    [
      'speed with one real end',
      { SPEED: '60', STORAGE: 'AccountName=a;TableEndpoint=https://a.table.core.windows.net' },
      ['SPEED'],
    ],
    [
      'speed with a real bus',
      { SPEED: '60', SERVICEBUS: 'Endpoint=sb://real.servicebus.windows.net/;SharedAccessKey=k' },
      ['SPEED'],
    ],
    ['speed with the real Graph', { SPEED: '60', GRAPH_AUTH: 'managed-identity', GRAPH_URL: undefined }, ['SPEED']],
    ['a misspelt name of ours', { LEAVER_PURGE: 'keep' }, ['LEAVER_PURGE']],
  ])('refuses %s', (_what, changes, keys) => {
    expect(keysOf(faultsOf(changes))).toEqual(keys);
  });

  it('leaves to the vault what is empty and needed', () => {
    const empty = { GENESYS_CLIENT_SECRET: '', DIGEST_KEY: ' ', KEY_VAULT_URI: 'https://kv.vault.azure.net/' };
    expect(settingsOf(empty).fromVault).toEqual(['GENESYS_CLIENT_SECRET', 'DIGEST_KEY']);
    const ids = { ENTRA_TENANT_ID: ID, ENTRA_CLIENT_ID: ID };
    expect(settingsOf({ ...empty, GRAPH_AUTH: 'client-secret', ...ids }).fromVault).toHaveLength(3);
    expect(settingsOf({}).fromVault).toEqual([]);
    const { message } = faultsOf({ DIGEST_KEY: '' })[0] ?? {};
    expect(message).toBe(
      'is needed for the digests in the tables, or KEY_VAULT_URI of a vault with the secret digest-key',
    );
  });

  it('lets a setting win over the vault, with a hint', () => {
    const loaded = loadConfiguration({ ...LEAST, DIGEST_KEY: '', KEY_VAULT_URI: 'http://127.0.0.1:4003' }, noFile);
    expect(loaded).toMatchObject({ ok: true, settings: { fromVault: ['DIGEST_KEY'] } });
    expect(loaded.hints).toEqual([
      'GENESYS_CLIENT_SECRET is set, so the secret genesys-client-secret of the vault is not read',
    ]);
  });

  it('says what to do about a reference that was not resolved', () => {
    const reference = '@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/digest-key)';
    const [fault] = faultsOf({ DIGEST_KEY: reference, KEY_VAULT_URI: 'https://kv.vault.azure.net/' });
    expect(fault).toMatchObject({
      key: 'DIGEST_KEY',
      value: '***',
      message: 'is a Key Vault reference that was not resolved',
      allowed: expect.stringContaining('KEY_VAULT_URI'),
    });
  });

  it('allows more lanes when the host has more sessions', () => {
    const override = { AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentSessions: '16' };
    expect(settingsOf({ LANES: '15', ...override }).values.LANES).toBe(15);
    expect(keysOf(faultsOf({ LANES: '16', ...override }))).toEqual(['LANES']);
  });

  it('keeps one session of host.json for leavers', () => {
    const host = JSON.parse(readFileSync('host.json', 'utf8'));
    const sessions = host.extensions.serviceBus.maxConcurrentSessions;
    expect(settingsOf({ LANES: String(sessions - 1) }).values.LANES).toBe(sessions - 1);
    expect(keysOf(faultsOf({ LANES: String(sessions) }))).toEqual(['LANES']);
  });

  it('takes the sessions of host.json in the app’s folder', () => {
    const asked: string[] = [];
    const hostJson = (path: string): string => {
      asked.push(path);
      return JSON.stringify({ version: '2.0', extensions: { serviceBus: { maxConcurrentSessions: 4 } } });
    };
    const [fault] = faultsOf({ LANES: '5', AzureWebJobsScriptRoot: '/home/site/wwwroot' }, hostJson);
    expect(fault).toMatchObject({ key: 'LANES', value: '5', allowed: '1 to 3' });
    expect(asked).toEqual(['/home/site/wwwroot/host.json']);
    expect(loadConfiguration({ ...LEAST, LANES: '3' }, hostJson).ok).toBe(true);
  });

  it('divides waits only on a rig', () => {
    expect(settingsOf({ SPEED: '60' }).values.SPEED).toBe(60);
  });

  it('hints at a name that only looks like one of ours, and lets others alone', () => {
    const loaded = loadConfiguration({ ...LEAST, QUEUE_NAMES: 'x', HOME: '/root', LINES: '40' }, noFile);
    expect(loaded.ok).toBe(true);
    expect(loaded.hints).toEqual(['QUEUE_NAMES is not a setting of the connector; perhaps QUEUE_NAME is meant']);
  });

  it('reports the faults of the mapping file beside those of the settings', () => {
    const file = JSON.stringify({ version: 1, attributes: [{ target: 'usrName', expression: '[userPrincipalName]' }] });
    const faults = faultsOf({ MAPPING_FILE: 'mapping.json', MODE: 'wet' }, () => file);
    expect(keysOf(faults)).toEqual(expect.arrayContaining(['MODE', 'mapping attributes[0].target']));
  });

  it('reads a mapping file that begins with a byte order mark', () => {
    const file = `\uFEFF${JSON.stringify(DEFAULT_MAPPING)}`;
    expect(faultsOf({ MAPPING_FILE: 'mapping.json' }, () => file)).toEqual([]);
  });

  it.each([
    ['cannot be read', noFile],
    ['holds no JSON', () => '{"version":'],
  ])('reports a mapping file that %s', (message, readFile) => {
    expect(faultsOf({ MAPPING_FILE: 'mapping.json' }, readFile)).toEqual([
      expect.objectContaining({ key: 'MAPPING_FILE', value: 'mapping.json', message }),
    ]);
  });

  it.each([
    { SCOPE: 'assigned', ENTRA_APP_ID: '51e1a4d0-5f4e-4ab4-8b2e-3a3d8f0c6a10' },
    { LEAVER_PURGED: 'keep' },
    { ADOPTION: 'never' },
    { DIGEST_KEY: 'sixteen characters' },
  ])('has another configuration hash under %j', (changes) => {
    expect(hashOf(changes)).not.toBe(hashOf({}));
  });

  it('keeps its configuration hash when only the mode or an address changes', () => {
    expect(hashOf({ MODE: 'live', GRAPH_URL: 'http://localhost:9' })).toBe(hashOf({}));
  });

  it('shows no secret in a log, a template, an inspection or a fault', () => {
    const settings = settingsOf({});
    const faults = faultsOf({ ENTRA_CLIENT_SECRET: 'the-entra-secret', DIGEST_KEY: 'the-key', MODE: 'wet' });
    const seen = [
      JSON.stringify(settings),
      inspect(settings, { depth: 9 }),
      JSON.stringify(redact(settings)),
      inspect(faults),
    ];
    expect(`${settings.values.DIGEST_KEY}`).toBe('***');
    expect(seen.join('\n')).not.toMatch(/the-(graph-token|genesys-secret|digest-key|bus-key|entra-secret|key)/);
    expect(redact(settings)).toMatchObject({ MODE: 'dry', SERVICEBUS: '***' });
  });

  it.each([
    ['MAPPING_FILE', BUS],
    ['QUEUE_NAME', BUS],
    ['SERVICEBUS__fullyQualifiedNamespace', BUS],
    ['STORAGE__tableServiceUri', 'AccountName=a;AccountKey=s3cret/=='],
    ['STORAGE__tableServiceUri', 'https://a.table.core.windows.net/?sv=1&sig=s3cret'],
    ['GRAPH_URL', 'https://me:s3cret@graph.example'],
    ['GENESYS_API_URL', 'https://me:s3cret@api.example'],
  ])('shows no secret that stands in %s', (name, value) => {
    const readFile = (): never => {
      throw new Error('no file');
    };
    const loaded = loadConfiguration({ ...LEAST, [name]: value }, readFile);
    const said = loaded.ok ? redact(loaded.settings) : loaded.faults;
    expect(JSON.stringify(said)).toContain(name);
    expect(JSON.stringify(said)).not.toContain('s3cret');
  });
});
