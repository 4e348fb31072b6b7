import { printFault } from '../../shared/config/fault.ts';
import { loadGraphSettings } from '../../shared/config/graph-settings.ts';
import { asConnectorError } from '../../shared/domain/connector-error.ts';
import type { SourceUser } from '../../shared/domain/mapping/types.ts';
import { createDirectory } from '../../shared/graph/graph-client.ts';
import { systemChance } from '../../shared/runtime/chance.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { graphSignIn } from '../../shared/runtime/identities.ts';
import { UsageError } from '../usage.ts';

/** Reads users one by one from the tenant that the GRAPH_ and ENTRA_ settings name. @throws UsageError */
export async function readGraphUsers(
  env: Readonly<Record<string, string | undefined>>,
  references: readonly string[],
  select: readonly string[],
): Promise<ReadonlyMap<string, SourceUser | undefined>> {
  const loaded = loadGraphSettings(env);
  if (!loaded.ok) throw new UsageError(loaded.faults.map(printFault).join('\n'));
  const directory = createDirectory({
    baseUrl: loaded.settings.graphUrl,
    credential: graphSignIn(loaded.settings, systemClock),
    clock: systemClock,
    uuid: systemChance.uuid,
    userAgent: 'entra-genesys-provisioning',
    servicePrincipal: { appId: '' },
  });
  const users = new Map<string, SourceUser | undefined>();
  try {
    for (const reference of references) users.set(reference, await directory.readUser(reference, select));
  } catch (error) {
    const known = asConnectorError(error);
    if (known === undefined) throw error;
    throw new UsageError(`Graph gave no answer: ${known.code}: ${known.message}`);
  }
  return users;
}
