import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import rhea, { type Connection, type EventContext, type Receiver, type Sender } from 'rhea';

// Names each undocumented part that local/servicebus/rhea-internals.ts relies on, so that an upgrade which moves one
// fails here and not as a stalled delivery.
describe('the parts of rhea the broker relies on', () => {
  let server: Server;
  let client: Connection;
  let sender: Record<string, unknown>;
  let receiver: Record<string, unknown>;
  let delivery: Record<string, unknown>;

  beforeAll(async () => {
    const container = rhea.create_container({ autoaccept: false, credit_window: 0, tcp_no_delay: true });
    container.on('disconnected', () => {});
    const senders: Sender[] = [];
    const receivers: Receiver[] = [];
    container.on('sender_open', (context: EventContext) => context.sender && senders.push(context.sender));
    container.on('receiver_open', (context: EventContext) => context.receiver && receivers.push(context.receiver));
    server = container.listen({ port: 0, host: '127.0.0.1' }) as Server;
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = rhea.create_container().connect({ port, host: '127.0.0.1', reconnect: false });
    client.on('disconnected', () => {});
    const clientReceiver = client.open_receiver({ source: 'q', credit_window: 1 } as never);
    client.open_sender('q');
    await once(client, 'sender_open');
    const [sending] = senders;
    if (sending === undefined) {
      throw new Error('no link was opened');
    }
    delivery = sending.send(Buffer.from([0x00, 0x53, 0x77, 0x40]) as never, 'tag', 0) as unknown as typeof delivery;
    await once(clientReceiver, 'message');
    sender = sending as unknown as typeof sender;
    receiver = receivers[0] as unknown as typeof receiver;
  });

  afterAll(async () => {
    client.close();
    await once(client, 'connection_close');
    server.close();
  });

  it('are on a link', () => {
    expect(sender).toMatchObject({
      credit: expect.any(Number),
      delivery_count: expect.any(Number),
      issue_flow: expect.any(Boolean),
      state: { local_open: true, open_requests: 0 },
      local: { attach: expect.anything() },
    });
    expect(sender).toHaveProperty('_draining');
    expect(sender._get_drain).toBeInstanceOf(Function);
    expect(receiver.credit).toBe(0);
  });

  it('are on a session', () => {
    const { outgoing, on_transfer } = sender.session as Record<string, Record<string, Record<string, unknown>>>;
    expect(on_transfer).toBeInstanceOf(Function);
    expect(outgoing).toMatchObject({ next_pending_delivery: 1, next_delivery_id: 1 });
    expect(outgoing?.available).toBeInstanceOf(Function);
    expect(outgoing?.deliveries?.by_id).toBeInstanceOf(Function);
  });

  it('are on a connection', () => {
    const connection = sender.connection as Record<string, unknown>;
    expect(connection._register).toBeInstanceOf(Function);
    expect(connection._write_frame).toBeInstanceOf(Function);
    expect(connection.socket).toHaveProperty('bytesWritten');
  });

  it('are on a delivery', () => {
    expect(delivery.link).toBe(sender);
    expect(delivery).toHaveProperty('remote_settled');
    expect(delivery).toHaveProperty('remote_state');
  });

  it('read and write values', () => {
    const { Reader, Writer } = rhea.types as unknown as Record<string, { prototype: Record<string, unknown> }>;
    expect(Reader?.prototype.read).toBeInstanceOf(Function);
    expect(Reader?.prototype.remaining).toBeInstanceOf(Function);
    expect(Writer?.prototype.write).toBeInstanceOf(Function);
    expect(Writer?.prototype.toBuffer).toBeInstanceOf(Function);
  });
});
