import { spawn } from 'node:child_process';

/** A tool that has ended. */
export interface ToolRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one of the project's tools as a process of its own; nothing of the caller's environment but PATH reaches it. */
export function runTool(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], { env: { PATH: process.env.PATH ?? '', ...env } });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
