import type { ServiceBusClient } from '@azure/service-bus';
import type { Check } from '../sync/preflight.ts';

/** What is asked of storage and Service Bus; both are reads, apart from creating missing tables. */
export function platformChecks(ends: {
  readonly prepare: () => Promise<void>;
  readonly busClient: ServiceBusClient;
  readonly queue: string;
}): readonly Check[] {
  const { prepare, busClient, queue } = ends;
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
  ];
}
