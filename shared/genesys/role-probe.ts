import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Credential } from '../http/credential.ts';
import { safeOrigin } from '../http/origin.ts';
import { createTransport, type WatchRequest } from '../http/transport.ts';
import { TransportFailure } from '../http/transport-failure.ts';
import type { Clock, RateLimits } from '../sync/ports.ts';
import { rateLimitsOf } from './rate-limits.ts';
import { errorOfAnswer, errorOfFailure } from './scim-errors.ts';

const READ_MS = 20_000;
const MAX_BYTES = 4_194_304;
/** The versioned path refuses a list of groups without a filter (Genesys: SCIMApi); whether anything fits does not count. */
const PATH = `/api/v2/scim/v2/groups?filter=${encodeURIComponent('displayName eq "entra-genesys-provisioning"')}&count=1`;

/** Asks for the one permission that a read shows. */
export interface RoleProbe {
  /** Whether the OAuth client holds `directory:group:edit`. @throws ConnectorError when the answer says neither */
  holdsGroupEdit(): Promise<boolean>;
}

/** One read of the groups; needs a grant of the request budget. @throws RangeError when the address is not safe */
export function createRoleProbe(options: {
  readonly apiUrl: string;
  readonly credential: Credential;
  readonly clock: Clock;
  readonly observe: (limits: RateLimits) => void;
  readonly userAgent: string;
  readonly httpClient?: HttpClient;
  readonly watch?: WatchRequest;
}): RoleProbe {
  const { clock, observe } = options;
  const url = `${safeOrigin(options.apiUrl)}${PATH}`;
  const send = createTransport({ ...options, address: options.apiUrl, maxBytes: MAX_BYTES });
  return {
    async holdsGroupEdit() {
      const headers = { Accept: 'application/scim+json, application/json' };
      const deadline = clock.now() + READ_MS;
      const answer = await send({ method: 'GET', url, headers, deadline }).catch((error: unknown) => {
        throw error instanceof TransportFailure ? errorOfFailure('read', error) : error;
      });
      const limits = rateLimitsOf(answer, clock.now());
      if (limits !== undefined) observe(limits);
      if (answer.status >= 200 && answer.status <= 299) return true;
      const error = errorOfAnswer('read', answer, clock.now());
      if (error.kind === 'permission' || error.kind === 'forbidden') return false;
      throw error;
    },
  };
}
