import type { AccountStore } from './account-store.ts';
import type { Catalogue } from './catalogue.ts';
import type { FaultList } from './faults.ts';
import type { RateWindows } from './rate-window.ts';
import type { RequestLog } from './request-log.ts';
import type { Switches } from './switches.ts';
import type { TokenDesk } from './token-desk.ts';

/** Everything one running simulator holds. */
export interface SimulatorState {
  readonly now: () => number;
  readonly store: AccountStore;
  readonly catalogue: Catalogue;
  readonly switches: Switches;
  readonly tokens: TokenDesk;
  readonly rates: RateWindows;
  readonly faults: FaultList;
  readonly log: RequestLog;
  /** The OAuth client whose externalId the control door shows. */
  readonly mainClientId: string;
  /** Tells the data file that something other than an account has changed. */
  readonly touch: () => void;
}

/** A request after its body was read. */
export interface Incoming {
  readonly method: string;
  /** Path without the query, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}
