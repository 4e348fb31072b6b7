import type { ServiceBusClient } from '@azure/service-bus';
import type { Check } from '../sync/preflight.ts';

/** What is asked of vault, storage and Service Bus; all are reads, apart from creating missing tables. */
export function platformChecks(ends: {
  readonly prepare: () => Promise<void>;
  /** As in Secrets. */
  readonly readSecrets: (() => Promise<void>) | undefined;
  readonly busClient: ServiceBusClient;
  readonly queue: string;
}): readonly Check[] {
  const { prepare, readSecrets, busClient, queue } = ends;
  const vault: Check = {
    name: 'vault',
    hint: 'KEY_VAULT_URI must name the vault that holds the secrets; the identity needs Key Vault Secrets User (docs/errors.md, vault-)',
    run: readSecrets ?? (async () => undefined),
  };
  return [
    ...(readSecrets === undefined ? [] : [vault]),
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
  ];
}
