import type { TokenCredential } from '@azure/core-auth';
import type { Credential } from '../http/credential.ts';
import { isLoopback, safeOrigin } from '../http/origin.ts';
import { tokenCredential } from '../http/token-credential.ts';
import type { Clock } from '../sync/ports.ts';

/** The bearer tokens of a TokenCredential for one Graph root. Throws ConnectorError `graph-credential-failed`. */
export function graphCredential(source: TokenCredential, graphUrl: string, clock: Clock): Credential {
  // A token of one cloud is not valid in another (Graph: deployments), so the scope follows the root.
  const scope = `${safeOrigin(graphUrl)}/.default`;
  return tokenCredential(source, {
    scope,
    clock,
    code: 'graph-credential-failed',
    failure: 'No token for Graph could be had',
  });
}

/** One token for a simulator. @throws RangeError unless the address is a loopback one */
export function fixedCredential(token: string, graphUrl: string): Credential {
  if (!isLoopback(new URL(safeOrigin(graphUrl)))) {
    throw new RangeError('A fixed Graph token is accepted for a loopback address only');
  }
  return { getToken: async () => token, renew: async () => token };
}
