import { importSchema } from '../../shared/domain/mapping/import/import-schema.ts';
import { printReport } from './print-report.ts';
import { outJson, readJson, type ToolIo, writeText } from './tool-io.ts';

export interface ImportOptions {
  readonly secrets: string | undefined;
  readonly job: string | undefined;
  readonly out: string | undefined;
  readonly anyApp: boolean;
  readonly asJson: boolean;
}

/** `mapping import SCHEMA`: the report, and the mapping file when nothing stands in its way. Exit code 1 when something does. */
export function importCommand(io: ToolIo, path: string, options: ImportOptions): number {
  const input = {
    schema: readJson(io, path),
    ...(options.secrets === undefined ? {} : { secrets: readJson(io, options.secrets) }),
    ...(options.job === undefined ? {} : { job: readJson(io, options.job) }),
    anyApp: options.anyApp,
  };
  const result = importSchema(input);
  const written = result.file !== undefined && options.out !== undefined ? options.out : undefined;
  if (written !== undefined) writeText(io, written, `${JSON.stringify(result.file, null, 2)}\n`);
  if (options.asJson) outJson(io, { ...result, written: written ?? null });
  else {
    io.out(printReport(result));
    if (written !== undefined) io.out(`\nWritten to ${written}`);
    else if (result.file !== undefined) io.out('\nNothing was written: --out names the file');
  }
  return result.file === undefined ? 1 : 0;
}
