import { readFileSync } from 'node:fs';

/** What every command needs of the machine. */
export interface Terminal {
  /** @throws when the file cannot be read */
  readFile(path: string): string;
  out(text: string): void;
  err(text: string): void;
}

/** The real one, for the whole life of the process. */
export function openTerminal(): Terminal {
  // `| head` closes the pipe as soon as it has seen enough, which is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    readFile: (path) => readFileSync(path, 'utf8'),
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
  };
}
