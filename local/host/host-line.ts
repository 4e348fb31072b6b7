import type { HostLogLine, LogLevel } from './core-types.ts';

/** A line the host itself writes. */
export function hostLine(level: LogLevel, message: string): HostLogLine {
  return { at: new Date().toISOString(), level, category: 'host', logger: 'Host', message };
}

/** The line for a call that ended with a thrown error; the worker writes none of its own. */
export function failed(functionName: string, error: unknown): HostLogLine {
  const text = error instanceof Object && 'stack' in error ? String(error.stack) : String(error);
  return hostLine('error', `Executed 'Functions.${functionName}' (Failed): ${text}`);
}
