import { readFileSync } from 'node:fs';
import { loadMappingText, printFileFault } from '../tools/mapping/mapping-source.ts';

/** Where the package holds a customer's mapping; the app setting MAPPING_FILE names it. */
export const MAPPING_PATH = 'mapping.json';

/** A mapping file that the app would refuse; the message holds every fault with its line. */
export class MappingRefused extends Error {
  override readonly name = 'MappingRefused';
}

/**
 * Reads a mapping file and compiles it as the app does.
 * @throws MappingRefused when the file cannot be read or has faults
 */
export function readCheckedMapping(path: string): unknown {
  const text = readText(path);
  const loaded = loadMappingText(text);
  if (loaded.ok) return loaded.file;
  throw new MappingRefused(loaded.faults.map((fault) => printFileFault(path, fault)).join('\n'));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
    throw new MappingRefused(`${path} cannot be read${code}; allowed is the path of a mapping file`);
  }
}
