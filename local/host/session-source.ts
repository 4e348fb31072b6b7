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

interface Lease {
  readonly client: ServiceBusClient;
  users: number;
}

// An operation whose connection broke gets no answer; with the client's own values a lane would wait 90 s for it.
const options = { retryOptions: { maxRetries: 0, timeoutInMs: 20_000 } };

function connect(connection: BusConnection): Lease {
  const client =
    connection.kind === 'connectionString'
      ? new ServiceBusClient(connection.connectionString, options)
      : new ServiceBusClient(connection.fullyQualifiedNamespace, new DefaultAzureCredential(), options);
  return { client, users: 0 };
}

function toHeldSession(receiver: ServiceBusSessionReceiver, release: () => Promise<void>): HeldSession {
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
    close: async () => {
      try {
        await receiver.close();
      } finally {
        await release();
      }
    },
  };
}

function isNoSession(error: unknown): boolean {
  return isServiceBusError(error) && (error.code === 'ServiceTimeout' || error.code === 'SessionCannotBeLocked');
}

/** Opens a queue of a real namespace, or of the local broker, through the Service Bus client. */
export function openSessionSource(connection: BusConnection, queue: string): SessionSource {
  let current = connect(connection);
  const open = new Set([current]);

  const release = async (lease: Lease): Promise<void> => {
    lease.users -= 1;
    if (lease.users === 0 && lease !== current) {
      open.delete(lease);
      await lease.client.close();
    }
  };

  return {
    accept: async (signal) => {
      const lease = current;
      lease.users += 1;
      try {
        const receiver = await lease.client.acceptNextSession(queue, {
          abortSignal: signal,
          // The lane renews by itself, because its bound counts per call and not from the start of the session.
          maxAutoLockRenewalDurationInMs: 0,
          skipParsingBodyAsJson: true,
        });
        return toHeldSession(receiver, () => release(lease));
      } catch (error) {
        const noSession = isNoSession(error);
        // After a lost connection a client was seen to hang in its next attach, so a new one takes its place. The old one is
        // closed when its last session has ended.
        if (!noSession && lease === current && !signal.aborted) {
          current = connect(connection);
          open.add(current);
        }
        await release(lease);
        if (noSession) {
          return undefined;
        }
        throw error;
      }
    },
    close: async () => {
      await Promise.all([...open].map(({ client }) => client.close()));
    },
  };
}
