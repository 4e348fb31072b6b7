import { dirname, join } from 'node:path';
import { readArguments, UsageError } from '../usage.ts';
import { parametersOf } from './bicep-parameters.ts';
import { readTemplate } from './bicep-types.ts';
import { type Checked, checkParameters } from './check-parameters.ts';
import { AZURE_CLOUDS, type AzureCloud, isAzureCloud } from './clouds.ts';
import type { Environment, Given } from './given.ts';
import { readBicepParam } from './read-bicepparam.ts';
import { readParameterJson } from './read-parameter-json.ts';

/** Everything the command may touch. */
export interface PreflightIo {
  /** @throws when the file cannot be read */
  readFile(path: string): string;
  readonly env: Environment;
  out(text: string): void;
  err(text: string): void;
}

const TEMPLATE = 'infra/main.bicep';
const AZD_FILE = 'infra/main.parameters.json';

export const USAGE = `npm run preflight -- FILE.bicepparam | FILE.json
npm run preflight -- --azd [FILE.json]

Checks the parameters of a deployment before anything is made, and says all that is wrong at once.
  --azd            puts variables of the environment into the file, as azd does (standard: ${AZD_FILE})
  --cloud NAME     ${Object.keys(AZURE_CLOUDS).join(', ')}; without it the region tells it
  --json           one JSON document instead of text
Exit code 0: nothing is wrong; 1: something is; 2: called wrongly.`;

const OPTIONS = {
  azd: { type: 'boolean', default: false },
  cloud: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Checks the parameters of one file; returns the exit code and never throws for what a caller can get wrong. */
export function runPreflight(args: readonly string[], io: PreflightIo): number {
  try {
    return dispatch(args, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (args.includes('--json')) io.out(JSON.stringify({ ok: false, error: error.message }));
    else io.err(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

function dispatch(args: readonly string[], io: PreflightIo): number {
  const { values, positionals } = readArguments({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) {
    io.out(USAGE);
    return 0;
  }
  const [path = values.azd ? AZD_FILE : undefined, ...more] = positionals;
  if (path === undefined) throw new UsageError('the parameter file is missing');
  if (more.length > 0) throw new UsageError(`${more.join(' ')} is one argument too many`);
  const cloud = readCloud(values.cloud);
  const { given, template } = readGiven(io, path, values.azd);
  const read = readTemplate(template, (name) => readText(io, name));
  if (parametersOf(read.text).length === 0) throw new UsageError(`${template} declares no parameters`);
  const checked = checkParameters(read, given, cloud);
  if (values.json) io.out(JSON.stringify({ ok: checked.faults.length === 0, file: path, ...checked }, null, 2));
  else print(io, path, checked);
  return checked.faults.length === 0 ? 0 : 1;
}

function readCloud(name: string | undefined): AzureCloud | undefined {
  if (name === undefined || isAzureCloud(name)) return name;
  throw new UsageError(`--cloud: "${name}" is not allowed; allowed is ${Object.keys(AZURE_CLOUDS).join(', ')}`);
}

function readGiven(io: PreflightIo, path: string, azd: boolean): { given: Given; template: string } {
  const text = readText(io, path);
  if (path.endsWith('.bicepparam')) {
    if (azd) throw new UsageError(`${path}: --azd is for a parameter file in JSON`);
    const given = readBicepParam(text, io.env);
    if (given.using === undefined) throw new UsageError(`${path}: the line using '../main.bicep' is missing`);
    return { given, template: join(dirname(path), given.using) };
  }
  try {
    return { given: readParameterJson(text, azd ? io.env : undefined), template: TEMPLATE };
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}

function readText(io: PreflightIo, path: string): string {
  try {
    return io.readFile(path);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageError(`${path} cannot be read${code}`);
  }
}

function print(io: PreflightIo, path: string, { faults, notes, given, standard }: Checked): void {
  for (const fault of faults) io.out(fault);
  for (const note of notes) io.out(`note: ${note}`);
  const found = faults.length === 0 ? 'nothing is wrong' : `${faults.length} wrong, nothing has been made`;
  io.out(
    `${path}: ${given} ${given === 1 ? 'parameter' : 'parameters'} given, ${standard} as the template has them; ${found}`,
  );
}
