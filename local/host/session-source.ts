import { DefaultAzureCredential } from '@azure/identity';
import {
  isServiceBusError,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusSessionReceiver,
} from '@azure/service-bus';
import type { BusConnection } from './settings.ts';

/** A session whose lock this process holds. */
export interface HeldSession {
  readonly sessionId: string;
  lockedUntil(): Date;
  /** The next message, or nothing after `maxWaitMs` without one. */
  receive(maxWaitMs: number, signal: AbortSignal): Promise<ServiceBusReceivedMessage | undefined>;
  complete(message: ServiceBusReceivedMessage): Promise<void>;
  abandon(message: ServiceBusReceivedMessage): Promise<void>;
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** Gives out sessions that have messages and that nobody else holds. */
export interface SessionSource {
  /** Waits for the next session; nothing when the broker's wait ended without one. */
  accept(signal: AbortSignal): Promise<HeldSession | undefined>;
  close(): Promise<void>;
}

function toHeldSession(receiver: ServiceBusSessionReceiver): HeldSession {
  return {
    sessionId: receiver.sessionId,
    lockedUntil: () => receiver.sessionLockedUntilUtc,
    receive: async (maxWaitMs, signal) => {
      const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: maxWaitMs, abortSignal: signal });
      return message;
    },
    complete: (message) => receiver.completeMessage(message),
    abandon: (message) => receiver.abandonMessage(message),
    renew: async () => {
      await receiver.renewSessionLock();
    },
    close: () => receiver.close(),
  };
}

/** Opens a queue of a real namespace, or of the local broker, through the Service Bus client. */
export function openSessionSource(connection: BusConnection, queue: string): SessionSource {
  const client =
    connection.kind === 'connectionString'
      ? new ServiceBusClient(connection.connectionString)
      : new ServiceBusClient(connection.fullyQualifiedNamespace, new DefaultAzureCredential());
  return {
    accept: async (signal) => {
      try {
        const receiver = await client.acceptNextSession(queue, {
          abortSignal: signal,
          // The lane renews by itself, because its bound counts per call and not from the start of the session.
          maxAutoLockRenewalDurationInMs: 0,
          skipParsingBodyAsJson: true,
        });
        return toHeldSession(receiver);
      } catch (error) {
        if (isServiceBusError(error) && (error.code === 'ServiceTimeout' || error.code === 'SessionCannotBeLocked')) {
          return undefined;
        }
        throw error;
      }
    },
    close: () => client.close(),
  };
}
