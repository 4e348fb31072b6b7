import type { ConnectorError } from '../domain/connector-error.ts';
import type { Clock } from '../sync/ports.ts';
import { graphError } from './graph-errors.ts';

const MOST_REMEMBERED = 10_000;

/** The waits that the service has named to this process. */
export interface NamedWaits {
  /** The error to meet instead of an answer while a wait stands that covers this address; `retryAfterMs` is what is left of it. */
  standing(url: string): ConnectorError | undefined;
  /**
   * Remembers the wait that an answer named: for every address when it was throttled, since a caller is throttled as a whole
   * (Graph: throttling), else for the address asked alone.
   */
  note(url: string, error: ConnectorError): void;
}

interface Wait {
  readonly until: number;
  readonly error: ConnectorError;
}

/** Waits of one process; all callers of Graph in it share them. */
export function createNamedWaits(clock: Pick<Clock, 'now'>): NamedWaits {
  let ofAll: Wait | undefined;
  const ofOne = new Map<string, Wait>();
  const later = (one: Wait | undefined, other: Wait): Wait =>
    one !== undefined && one.until > other.until ? one : other;
  const isOver = (wait: Wait | undefined): boolean => wait === undefined || wait.until <= clock.now();

  function makeRoom(): void {
    for (const [resource, wait] of ofOne) if (isOver(wait)) ofOne.delete(resource);
    const [oldest] = ofOne.keys();
    if (ofOne.size >= MOST_REMEMBERED && oldest !== undefined) ofOne.delete(oldest);
  }

  return {
    standing(url) {
      const wait = isOver(ofAll) ? ofOne.get(resourceOf(url)) : ofAll;
      if (wait === undefined || isOver(wait)) return undefined;
      const { kind, code, status } = wait.error;
      const retryAfterMs = wait.until - clock.now();
      return graphError(kind, 'Graph has named a wait that is not over', { code, status, retryAfterMs });
    },
    note(url, error) {
      if (error.retryAfterMs === undefined) return;
      const wait = { until: clock.now() + error.retryAfterMs, error };
      if (error.kind === 'throttled') {
        ofAll = later(ofAll, wait);
        return;
      }
      if (ofOne.size >= MOST_REMEMBERED) makeRoom();
      const resource = resourceOf(url);
      ofOne.set(resource, later(ofOne.get(resource), wait));
    },
  };
}

/** Pages of one list differ in their query only. */
function resourceOf(url: string): string {
  return URL.parse(url)?.pathname ?? url;
}
