import { GraphFailure } from './failures.ts';

const windowMs = 10_000;
const warningShare = 0.8;

/** Resource units of one application in one tenant, per ten seconds (Graph: throttling-limits). */
export class ThrottleBudget {
  #windowStart = 0;
  #used = 0;
  #total = 0;
  readonly #now: () => number;
  readonly #limit: () => number;
  readonly #appId: string;
  readonly #tenantId: string;

  constructor(now: () => number, limit: () => number, appId: string, tenantId: string) {
    this.#now = now;
    this.#limit = limit;
    this.#appId = appId;
    this.#tenantId = tenantId;
  }

  /** Units spent since the start. */
  get total(): number {
    return this.#total;
  }

  /** Books a request and returns the headers that tell of it; throttled calls count as well. @throws GraphFailure 429 */
  spend(units: number): Record<string, string> {
    const now = this.#now();
    if (now - this.#windowStart >= windowMs) {
      this.#windowStart = now;
      this.#used = 0;
    }
    this.#used += units;
    this.#total += units;
    const limit = this.#limit();
    if (limit <= 0) return { 'x-ms-resource-unit': String(units) };
    const share = this.#used / limit;
    if (share > 1) {
      const seconds = Math.max(1, Math.ceil((this.#windowStart + windowMs - now) / 1_000));
      throw new GraphFailure(429, 'TooManyRequests', 'Too many requests.', {
        'Retry-After': String(seconds),
        'x-ms-throttle-scope': `Tenant_Application/Read/${this.#appId}/${this.#tenantId}`,
        'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
        'x-ms-throttle-limit-percentage': Math.min(share, 1.8).toFixed(2),
        'x-ms-resource-unit': String(units),
      });
    }
    if (share < warningShare) return { 'x-ms-resource-unit': String(units) };
    return { 'x-ms-resource-unit': String(units), 'x-ms-throttle-limit-percentage': share.toFixed(2) };
  }
}

/** What a read costs: one unit, one more for `$expand`, one less for `$select`, never less than one. */
export function resourceUnits(query: ReadonlyMap<string, string>): number {
  return Math.max(1, 1 + (query.has('$expand') ? 1 : 0) - (query.has('$select') ? 1 : 0));
}
