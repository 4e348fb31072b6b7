import type { AddressInfo, Server, Socket } from 'node:net';
import rhea, { type EventContext, type Receiver, type Sender } from 'rhea';
import type { Broker } from './broker.ts';
import { type BrokerError, refusalOf } from './broker-error.ts';
import type { Clock } from './clock.ts';
import { LinkLifetimes } from './link-lifetimes.ts';
import { attachReceiver, refuseLink } from './receive-attach.ts';
import { serveRequests } from './request-link.ts';
import { acknowledgeReads, keepMessagesRaw } from './rhea-internals.ts';
import { serveSending } from './send-link.ts';

/** A listening AMQP 1.0 server. */
export interface AmqpServer {
  readonly port: number;
  /** Ends every connection at once, as a network failure would. */
  cutConnections(): void;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

const maxFrameSize = 65_536;
// Deliveries stay in the buffer until the client settles them, also after their lock has expired.
const sessionBufferSize = 8192;

// Unhandled, any of these would end the process; the ends of links are dealt with where they are noticed.
const toleratedEvents = ['connection_error', 'receiver_error', 'sender_error', 'session_error'];
const failureEvents = ['error', 'protocol_error'];

/** Serves a broker's queues on 127.0.0.1; resolves once clients can connect. */
export async function serveAmqp(broker: Broker, clock: Clock, port: number): Promise<AmqpServer> {
  const lifetimes = new LinkLifetimes();
  const container = rhea.create_container({
    autoaccept: false,
    credit_window: 0,
    // Without it small answers wait for the client's delayed acknowledgement.
    tcp_no_delay: true,
    // Abandoning is "modified"; rhea would report it as "released" as well.
    treat_modified_as_released: false,
  });
  for (const event of toleratedEvents) {
    container.on(event, () => {});
  }
  for (const event of failureEvents) {
    container.on(event, (error: unknown) => console.warn('Service Bus emulator dropped a connection:', error));
  }
  container.on('connection_open', ({ connection }: EventContext) => acknowledgeReads(connection));
  container.on('session_open', ({ session }: EventContext) => session !== undefined && keepMessagesRaw(session));
  container.on(
    'receiver_open',
    ({ receiver }: EventContext) => receiver !== undefined && openForSending(broker, receiver),
  );
  container.on('sender_open', ({ sender }: EventContext) => {
    if (sender !== undefined) {
      openForReceiving(broker, sender, lifetimes, clock);
    }
  });
  container.on('sender_close', ({ sender }: EventContext) => sender !== undefined && lifetimes.end(sender));
  container.on('session_close', ({ session }: EventContext) => session !== undefined && lifetimes.endSession(session));
  for (const event of ['connection_close', 'disconnected']) {
    container.on(event, ({ connection }: EventContext) => lifetimes.endConnection(connection));
  }
  // These two options are read from here only; in the container they would have no effect.
  const options = { host: '127.0.0.1', port, max_frame_size: maxFrameSize, session_buffer_size: sessionBufferSize };
  const server = container.listen(options as Parameters<typeof container.listen>[0]) as Server;
  return await control(server);
}

async function control(server: Server): Promise<AmqpServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const cutConnections = (): void => {
    for (const socket of sockets) {
      // With an error, because that is what makes rhea drop the connection's timers.
      socket.destroy(new Error('connection cut'));
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    cutConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutConnections();
      }),
  };
}

function openForSending(broker: Broker, receiver: Receiver): void {
  refuseOnError(receiver, () => {
    const node = broker.resolve(receiver.target?.address);
    if (node.kind === 'queue') {
      serveSending(receiver, node.queue);
    } else {
      serveRequests(receiver, node);
    }
  });
}

function openForReceiving(broker: Broker, sender: Sender, lifetimes: LinkLifetimes, clock: Clock): void {
  refuseOnError(sender, () => {
    const node = broker.resolve(sender.source?.address);
    if (node.kind === 'queue') {
      attachReceiver({ sender, queue: node.queue, lifetimes, clock });
    } else {
      sender.set_source({ address: sender.source.address });
    }
  });
}

function refuseOnError(link: Sender | Receiver, open: () => void): void {
  const refusal: BrokerError | undefined = refusalOf(open);
  if (refusal !== undefined) {
    refuseLink(link, refusal);
  }
}
