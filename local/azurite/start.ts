import { resolve } from 'node:path';
import { type Child, startChild } from '../child.ts';
import { freePort } from '../ports.ts';

/** How to start Azurite. */
export interface AzuriteOptions {
  /** Folder for the data. @default in memory */
  readonly dataDir?: string;
  /** @default a free port */
  readonly tablePort?: number;
  /** Starts the blob server too, on this port (0 takes a free one). @default no blob server */
  readonly blobPort?: number;
}

/** Running Azurite servers. */
export interface Azurite {
  readonly connectionString: string;
  readonly tableEndpoint: string;
  close(): Promise<void>;
}

// The public development account, the same in every Azurite and storage emulator.
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const attempts = 3;

async function startServer(service: 'table' | 'blob', port: number, options: AzuriteOptions): Promise<Child> {
  const storage = options.dataDir === undefined ? ['--inMemoryPersistence'] : ['--location', resolve(options.dataDir)];
  // Clients newer than Azurite name API versions that it does not know.
  const flags = ['--silent', '--skipApiVersionCheck', '--disableTelemetry'];
  return startChild(resolve('local/azurite/main.ts'), [service, String(port), ...storage, ...flags]);
}

// A free port may be taken by somebody else before the server listens on it.
async function startOnFreePort(service: 'table' | 'blob', options: AzuriteOptions): Promise<[Child, number]> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return [await startServer(service, port, options), port];
    } catch (error) {
      if (attempt === attempts || !String(error).includes('EADDRINUSE')) {
        throw error;
      }
    }
  }
}

async function open(service: 'table' | 'blob', port: number, options: AzuriteOptions): Promise<[Child, string]> {
  const [child, taken] =
    port === 0 ? await startOnFreePort(service, options) : [await startServer(service, port, options), port];
  return [child, `http://127.0.0.1:${taken}/${account}`];
}

/**
 * Starts Azurite's table server, and its blob server when asked, on 127.0.0.1; must be called from the project's folder.
 * The servers end with this process, however it ends.
 * @throws when a server is not ready within 30 s.
 */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const [tables, tableEndpoint] = await open('table', options.tablePort ?? 0, options);
  const children = [tables];
  const parts = [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account}`,
    `AccountKey=${accountKey}`,
    `TableEndpoint=${tableEndpoint}`,
  ];
  try {
    if (options.blobPort !== undefined) {
      const [blobs, blobEndpoint] = await open('blob', options.blobPort, options);
      children.push(blobs);
      parts.push(`BlobEndpoint=${blobEndpoint}`);
    }
  } catch (error) {
    await tables.stop();
    throw error;
  }
  return {
    connectionString: `${parts.join(';')};`,
    tableEndpoint,
    close: async () => {
      await Promise.all(children.map((child) => child.stop()));
    },
  };
}
