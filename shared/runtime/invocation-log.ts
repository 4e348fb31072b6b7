import { AsyncLocalStorage } from 'node:async_hooks';

type WriteLine = (line: string) => void;

const current = new AsyncLocalStorage<WriteLine>();

/** Runs work whose events belong to one invocation: the host files them under its id. */
export function withInvocationLog<T>(write: WriteLine, work: () => Promise<T>): Promise<T> {
  return current.run(write, work);
}

/** Writes to the log of the invocation under way, else to the process's own output. */
export function writeLine(line: string): void {
  (current.getStore() ?? console.log)(line);
}

/** Runs work that outlives the invocation that began it, whose log is closed by then. */
export function outsideInvocations<T>(work: () => T): T {
  return current.exit(work);
}
