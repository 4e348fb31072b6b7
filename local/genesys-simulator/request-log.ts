const KEPT = 20_000;

/** What is remembered of one request; values of the body and secrets are not. */
export interface LoggedRequest {
  readonly seq: number;
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** login, list, read, create, replace, patch, delete or other. */
  readonly verb: string;
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly ifMatch: string | undefined;
  readonly correlationId: string;
  readonly tokenHash: string | undefined;
  readonly operations: readonly string[];
  readonly bodyBytes: number;
  readonly fault: string | undefined;
}

/** Keeps the last 20,000 requests and counters over all of them. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #seq = 0;
  #byVerb: Record<string, number> = {};
  #byStatus: Record<string, number> = {};

  add(entry: Omit<LoggedRequest, 'seq'>): void {
    this.#seq += 1;
    this.#entries.push({ seq: this.#seq, ...entry });
    if (this.#entries.length > KEPT * 1.1) this.#entries = this.#entries.slice(-KEPT);
    this.#byVerb[entry.verb] = (this.#byVerb[entry.verb] ?? 0) + 1;
    this.#byStatus[entry.status] = (this.#byStatus[entry.status] ?? 0) + 1;
  }

  /** Entries after a sequence number, oldest first, and the number to ask with next time. */
  since(seq: number): { next: number; requests: LoggedRequest[] } {
    return { next: this.#seq, requests: this.#entries.filter((entry) => entry.seq > seq) };
  }

  /** Counters since the start or the last reset. */
  totals(): { requests: number; byVerb: Record<string, number>; byStatus: Record<string, number>; throttled: number } {
    const requests = Object.values(this.#byVerb).reduce((sum, count) => sum + count, 0);
    return {
      requests,
      byVerb: { ...this.#byVerb },
      byStatus: { ...this.#byStatus },
      throttled: this.#byStatus['429'] ?? 0,
    };
  }

  /** Forgets entries and counters; sequence numbers go on. */
  reset(): void {
    this.#entries = [];
    this.#byVerb = {};
    this.#byStatus = {};
  }
}
