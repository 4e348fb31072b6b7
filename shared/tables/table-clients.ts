import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { odata, TableClient, TableServiceClient } from '@azure/data-tables';
import type { Clock } from '../sync/ports.ts';
import { isMissing } from './row-failures.ts';
import { timeLimitPolicy } from './time-limit.ts';

/** Account of the tables: a connection string, or the address of the table service with an identity. */
export type TableAccount =
  | { readonly connectionString: string }
  | { readonly endpoint: string; readonly credential: TokenCredential };

export interface TableOptions {
  readonly account: TableAccount;
  /** Letters and digits put before every table name, so that several installations can share an account. */
  readonly prefix?: string;
  /** Measures the time limit of every call. */
  readonly clock: Clock;
  readonly httpClient?: HttpClient;
}

/** The tables the connector needs beside the journal's, which come and go by the month. */
export const TABLE_NAMES = ['records', 'control', 'members', 'claims'] as const;

/** Names given and returned are without the prefix. */
export interface Tables {
  client(name: string): TableClient;
  /** Creates the tables that are missing. */
  ensure(names: readonly string[]): Promise<void>;
  /** Names of the tables that start with `start`. */
  names(start: string): Promise<readonly string[]>;
  drop(name: string): Promise<void>;
}

// The SDK repeats what failed on the way. A repeated write can meet its own ETag; every write carries an id for that case.
const RETRIES = { maxRetries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 2_000 };

/**
 * Opens the tables of an account.
 * @throws RangeError when the prefix cannot start a table name
 */
export function createTables({ account, prefix = '', clock, httpClient }: TableOptions): Tables {
  if (!/^([A-Za-z][A-Za-z0-9]{0,29})?$/.test(prefix)) {
    throw new RangeError('a table prefix is at most 30 letters and digits and starts with a letter');
  }
  const options = {
    retryOptions: RETRIES,
    allowInsecureConnection: isLoopback(account),
    ...(httpClient === undefined ? {} : { httpClient }),
  };
  const clients = new Map<string, TableClient>();
  const service =
    'connectionString' in account
      ? TableServiceClient.fromConnectionString(account.connectionString, options)
      : new TableServiceClient(account.endpoint, account.credential, options);
  const timeLimit = timeLimitPolicy(clock);
  service.pipeline.addPolicy(timeLimit);

  function client(name: string): TableClient {
    const known = clients.get(name);
    if (known !== undefined) return known;
    const opened =
      'connectionString' in account
        ? TableClient.fromConnectionString(account.connectionString, prefix + name, options)
        : new TableClient(account.endpoint, prefix + name, account.credential, options);
    // Without a phase it stands before the retry policy, so it bounds the repetitions too.
    opened.pipeline.addPolicy(timeLimit);
    clients.set(name, opened);
    return opened;
  }

  return {
    client,
    async ensure(names) {
      for (const name of names) await client(name).createTable();
    },
    async names(start) {
      const from = prefix + start;
      const found: string[] = [];
      const filter = odata`TableName ge ${from} and TableName lt ${`${from}~`}`;
      for await (const { name } of service.listTables({ queryOptions: { filter } })) {
        if (name?.startsWith(from)) found.push(name.slice(prefix.length));
      }
      return found;
    },
    async drop(name) {
      try {
        await client(name).deleteTable();
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

/** Plain http is for the emulator on this machine alone; anything else is refused by the SDK. */
function isLoopback(account: TableAccount): boolean {
  if ('endpoint' in account) return hasLoopbackHost(account.endpoint);
  const address = /(?:^|;)\s*TableEndpoint=([^;]+)/i.exec(account.connectionString)?.[1];
  return address === undefined
    ? /UseDevelopmentStorage=true/i.test(account.connectionString)
    : hasLoopbackHost(address);
}

function hasLoopbackHost(address: string): boolean {
  return URL.canParse(address) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);
}
