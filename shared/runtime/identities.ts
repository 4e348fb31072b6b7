import type { TokenCredential } from '@azure/core-auth';
import type { GraphSettings } from '../config/graph-settings.ts';
import type { Settings } from '../config/load-configuration.ts';
import { clientSecretTokens } from '../graph/client-secret-tokens.ts';
import { fixedCredential, graphCredential } from '../graph/credential.ts';
import type { Credential } from '../http/credential.ts';
import { fixedSecret, type SecretSource } from '../http/secret-source.ts';
import type { Clock } from '../sync/ports.ts';
import { lazyCredential, managedIdentity } from './lazy-credential.ts';

/**
 * Signs in to Graph in the way the settings choose; `secret` is that of GRAPH_AUTH=client-secret.
 * @throws RangeError for a fixed token away from loopback
 */
export function graphSignIn(
  { values, graphUrl, graphLoginUrl }: GraphSettings,
  clock: Clock,
  secret = fixedSecret(values.ENTRA_CLIENT_SECRET?.reveal() ?? ''),
): Credential {
  if (values.GRAPH_AUTH === 'fixed-token') return fixedCredential(values.GRAPH_TOKEN?.reveal() ?? '', graphUrl);
  return graphCredential(graphTokens(values, graphLoginUrl, secret), graphUrl, clock);
}

/**
 * Signs in to Graph as the person at the desk, whatever the app itself uses: through the Azure CLI, else through what else is there. A
 * client secret or a fixed token among the settings counts as chosen for this. @throws RangeError for a fixed token away from loopback
 */
export function personSignIn(settings: GraphSettings, clock: Clock): Credential {
  const { values, graphUrl, graphLoginUrl: authorityHost } = settings;
  if (values.GRAPH_AUTH === 'fixed-token' || values.GRAPH_AUTH === 'client-secret') return graphSignIn(settings, clock);
  const tenant = values.ENTRA_TENANT_ID === undefined ? {} : { tenantId: values.ENTRA_TENANT_ID };
  const person = lazyCredential(
    ({ ChainedTokenCredential, AzureCliCredential, DefaultAzureCredential }) =>
      new ChainedTokenCredential(
        new AzureCliCredential(tenant),
        new DefaultAzureCredential({ authorityHost, ...tenant }),
      ),
  );
  return graphCredential(person, graphUrl, clock);
}

function graphTokens(values: Settings['values'], authorityHost: string, secret: SecretSource): TokenCredential {
  const { ENTRA_TENANT_ID: tenant, ENTRA_CLIENT_ID: client } = values;
  if (values.GRAPH_AUTH === 'client-secret') {
    const open = (value: string) =>
      lazyCredential(
        ({ ClientSecretCredential }) =>
          new ClientSecretCredential(tenant ?? '', client ?? '', value, { authorityHost }),
      );
    return clientSecretTokens(secret, open);
  }
  if (values.GRAPH_AUTH === 'developer') {
    const chosen = { authorityHost, ...(tenant === undefined ? {} : { tenantId: tenant }) };
    return lazyCredential(({ DefaultAzureCredential }) => new DefaultAzureCredential(chosen));
  }
  return managedIdentity(client);
}

/** Signs in to the platform's own services: the developer's login on a desk, the managed identity in Azure. */
export function platformSignIn({ values, graphLoginUrl }: Settings, clientId: string | undefined): TokenCredential {
  if (values.GRAPH_AUTH !== 'developer') return managedIdentity(clientId);
  // The subscription is in the cloud of the tenant.
  return lazyCredential(({ DefaultAzureCredential }) => new DefaultAzureCredential({ authorityHost: graphLoginUrl }));
}
