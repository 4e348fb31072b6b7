import type { AddressInfo } from 'node:net';
import { Directory, emptyDirectory } from './directory.ts';
import { DirectoryFile, readDirectoryFile } from './directory-file.ts';
import type { Simulator } from './exchange.ts';
import { FaultList } from './faults.ts';
import { LoginSide } from './login.ts';
import { RequestLog } from './request-log.ts';
import { createSimulatorServer } from './server.ts';
import { standardSwitches } from './switches.ts';
import { ThrottleBudget } from './throttle-budget.ts';
import { createTokenCodec } from './tokens.ts';

/** How a Graph simulator is set up; everything has a standard. */
export interface GraphSimulatorOptions {
  /** A free one by default. */
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Client id of the application whose assignments are kept. */
  readonly appId?: string;
  /** Users on a delta page. */
  readonly pageSize?: number;
  /** Where the directory is kept between runs. */
  readonly dataFile?: string;
}

/** A simulator that listens; `url` has no slash at its end. */
export interface GraphSimulator {
  readonly url: string;
  close(): Promise<void>;
}

const standardAppId = '51e1a4d0-5f4e-4ab4-8b2e-3a3d8f0c6a10';

/** Starts Microsoft Graph and its login side on the loopback address. @throws Error when the port is taken */
export async function startGraphSimulator(options: GraphSimulatorOptions = {}): Promise<GraphSimulator> {
  const now = options.now ?? Date.now;
  const appId = options.appId ?? standardAppId;
  const switches = { ...standardSwitches(), ...(options.pageSize === undefined ? {} : { pageSize: options.pageSize }) };
  const stored = options.dataFile === undefined ? undefined : readDirectoryFile(options.dataFile);
  const directory = new Directory(stored ?? emptyDirectory(), now, () => file?.touch());
  const file =
    options.dataFile === undefined ? undefined : new DirectoryFile(options.dataFile, () => directory.toData());
  const simulator: Simulator = {
    directory,
    switches,
    initialSwitches: { ...switches },
    faults: new FaultList(),
    log: new RequestLog(),
    login: new LoginSide(now, switches),
    throttle: new ThrottleBudget(now, () => switches.resourceUnits, appId, directory.tenantId),
    tokens: createTokenCodec(directory.key),
    appId,
    provisioning: { state: 'None' },
    now,
    random: repeatableRandom(1),
  };
  if (stored === undefined) file?.touch();
  const server = createSimulatorServer(simulator);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await file?.flush();
    },
  };
}

/** The same sequence in every run, so that a failure can be repeated. */
function repeatableRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
