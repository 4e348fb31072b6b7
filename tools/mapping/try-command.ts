import type { SourceUser } from '../../shared/domain/mapping/types.ts';
import { UsageError } from '../usage.ts';
import { type FileFault, loadMappingText, printFileFault } from './mapping-source.ts';
import { printTable } from './print-table.ts';
import { outJson, readJson, readText, type ToolIo } from './tool-io.ts';
import { type TriedUser, tryMapping } from './try-mapping.ts';

export interface TryOptions {
  readonly asJson: boolean;
  /** A file with one user or a list of them; with `fromGraph`, ids or user principal names with commas between. */
  readonly user: string;
  readonly fromGraph: boolean;
}

/** `mapping try FILE --user …`: what the mapping gives for real or written users. Exit code 1 when a user cannot be mapped. */
export async function tryCommand(io: ToolIo, path: string, options: TryOptions): Promise<number> {
  const loaded = loadMappingText(readText(io, path));
  if (!loaded.ok) return reportFaults(io, path, loaded.faults, options.asJson);
  const users = options.fromGraph
    ? await usersFromGraph(io, options.user, loaded.mapping.select)
    : usersFromFile(io, options.user);
  const missing = users.filter(([, user]) => user === undefined).map(([reference]) => reference);
  const tried = users.flatMap(([, user]) => (user === undefined ? [] : tryMapping(loaded, user, io.context)));
  if (options.asJson) outJson(io, { ok: true, users: tried, missing });
  else {
    for (const user of tried) printUser(io, user);
    for (const reference of missing) io.out(`${reference}: the directory has no such user`);
  }
  const failed = tried.some(({ note }) => note.startsWith('no account'));
  return failed || missing.length > 0 ? 1 : 0;
}

function reportFaults(io: ToolIo, path: string, faults: readonly FileFault[], asJson: boolean): number {
  if (asJson) outJson(io, { ok: false, faults });
  else for (const fault of faults) io.out(printFileFault(path, fault));
  return 1;
}

function printUser(io: ToolIo, { user, inScope, note, attributes }: TriedUser): void {
  io.out(`${user}: ${inScope ? 'in scope' : 'not in scope'}${note === '' ? '' : `, ${note}`}`);
  const rows = attributes.map(({ attribute, expression, value, note: why }) => [
    attribute,
    expression,
    value === null ? '' : typeof value === 'string' ? value : value.join(', '),
    why,
  ]);
  io.out(`${printTable(['attribute', 'expression', 'value', 'note'], rows)}\n`);
}

async function usersFromGraph(io: ToolIo, list: string, select: readonly string[]) {
  const references = list
    .split(',')
    .map((reference) => reference.trim())
    .filter((reference) => reference !== '');
  if (references.length === 0) throw new UsageError('--user names nobody');
  return [...(await io.readUsers(references, select))];
}

function isUser(value: unknown): value is SourceUser {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One user, a list, or an answer of Graph. */
function usersFromFile(io: ToolIo, path: string): readonly (readonly [string, SourceUser | undefined])[] {
  const parsed = readJson(io, path);
  const list: unknown = Array.isArray(parsed)
    ? parsed
    : isUser(parsed) && Array.isArray(parsed.value)
      ? parsed.value
      : [parsed];
  const users = (list as readonly unknown[]).filter(isUser);
  if (users.length === 0) throw new UsageError(`${path} holds no user`);
  return users.map((user, index) => [String(index), user] as const);
}
