import type { EvaluationContext } from '../../shared/domain/mapping/language/evaluation-context.ts';
import { locate } from '../../shared/domain/mapping/language/fault-location.ts';
import type { SourceUser } from '../../shared/domain/mapping/types.ts';
import { parseJson } from '../../shared/domain/parse-json.ts';
import { UsageError } from '../usage.ts';
import { JsonFault, readJsonText } from './json-text.ts';

/** Everything a command may touch. */
export interface ToolIo {
  /** @throws when the file cannot be read */
  readFile(path: string): string;
  /** @throws when the file cannot be written */
  writeFile(path: string, text: string): void;
  out(text: string): void;
  err(text: string): void;
  /** Clock and chance for expressions that ask for them. */
  readonly context: EvaluationContext;
  /** Reads users by object id or user principal name from the tenant of the settings; undefined = not there. */
  readUsers(
    references: readonly string[],
    select: readonly string[],
  ): Promise<ReadonlyMap<string, SourceUser | undefined>>;
}

/** @throws UsageError naming the file */
export function readText(io: ToolIo, path: string): string {
  try {
    return io.readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageError(`${path} cannot be read${code}`);
  }
}

/** @throws UsageError naming the file, and the place where it stops being JSON */
export function readJson(io: ToolIo, path: string): unknown {
  const text = readText(io, path);
  try {
    readJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { line, column } = locate(text, error.offset + 1);
    throw new UsageError(`${path}:${line}:${column}: ${error.message}`);
  }
  return parseJson(text);
}

/** @throws UsageError naming the file */
export function writeText(io: ToolIo, path: string, text: string): void {
  try {
    io.writeFile(path, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageError(`${path} cannot be written${code}`);
  }
}

/** Writes one JSON document. */
export function outJson(io: ToolIo, value: unknown): void {
  io.out(JSON.stringify(value, null, 2));
}
