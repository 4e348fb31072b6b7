import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject } from './account.ts';
import { AccountStore } from './account-store.ts';
import { defaultCatalogue } from './catalogue.ts';
import { type Handled, handle, readIncoming, send } from './exchange.ts';
import { FaultList } from './faults.ts';
import { RateWindows } from './rate-window.ts';
import { RequestLog } from './request-log.ts';
import type { Incoming, SimulatorState } from './simulator-state.ts';
import { readKept, StateFile } from './state-file.ts';
import { applySwitches, defaultSwitches } from './switches.ts';
import { TokenDesk } from './token-desk.ts';

/** How a simulator is started; times are milliseconds, `now` is the clock of tokens, windows and lag. */
export interface GenesysSimulatorOptions {
  readonly port?: number;
  readonly now?: () => number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly allowedPerWindow?: number;
  readonly windowMs?: number;
  /** Accounts, names and switches are kept here, so that a restart goes on. */
  readonly dataFile?: string;
}

/** A running simulator: login and API are both at `url`. */
export interface GenesysSimulator {
  readonly url: string;
  close(): Promise<void>;
}

interface Running {
  readonly state: SimulatorState;
  flush(): void;
}

function prepare(options: GenesysSimulatorOptions): Running {
  const now = options.now ?? Date.now;
  const { dataFile, clientId = 'genesys-client', clientSecret = 'genesys-secret' } = options;
  const kept = dataFile === undefined ? undefined : readKept(dataFile);
  const switches = defaultSwitches();
  applySwitches(switches, kept?.switches ?? {});
  if (options.allowedPerWindow !== undefined) applySwitches(switches, { allowedPerWindow: options.allowedPerWindow });
  if (options.windowMs !== undefined) applySwitches(switches, { windowMs: options.windowMs });
  const catalogue = kept?.catalogue ?? defaultCatalogue();
  let file: StateFile | undefined;
  const touch = () => file?.touch();
  const store = new AccountStore(now, touch);
  for (const account of kept?.accounts ?? []) store.put(account, 0);
  if (dataFile !== undefined) {
    file = new StateFile(dataFile, () => ({ format: 1, accounts: [...store.all()], catalogue, switches }));
  }
  const tokens = new TokenDesk(now, switches);
  tokens.addClient(clientId, clientSecret);
  const state: SimulatorState = {
    now,
    store,
    catalogue,
    switches,
    tokens,
    rates: new RateWindows(now, switches),
    faults: new FaultList(),
    log: new RequestLog(),
    mainClientId: clientId,
    touch,
  };
  return { state, flush: () => file?.flush() };
}

function verbOf(request: Incoming): string {
  if (request.path.toLowerCase() === '/oauth/token') return 'login';
  const [, rest] = /^\/api\/v2\/scim(?:\/v2)?\/users(?:\/(.+))?$/i.exec(request.path) ?? ['', undefined];
  if (!/\/scim(\/v2)?\/users/i.test(request.path)) return 'other';
  if (rest === undefined) return { GET: 'list', POST: 'create' }[request.method] ?? 'other';
  return { GET: 'read', PUT: 'replace', PATCH: 'patch', DELETE: 'delete' }[request.method] ?? 'other';
}

/** Only what an operation does to which path is logged, never its value. */
function operationsOf(request: Incoming): string[] {
  if (request.method !== 'PATCH') return [];
  try {
    const body: unknown = JSON.parse(request.body);
    const operations = isObject(body) && Array.isArray(body.Operations) ? body.Operations : [];
    return operations.filter(isObject).map((item) => {
      const named = item.path ?? (isObject(item.value) ? Object.keys(item.value).join(',') : '');
      return `${String(item.op)} ${String(named)}`;
    });
  } catch {
    return [];
  }
}

function record(request: Incoming, bodyBytes: number, handled: Handled, status: number, state: SimulatorState): void {
  if (request.path.startsWith('/control/')) return;
  state.log.add({
    time: new Date(state.now()).toISOString(),
    method: request.method,
    path: request.path,
    query: request.query.toString(),
    verb: verbOf(request),
    status,
    ifMatch: request.headers['if-match'],
    correlationId: handled.correlationId,
    tokenHash: handled.caller?.tokenHash,
    operations: operationsOf(request),
    bodyBytes,
    fault: handled.fault?.name,
  });
}

/** Starts the simulator on 127.0.0.1; port 0 (the default) takes a free one. */
export async function startGenesysSimulator(options: GenesysSimulatorOptions = {}): Promise<GenesysSimulator> {
  const { state, flush } = prepare(options);
  const timers = new Set<NodeJS.Timeout>();
  const hold = (ms: number, then: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, ms);
    timers.add(timer);
  };
  const pause = (ms: number) => new Promise<void>((resolve) => hold(ms, resolve));
  const serve = async (message: IncomingMessage, response: ServerResponse) => {
    const { request, bodyBytes } = await readIncoming(message);
    const isControl = request.path.startsWith('/control/');
    if (!isControl && state.switches.latencyMs > 0) await pause(state.switches.latencyMs);
    const handled = handle(request, bodyBytes, state);
    if (handled.fault?.kind === 'delay') await pause(handled.fault.holdMs);
    const date = new Date(state.now() + state.switches.clockOffsetMs);
    record(request, bodyBytes, handled, send(response, handled, { date, hold }), state);
  };
  const server = createServer((message, response) => {
    // A client that hangs up while sending leaves nothing to answer.
    serve(message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const timer of timers) clearTimeout(timer);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    flush();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
