import { readFileSync } from 'node:fs';
import { runPreflight } from '../../../../tools/preflight/command.ts';

/** What a run of the preflight left behind. */
export interface PreflightRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a parameter file for everybody needs, one statement a line. */
export const NEEDED = [
  "using '../main.bicep'",
  "param environmentName = 'contact-centre'",
  "param location = 'westeurope'",
  "param entraAppId = '1b2c3d4e-0000-4000-8000-0123456789ab'",
  "param genesysRegion = 'eu-central-1'",
  "param genesysClientId = '2b2c3d4e-0000-4000-8000-0123456789ab'",
];

/** Runs the command with files in memory; what is not among them is read from the project. */
export function run(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): PreflightRun {
  const out: string[] = [];
  const err: string[] = [];
  const code = runPreflight(args, {
    readFile: (path) => files[path] ?? readFileSync(path, 'utf8'),
    env,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** Lines about parameters for a file with what is needed and these statements, which take the place of the same parameter's. */
export function faultsWith(statements: readonly string[], ...args: readonly string[]): readonly string[] {
  const replaced = statements.map((line) => `${/^param \w+ = /.exec(line)?.[0]}`);
  const kept = NEEDED.filter((line) => !replaced.some((start) => line.startsWith(start)));
  const text = [...kept, ...statements].join('\n');
  const { out } = run(['infra/examples/own.bicepparam', '--json', ...args], { 'infra/examples/own.bicepparam': text });
  return (JSON.parse(out) as { faults: string[] }).faults;
}
