import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Account } from './account.ts';
import type { Catalogue } from './catalogue.ts';
import type { Switches } from './switches.ts';

/** What survives a restart; tokens, windows, faults and the log do not. */
export interface Kept {
  readonly format: 1;
  readonly accounts: readonly Account[];
  readonly catalogue: Catalogue;
  readonly switches: Switches;
}

/** Reads the data file; undefined when there is none yet. @throws Error when it is of another format. */
export function readKept(path: string): Kept | undefined {
  if (!existsSync(path)) return undefined;
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { format?: unknown };
  if (kept.format !== 1) throw new Error(`${path} is not a data file of this simulator`);
  return kept as Kept;
}

/** Writes the data file soon after a change, replacing it in one step so that a kill never leaves half a file. */
export class StateFile {
  readonly #path: string;
  readonly #collect: () => Kept;
  #timer: NodeJS.Timeout | undefined;
  #waitMs = 250;

  constructor(path: string, collect: () => Kept) {
    this.#path = path;
    this.#collect = collect;
  }

  /** Notes that something changed. */
  touch(): void {
    this.#timer ??= setTimeout(() => this.flush(), this.#waitMs);
  }

  /** Writes at once if something changed since the last time. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const startedMs = performance.now();
    const draft = `${this.#path}.tmp`;
    writeFileSync(draft, JSON.stringify(this.#collect()));
    renameSync(draft, this.#path);
    // A large organisation takes long to write, so it is written less often.
    this.#waitMs = Math.max(250, 20 * (performance.now() - startedMs));
  }
}
