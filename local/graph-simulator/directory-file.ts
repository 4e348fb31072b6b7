import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { DirectoryData } from './directory.ts';

const quietMs = 250;

/** A directory kept in a JSON file: written a moment after changes, whole or not at all. */
export class DirectoryFile {
  readonly #path: string;
  readonly #content: () => DirectoryData;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isDirty = false;

  constructor(path: string, content: () => DirectoryData) {
    this.#path = path;
    this.#content = content;
  }

  /** Notes a change; several within a quarter of a second are written together. */
  touch(): void {
    this.#isDirty = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // A failure shows at the next flush; the file keeps its former content.
      this.flush().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }, quietMs);
  }

  /** Writes what has not been written yet. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const previous = this.#writing;
    this.#writing = previous.catch(() => undefined).then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    const temporary = `${this.#path}.${process.pid}.tmp`;
    await writeFile(temporary, JSON.stringify(this.#content()));
    await rename(temporary, this.#path);
  }
}

/** Reads a stored directory; undefined when there is no file yet. @throws Error for a file of another make */
export function readDirectoryFile(path: string): DirectoryData | undefined {
  if (!existsSync(path)) return undefined;
  const data = JSON.parse(readFileSync(path, 'utf8')) as DirectoryData;
  if (typeof data.key === 'string' && Array.isArray(data.people) && Array.isArray(data.assignments)) return data;
  throw new Error(`${path} holds no directory of the Graph simulator.`);
}
