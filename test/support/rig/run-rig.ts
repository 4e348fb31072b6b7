import { spawn } from 'node:child_process';

/** A run of the rig that has ended. */
export interface Ended {
  readonly code: number | null;
  /** Of both outputs, in the order they came. */
  readonly lines: readonly string[];
}

/** A run of the rig under way. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves with the output so far, once it holds this text. */
  shows(text: string): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `local/start.ts` with these options; credentials of the caller's environment stay out. */
export function startRig(...args: string[]): Running {
  const env = { PATH: process.env.PATH ?? '' };
  const child = spawn(process.execPath, ['local/start.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const hearers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
      for (const hear of hearers) hear();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, lines: output.trim().split('\n') }));
  });
  const shows = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.includes(text)) resolve(output);
      };
      hearers.add(look);
      look();
      ended.then(() => reject(new Error(`the rig ended without "${text}":\n${output}`)), reject);
    });
  return { ended, shows, kill: (signal) => child.kill(signal) };
}

/** Runs the rig to its end. */
export function runRig(...args: string[]): Promise<Ended> {
  return startRig(...args).ended;
}
