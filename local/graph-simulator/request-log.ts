const kept = 5_000;

/** One request as it was answered. */
export interface LoggedRequest {
  /** Counts all requests since the start, beginning with 1. */
  readonly n: number;
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** 0 when no answer was sent. */
  readonly status: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly resourceUnits: number;
  readonly clientRequestId: string | null;
  readonly fault: string | null;
  /** Addresses and states of the requests inside a batch. */
  readonly items: readonly { readonly path: string; readonly status: number }[];
}

/** The newest requests; older ones are forgotten, so that a long run needs no more memory. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(entry: Omit<LoggedRequest, 'n'>): void {
    this.#count += 1;
    this.#entries.push({ n: this.#count, ...entry });
    if (this.#entries.length > kept * 2) this.#entries = this.#entries.slice(-kept);
  }

  /** The requests behind a number, or from an instant on, or all that are kept. */
  since(mark: string | undefined): LoggedRequest[] {
    const entries = this.#entries.slice(-kept);
    if (mark === undefined || mark === '') return entries;
    if (/^\d+$/.test(mark)) return entries.filter((entry) => entry.n > Number(mark));
    const from = Date.parse(mark);
    return entries.filter((entry) => Date.parse(entry.time) >= from);
  }
}
