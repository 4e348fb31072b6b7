import * as z from 'zod';
import { CLOUDS } from '../graph/clouds.ts';
import { vaultScope } from '../vault/vault-address.ts';
import { address, choice, isSafeAddress, secret, setting, text, whole } from './setting.ts';

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HOST = /^[\w-]+(\.[\w-]+)*$/;
const SIX_FIELDS = /^\s*(?:[\d*,/\-A-Za-z]+\s+){5}[\d*,/\-A-Za-z]+\s*$/;
const CLOUD_NAMES = Object.keys(CLOUDS) as [keyof typeof CLOUDS, ...(keyof typeof CLOUDS)[]];

function guid(meaning: string) {
  return setting(z.string().regex(GUID).optional(), { default: '', allowed: 'an id such as 00000000-0000-…', meaning });
}

/** Every app setting of the connector; the schema, the faults and the documentation follow from this table. */
export const SETTINGS = {
  MODE: choice(['live', 'dry', 'paused'], 'dry', 'Whether Genesys is written to; dry shows what would be sent'),
  SCOPE: choice(['assigned', 'all'], 'assigned', 'Users assigned to the enterprise application, or every user'),
  ENTRA_TENANT_ID: guid('Tenant of the directory; needed for GRAPH_AUTH=client-secret'),
  ENTRA_CLIENT_ID: guid(
    'Application that reads Graph (client-secret), or the user-assigned identity (managed-identity)',
  ),
  ENTRA_CLIENT_SECRET: secret({
    default: '',
    allowed: 'a client secret',
    meaning: 'Secret of ENTRA_CLIENT_ID; needed for GRAPH_AUTH=client-secret',
  }),
  ENTRA_APP_ID: guid('Application (client) id whose enterprise application holds the assignments; for SCOPE=assigned'),
  SERVICE_PRINCIPAL_ID: guid('Object id of that enterprise application, in place of ENTRA_APP_ID'),
  GRAPH_AUTH: choice(
    ['managed-identity', 'client-secret', 'developer', 'fixed-token'],
    'managed-identity',
    'How Graph is signed in to; fixed-token is for a simulator on loopback',
  ),
  GRAPH_CLOUD: choice(CLOUD_NAMES, 'global', 'Microsoft cloud of the tenant'),
  GRAPH_URL: address('Graph root in place of the cloud’s'),
  GRAPH_TOKEN: secret({ default: '', allowed: 'a token', meaning: 'The token of GRAPH_AUTH=fixed-token' }),
  GENESYS_REGION: text(
    'Region of the Genesys organisation',
    'a region such as eu-central-1, or its domain such as mypurecloud.de',
  ),
  GENESYS_LOGIN_URL: address('Login address in place of the region’s'),
  GENESYS_API_URL: address('API address in place of the region’s'),
  GENESYS_CLIENT_ID: text('OAuth client (client credentials) with a role that may use SCIM', 'a client id'),
  GENESYS_CLIENT_SECRET: secret({ default: '', allowed: 'a client secret', meaning: 'Secret of GENESYS_CLIENT_ID' }),
  ADOPTION: choice(
    ['byUserName', 'byExternalId', 'never'],
    'byUserName',
    'Which existing Genesys users are taken over when a name is already in use',
  ),
  LEAVER_DISABLED: choice(['disable', 'delete', 'keep'], 'disable', 'For an account disabled in Entra'),
  LEAVER_SOFT_DELETED: choice(['disable', 'delete', 'keep'], 'disable', 'For a user in Entra’s recycle bin'),
  LEAVER_ABSENT: choice(['disable', 'keep'], 'disable', 'For a user who is no longer found; absence never deletes'),
  LEAVER_UNASSIGNED: choice(
    ['disable', 'delete', 'keep'],
    'disable',
    'For a user no longer assigned, or no longer passing the filter',
  ),
  LEAVER_PURGED: choice(['disable', 'delete', 'keep'], 'delete', 'For a user deleted for good in Entra'),
  GUARD_LIMIT: setting(whole(0, 1_000_000).optional(), {
    default: '',
    allowed: 'a whole number from 0',
    meaning: 'Most departures per run and per day that need no approval; without it 5 % of the users, 10 to 50',
  }),
  CREATE_LIMIT: setting(whole(0, 1_000_000).optional(), {
    default: '',
    allowed: 'a whole number from 0',
    meaning: 'Most accounts created in 24 hours, the first load included; without it unusually many are only reported',
  }),
  MAPPING_FILE: text('Mapping of attributes; without it the built-in one', 'the path of a JSON file'),
  DIGEST_KEY: secret(
    {
      default: '',
      allowed: 'at least 16 characters',
      meaning: 'Key of the digests in the tables; a new one means that every account is read and compared once',
    },
    /.{16}/s,
  ),
  KEY_VAULT_URI: setting(
    z
      .string()
      .refine((value) => isSafeAddress(value) && vaultScope(value) !== undefined)
      .optional(),
    {
      default: '',
      allowed: 'the address of a vault, https://….vault.azure.net or the domain of a national cloud',
      meaning:
        'Vault that GENESYS_CLIENT_SECRET, DIGEST_KEY and ENTRA_CLIENT_SECRET are read from where they are left empty',
    },
  ),
  KEY_VAULT_CLIENT_ID: guid('User-assigned identity for the vault'),
  LANES: setting(whole(1, 32).default(8), {
    default: '8',
    allowed: '1 to 32, less than maxConcurrentSessions of host.json',
    meaning: 'Parallel calls to Genesys, over all instances',
  }),
  POLL_SCHEDULE: setting(z.string().regex(SIX_FIELDS).default('0 * * * * *'), {
    default: '0 * * * * *',
    allowed: 'six NCRONTAB fields: second minute hour day month day-of-week',
    meaning: 'When Entra is asked for changes',
  }),
  QUEUE_NAME: setting(
    z
      .string()
      .regex(/^[A-Za-z\d][A-Za-z\d._/-]{0,258}$/)
      .default('wakes'),
    { default: 'wakes', allowed: 'the name of a queue with sessions', meaning: 'Service Bus queue' },
  ),
  SERVICEBUS: secret(
    { default: '', allowed: 'a connection string, Endpoint=sb://…', meaning: 'Service Bus by connection string' },
    /(?:^|;)\s*Endpoint=sb:\/\/[^;]+;.*SharedAccess(?:Key|Signature)=/i,
  ),
  SERVICEBUS__fullyQualifiedNamespace: setting(z.string().regex(HOST).optional(), {
    default: '',
    allowed: 'a host such as contoso.servicebus.windows.net',
    meaning: 'Service Bus by identity, in place of SERVICEBUS',
  }),
  SERVICEBUS__clientId: guid('User-assigned identity for Service Bus'),
  SERVICEBUS__credential: text('Kind of identity as the Functions host reads it', 'managedidentity'),
  STORAGE: secret(
    { default: '', allowed: 'a connection string', meaning: 'Storage account by connection string' },
    /UseDevelopmentStorage=true|AccountName=|TableEndpoint=/i,
  ),
  STORAGE__tableServiceUri: address('Table service by identity, in place of STORAGE'),
  STORAGE__clientId: guid('User-assigned identity for the tables'),
  TABLE_PREFIX: setting(
    z
      .string()
      .regex(/^[A-Za-z][A-Za-z\d]{0,29}$/)
      .optional(),
    { default: '', allowed: 'up to 30 letters and digits, a letter first', meaning: 'Put before every table name' },
  ),
  TRACE_PERCENT: setting(whole(0, 100).default(10), {
    default: '10',
    allowed: 'a whole number from 0 to 100',
    meaning: 'Share of ordinary runs and changes whose trace is kept in Application Insights; what fails always is',
  }),
  EVENT_LINES: choice(
    ['auto', 'always'],
    'auto',
    'Events as lines in the log: only without Application Insights, or besides it',
  ),
  SPEED: setting(
    z
      .string()
      .regex(/^\d{1,6}(\.\d{1,3})?$/)
      .transform(Number)
      .pipe(z.number().min(1))
      .default(1),
    {
      default: '1',
      allowed: 'a number from 1; above 1 only when every end is on loopback',
      meaning: 'Divides every wait of the record protocol; for the local rig',
    },
  ),
};

type Table = typeof SETTINGS;
export type SettingName = keyof Table;
type Shape = { [K in SettingName]: Table[K]['schema'] };

/** The one schema of all app settings, by their names in the environment. */
export const SETTINGS_SCHEMA = z.object(
  Object.fromEntries(Object.entries(SETTINGS).map(([name, { schema }]) => [name, schema])) as Shape,
);
export type SettingValues = z.output<typeof SETTINGS_SCHEMA>;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** One row of the table of settings in the documentation. */
export interface SettingRow {
  readonly name: string;
  readonly default: string;
  readonly allowed: string;
  readonly meaning: string;
}

export const SETTING_ROWS: readonly SettingRow[] = Object.entries(SETTINGS).map(([name, row]) => ({
  name,
  default: row.default,
  allowed: row.allowed,
  meaning: row.meaning,
}));
