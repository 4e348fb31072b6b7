import { genesysEndpoints } from '../genesys/regions.ts';
import { type Fault, shown } from './fault.ts';
import { isLoopbackUrl } from './setting.ts';
import { SETTING_NAMES, SETTINGS, type SettingName } from './settings-table.ts';
import { VAULTED, type VaultedName } from './vaulted.ts';

/** Raw texts by name; what is empty is left out. */
export type RawSettings = Readonly<Partial<Record<SettingName, string>>>;

/** Faults between settings, `sessions` being what the host works on at a time; they are looked for whatever else is wrong. */
export function crossFaults(raw: RawSettings, sessions: number): readonly Fault[] {
  const faults: Fault[] = [];
  const add = (key: SettingName, message: string, allowed: string = SETTINGS[key].allowed): void => {
    faults.push({ key, value: shown(key, raw[key]), allowed, message });
  };
  const need = (key: SettingName, why: string): void => {
    if (raw[key] === undefined) add(key, `is needed ${why}`);
  };
  const needSecret = (key: VaultedName, why: string): void => {
    const place = `, or KEY_VAULT_URI of a vault with the secret ${VAULTED[key]}`;
    if (raw.KEY_VAULT_URI === undefined) need(key, `${why}${place}`);
  };
  const needOne = (first: SettingName, second: SettingName, why: string): void => {
    if (raw[first] === undefined && raw[second] === undefined) add(first, `is needed ${why}, or ${second}`);
  };

  if ((raw.SCOPE ?? 'assigned') === 'assigned') needOne('ENTRA_APP_ID', 'SERVICE_PRINCIPAL_ID', 'for SCOPE=assigned');
  if (raw.GRAPH_AUTH === 'client-secret') {
    for (const key of ['ENTRA_TENANT_ID', 'ENTRA_CLIENT_ID'] as const) need(key, 'for GRAPH_AUTH=client-secret');
    needSecret('ENTRA_CLIENT_SECRET', 'for GRAPH_AUTH=client-secret');
  }
  if (raw.GRAPH_AUTH === 'fixed-token') {
    need('GRAPH_TOKEN', 'for GRAPH_AUTH=fixed-token');
    if (!isLoopbackUrl(raw.GRAPH_URL ?? ''))
      add('GRAPH_URL', 'must be a loopback address for GRAPH_AUTH=fixed-token', 'http://127.0.0.1:port');
  }
  // The platform hands over the reference itself when it cannot read the secret; as a key it would be known to everybody.
  for (const key of SETTING_NAMES.filter((name) => raw[name]?.startsWith('@Microsoft.KeyVault('))) {
    const allowed = 'the secret itself; or nothing, with KEY_VAULT_URI, and the app reads the vault';
    add(key, 'is a Key Vault reference that was not resolved', Object.hasOwn(VAULTED, key) ? allowed : undefined);
  }
  need('GENESYS_CLIENT_ID', 'to sign in to Genesys');
  needSecret('GENESYS_CLIENT_SECRET', 'to sign in to Genesys');
  checkRegion(raw, add);
  needSecret('DIGEST_KEY', 'for the digests in the tables');
  needOne('SERVICEBUS', 'SERVICEBUS__fullyQualifiedNamespace', 'to reach Service Bus');
  needOne('STORAGE', 'STORAGE__tableServiceUri', 'to reach the tables');
  checkLanes(raw, sessions, add);
  if (Number(raw.SPEED ?? 1) > 1 && !everyEndIsLocal(raw)) add('SPEED', 'needs every end on loopback', '1');
  return faults;
}

type Add = (key: SettingName, message: string, allowed?: string) => void;

function checkRegion(raw: RawSettings, add: Add): void {
  const { GENESYS_REGION: region, GENESYS_LOGIN_URL: login, GENESYS_API_URL: api } = raw;
  if (region !== undefined) {
    if (genesysEndpoints(region) === undefined) add('GENESYS_REGION', 'is no Genesys region');
  } else if (login === undefined || api === undefined) {
    add('GENESYS_REGION', 'is needed, or both GENESYS_LOGIN_URL and GENESYS_API_URL');
  }
}

function checkLanes(raw: RawSettings, sessions: number, add: Add): void {
  const lanes = Number(raw.LANES ?? SETTINGS.LANES.default);
  // A lane without a session of its own would wait for another one to fall idle, the urgent one as well.
  if (lanes <= 32 && lanes >= sessions) {
    add('LANES', 'leaves no session of the host (maxConcurrentSessions) for leavers', `1 to ${sessions - 1}`);
  }
}

function everyEndIsLocal(raw: RawSettings): boolean {
  const bus = /(?:^|;)\s*Endpoint=sb:\/\/([^;/]+)/i.exec(raw.SERVICEBUS ?? '')?.[1] ?? '';
  const storage = raw.STORAGE ?? '';
  const tables = /(?:^|;)\s*TableEndpoint=([^;]+)/i.exec(storage)?.[1] ?? raw.STORAGE__tableServiceUri ?? '';
  const vault = raw.KEY_VAULT_URI === undefined ? [] : [raw.KEY_VAULT_URI];
  const ends = [raw.GRAPH_URL, raw.GENESYS_LOGIN_URL, raw.GENESYS_API_URL, `http://${bus}`, ...vault];
  const isTableLocal = isLoopbackUrl(tables) || (tables === '' && /UseDevelopmentStorage=true/i.test(storage));
  return isTableLocal && ends.every((end) => isLoopbackUrl(end ?? ''));
}
