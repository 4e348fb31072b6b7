import { ServiceBusClient } from '@azure/service-bus';
import { BUS_CLIENT_OPTIONS } from '../bus/bus-sender.ts';
import type { Settings } from '../config/load-configuration.ts';
import type { ServicePrincipal } from '../graph/service-principal.ts';
import { createServerClock } from '../http/clock-skew.ts';
import { createTables, type Tables } from '../tables/table-clients.ts';
import { systemClock } from './clock.ts';
import { platformSignIn } from './identities.ts';
import { USER_AGENT } from './user-agent.ts';

/** By connection string, or signed in as the identity. */
export function openTables(settings: Settings): Tables {
  const { STORAGE, STORAGE__tableServiceUri: endpoint, STORAGE__clientId, TABLE_PREFIX } = settings.values;
  const account =
    STORAGE === undefined
      ? { endpoint: endpoint ?? '', credential: platformSignIn(settings, STORAGE__clientId) }
      : { connectionString: STORAGE.reveal() };
  return createTables({ account, clock: systemClock, ...(TABLE_PREFIX === undefined ? {} : { prefix: TABLE_PREFIX }) });
}

/** By connection string, or signed in as the identity. */
export function openBus(settings: Settings): ServiceBusClient {
  const { SERVICEBUS, SERVICEBUS__fullyQualifiedNamespace: host, SERVICEBUS__clientId } = settings.values;
  if (SERVICEBUS !== undefined) return new ServiceBusClient(SERVICEBUS.reveal(), BUS_CLIENT_OPTIONS);
  return new ServiceBusClient(host ?? '', platformSignIn(settings, SERVICEBUS__clientId), BUS_CLIENT_OPTIONS);
}

/** In scope "all" assignments are never read, so none may be named. */
export function servicePrincipalOf({ SERVICE_PRINCIPAL_ID, ENTRA_APP_ID }: Settings['values']): ServicePrincipal {
  return SERVICE_PRINCIPAL_ID === undefined ? { appId: ENTRA_APP_ID ?? '' } : { objectId: SERVICE_PRINCIPAL_ID };
}

/** Both refuse a request without a token, and tell the time with it. */
export function serverClocks({ graphUrl, genesysApiUrl }: Settings) {
  const shared = { clock: systemClock, userAgent: USER_AGENT };
  return {
    graph: createServerClock({ ...shared, baseUrl: graphUrl, path: '/v1.0/users' }),
    genesys: createServerClock({ ...shared, baseUrl: genesysApiUrl, path: '/api/v2/scim/v2/serviceproviderconfig' }),
  };
}
