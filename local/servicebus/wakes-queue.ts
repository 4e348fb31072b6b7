import type { QueueConfig } from './queue-config.ts';

/** The session queue of wakes under a name of choice, with the settings it has in Azure. */
export function wakesQueue(name: string): QueueConfig {
  return {
    Name: name,
    Properties: {
      RequiresSession: true,
      RequiresDuplicateDetection: false,
      LockDuration: 'PT1M',
      MaxDeliveryCount: 10,
      DefaultMessageTimeToLive: 'P1D',
      DeadLetteringOnMessageExpiration: false,
    },
  };
}
