import { compileMapping } from '../../shared/domain/mapping/compile-mapping.ts';
import { locate, showCaret } from '../../shared/domain/mapping/language/fault-location.ts';
import type { MappingFile } from '../../shared/domain/mapping/mapping-file.ts';
import type { CompiledMapping } from '../../shared/domain/mapping/types.ts';
import { parseJson } from '../../shared/domain/parse-json.ts';
import { JsonFault, offsetOf, readJsonText } from './json-text.ts';

/** One thing that is wrong with a mapping file, at its place in the file; line and column count from 1. */
export interface FileFault {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
  readonly allowed: string;
  /** The line with a caret below the place. */
  readonly caret: string;
}

/** A mapping file that compiles, or everything that is wrong with it. */
export type LoadedMapping =
  | { readonly ok: true; readonly file: MappingFile; readonly mapping: CompiledMapping }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

const LONGEST_ALLOWED = 200;

/** Reads and compiles the text of a mapping file. */
export function loadMappingText(source: string): LoadedMapping {
  const at = (offset: number, rest: Pick<FileFault, 'path' | 'message' | 'allowed'>): FileFault => ({
    ...locate(source, offset + 1),
    ...rest,
    caret: showCaret(source, offset + 1),
  });
  try {
    const root = readJsonText(source);
    const file: unknown = parseJson(source);
    const compiled = compileMapping(file);
    if (compiled.ok) return { ok: true, file: file as MappingFile, mapping: compiled.mapping };
    const faults = compiled.faults.map(({ path, message, allowed, position }) =>
      at(offsetOf(root, path, position), { path, message, allowed }),
    );
    return { ok: false, faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { ok: false, faults: [at(error.offset, { path: '', message: error.message, allowed: 'JSON' })] };
  }
}

/** A fault for people. */
export function printFileFault(name: string, { line, column, path, message, allowed, caret }: FileFault): string {
  const shown = allowed.length > LONGEST_ALLOWED ? `${allowed.slice(0, LONGEST_ALLOWED)}…` : allowed;
  return [
    `${name}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`,
    ...caret.split('\n').map((row) => `    ${row}`),
    `    allowed: ${shown}`,
  ].join('\n');
}
