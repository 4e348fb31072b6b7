import { exportSchema } from '../../shared/domain/mapping/import/export-schema.ts';
import { loadMappingText, printFileFault } from './mapping-source.ts';
import { outJson, readText, type ToolIo, writeText } from './tool-io.ts';

/** `mapping export FILE`: the mapping in Entra's form, on standard output or into a file; what is lost goes to standard error. */
export function exportCommand(io: ToolIo, path: string, out: string | undefined, asJson: boolean): number {
  const loaded = loadMappingText(readText(io, path));
  if (!loaded.ok) {
    if (asJson) outJson(io, { ok: false, faults: loaded.faults });
    else for (const fault of loaded.faults) io.err(printFileFault(path, fault));
    return 1;
  }
  const { schema, lost } = exportSchema(loaded.file);
  if (out === undefined) outJson(io, schema);
  else writeText(io, out, `${JSON.stringify(schema, null, 2)}\n`);
  for (const line of lost) io.err(`not in the export: ${line}`);
  return 0;
}
