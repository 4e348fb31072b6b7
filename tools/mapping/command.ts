import { readArguments, UsageError } from '../usage.ts';
import { checkCommand } from './check-command.ts';
import { evalCommand } from './eval-command.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { writeReference } from './reference.ts';
import { outJson, type ToolIo, writeText } from './tool-io.ts';
import { tryCommand } from './try-command.ts';

export const USAGE = `npm run mapping -- COMMAND

  check FILE                              all faults of a mapping file
  try FILE --user user.json               what it gives for users in a file (Graph's form)
  try FILE --user a,b,c --graph           the same for users of the tenant of the settings
  import SCHEMA [--secrets FILE] [--job FILE] [--out FILE] [--any-app]
                                          takes over an export of Entra's provisioning service
  export FILE [--out FILE]                a mapping file in Entra's form
  eval --cases FILE                       evaluates a list of {id, expression, inputs, now?, taken?}
  docs [--out FILE]                       writes docs/mapping-reference.md from the code

--json gives JSON instead of text. Exit code 0: all well; 1: faults were found; 2: called wrongly.`;

const REFERENCE = 'docs/mapping-reference.md';

const OPTIONS = {
  json: { type: 'boolean', default: false },
  user: { type: 'string' },
  graph: { type: 'boolean', default: false },
  secrets: { type: 'string' },
  job: { type: 'string' },
  out: { type: 'string' },
  cases: { type: 'string' },
  'any-app': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function needed(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new UsageError(`${what} is missing`);
  return value;
}

async function dispatch(args: readonly string[], io: ToolIo): Promise<number> {
  const { values, positionals } = readArguments({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [command, first, ...more] = positionals;
  if (values.help || (command === undefined && !values.json)) {
    io.out(USAGE);
    return values.help ? 0 : 2;
  }
  if (command === undefined) throw new UsageError('the command is missing');
  if (more.length > 0) throw new UsageError(`${more.join(' ')} is one argument too many`);
  const { json: asJson, out, secrets, job } = values;
  switch (command) {
    case 'check':
      return checkCommand(io, needed(first, 'the mapping file'), asJson);
    case 'try':
      return tryCommand(io, needed(first, 'the mapping file'), {
        asJson,
        user: needed(values.user, '--user'),
        fromGraph: values.graph,
      });
    case 'import':
      return importCommand(io, needed(first, 'the exported schema'), {
        secrets,
        job,
        out,
        anyApp: values['any-app'],
        asJson,
      });
    case 'export':
      return exportCommand(io, needed(first, 'the mapping file'), out, asJson);
    case 'eval':
      return evalCommand(io, needed(values.cases, '--cases'));
    case 'docs': {
      const path = out ?? REFERENCE;
      writeText(io, path, writeReference());
      if (asJson) outJson(io, { written: path });
      else io.out(`Written to ${path}`);
      return 0;
    }
    default:
      throw new UsageError(`there is no command ${command}`);
  }
}

/** Runs one command of the mapping tool; returns the exit code and never throws for what a caller can get wrong. */
export async function runMappingTool(args: readonly string[], io: ToolIo): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (args.includes('--json')) outJson(io, { ok: false, error: error.message });
    else io.err(`${error.message}\n\n${args.length === 0 ? USAGE : 'npm run mapping -- --help shows all commands'}`);
    return 2;
  }
}
