import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../ports.ts';
import { asDocument } from './door.ts';

/** The ports of the two simulators; undefined = any. */
export interface KeptPorts {
  readonly graph: number | undefined;
  readonly genesys: number | undefined;
}

/**
 * The ports that belong to a data folder. Stored delta links hold the address of the directory, and a link to another
 * origin is refused, so a restart has to come back at the same one.
 */
export async function keptPorts(folder: string | undefined): Promise<KeptPorts> {
  if (folder === undefined) return { graph: undefined, genesys: undefined };
  const file = join(folder, 'ports.json');
  if (existsSync(file)) {
    const { graph, genesys } = asDocument(JSON.parse(readFileSync(file, 'utf8')));
    if (Number.isInteger(graph) && Number.isInteger(genesys)) return { graph: Number(graph), genesys: Number(genesys) };
    throw new Error(`${file} holds no ports; delete the folder to begin anew.`);
  }
  const ports = { graph: await freePort(), genesys: await freePort() };
  writeFileSync(file, `${JSON.stringify(ports)}\n`);
  return ports;
}
