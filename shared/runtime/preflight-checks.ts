import type { ServiceBusClient } from '@azure/service-bus';
import type { DirectoryProbe } from '../graph/directory-probe.ts';
import type { Credential } from '../http/credential.ts';
import type { Ports } from '../sync/configuration.ts';
import type { Check } from '../sync/preflight.ts';

interface Ends {
  readonly ports: Pick<Ports, 'configuration' | 'budget' | 'target'>;
  readonly probe: DirectoryProbe;
  readonly credential: Credential;
  readonly prepare: () => Promise<void>;
  readonly busClient: ServiceBusClient;
  readonly queue: string;
}

/** What each check of the preflight asks of the real ends; all are reads, apart from creating missing tables. */
export function preflightChecks({ ports, probe, credential, prepare, busClient, queue }: Ends): readonly Check[] {
  const { configuration, budget, target } = ports;
  const principal: Check = {
    name: 'service-principal',
    hint: 'ENTRA_APP_ID or SERVICE_PRINCIPAL_ID must name an enterprise application; reading it needs Application.Read.All',
    run: async () => void (await probe.servicePrincipalId()),
  };
  return [
    {
      name: 'tables',
      hint: 'STORAGE must reach a table service; an identity needs Storage Table Data Contributor',
      run: prepare,
    },
    {
      name: 'queue',
      hint: 'SERVICEBUS and QUEUE_NAME must name a queue with sessions; an identity needs Azure Service Bus Data Sender and Data Receiver',
      run: async () => {
        // Opening the link asks for the right to send without sending anything.
        const sender = busClient.createSender(queue);
        await sender.createMessageBatch().finally(() => sender.close());
      },
    },
    {
      name: 'graph-users',
      hint: 'GRAPH_AUTH must sign in, and the identity needs the application permission User.Read.All',
      run: () => probe.readUsers(),
    },
    ...(configuration.scope === 'assigned' ? [principal] : []),
    {
      name: 'genesys-login',
      hint: 'GENESYS_REGION, GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET must belong to one organisation',
      run: async () => void (await credential.getToken()),
    },
    {
      name: 'genesys-users',
      hint: 'the OAuth client needs a role with the SCIM permissions',
      run: async () => {
        // The budget is a row of the tables.
        await prepare().catch(() => {
          throw new Error('not asked, since the tables do not answer');
        });
        await budget.grant({ urgent: true, maxWaitMs: configuration.timings.waitInside });
        await target.probe();
      },
    },
  ];
}
