import { loadMappingText, printFileFault } from './mapping-source.ts';
import { outJson, readText, type ToolIo } from './tool-io.ts';

/** `mapping check FILE`: every fault of a mapping file at its line and column. Exit code 1 when there is one. */
export function checkCommand(io: ToolIo, path: string, asJson: boolean): number {
  const loaded = loadMappingText(readText(io, path));
  if (loaded.ok) {
    const { targets, select } = loaded.mapping;
    if (asJson) outJson(io, { ok: true, faults: [], targets, select });
    else io.out(`${path}: ${targets.length} attributes, read from ${select.join(', ')}`);
    return 0;
  }
  if (asJson) outJson(io, { ok: false, faults: loaded.faults });
  else {
    for (const fault of loaded.faults) io.out(printFileFault(path, fault));
    io.out(`${loaded.faults.length} ${loaded.faults.length === 1 ? 'fault' : 'faults'}`);
  }
  return 1;
}
