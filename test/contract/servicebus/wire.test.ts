import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import rhea, { type Connection, type EventContext, type Receiver } from 'rhea';
import { keepMessagesRaw, socketOf } from '../../../local/servicebus/rhea-internals.ts';
import { receiveOne, startBroker, type TestBroker } from './broker-fixture.ts';

const nextSession = { address: 'sessions', filter: { 'com.microsoft:session-filter': null } };

describe('the broker on the wire', () => {
  let broker: TestBroker;
  let connection: Connection;
  const opened = async (): Promise<void> => {
    const options = { host: '127.0.0.1', port: broker.emulator.port, username: 'local', reconnect: false };
    connection = rhea.create_container({ autoaccept: false }).connect(options);
    connection.on('disconnected', () => {});
    await once(connection, 'connection_open');
  };
  beforeEach(async () => {
    broker = await startBroker();
    await opened();
  });
  afterEach(async () => {
    connection.close();
    await broker.close();
  });

  const receiverOn = async (source: unknown): Promise<Receiver> => {
    const receiver = connection.open_receiver({
      source,
      credit_window: 0,
      autoaccept: false,
      rcv_settle_mode: 1,
    } as never);
    await once(receiver, 'receiver_open');
    return receiver;
  };

  it('announces its frame size', () => {
    expect((connection as unknown as { max_frame_size: number }).max_frame_size).toBe(65_536);
  });

  it('sends small answers without delay', async () => {
    const setNoDelay = jest.spyOn(Socket.prototype, 'setNoDelay');
    const client = connect(broker.emulator.port, '127.0.0.1');
    await once(client, 'connect');
    await broker.client.createSender('plain').sendMessages({ body: 1 });
    expect(setNoDelay).toHaveBeenCalledWith(true);
    setNoDelay.mockRestore();
    client.destroy();
  });

  it('answers a read that needs no answer with an empty frame', async () => {
    const receiver = await receiverOn('plain');
    const answered = once(socketOf(connection), 'data');
    receiver.add_credit(1);
    const [bytes] = await answered;
    expect(bytes).toEqual(Buffer.from([0, 0, 0, 8, 2, 0, 0, 0]));
  });

  it('answers a drain when no credit is left', async () => {
    const receiver = await receiverOn('plain');
    const drained = once(receiver, 'receiver_drained');
    receiver.drain_credit();
    await drained;
    expect((receiver as unknown as { credit: number }).credit).toBe(0);
  });

  it('hands messages on with the types the sender gave them', async () => {
    const uuid = Buffer.alloc(16, 0xab);
    const sender = connection.open_sender('plain');
    await once(sender, 'sendable');
    const properties = { id: rhea.types.wrap_uuid(uuid) };
    sender.send({ application_properties: properties, body: rhea.types.wrap_uuid(uuid) } as never);
    await once(sender, 'accepted');
    const receiver = connection.open_receiver({ source: 'plain', credit_window: 0, autoaccept: false } as never);
    await once(receiver, 'receiver_open');
    keepMessagesRaw(receiver.session);
    receiver.add_credit(1);
    const [{ message }] = (await once(receiver, 'message')) as [EventContext];
    const typed = Buffer.concat([Buffer.from([0x98]), uuid]);
    const bytes = message as unknown as Buffer;
    expect(bytes.indexOf(typed)).toBeGreaterThan(0);
    expect(bytes.indexOf(typed, bytes.indexOf(typed) + 1)).toBeGreaterThan(0);
  });

  it('attaches and detaches a receiver that gives up waiting for a session, and leaves the session free', async () => {
    const receiver = connection.open_receiver({ source: nextSession, credit_window: 0 } as never);
    const heard: string[] = [];
    // This library opens a link again when the answer comes after its own detach; the broker refuses that.
    connection.on('receiver_error', () => {});
    receiver.on('receiver_open', () => heard.push('attach'));
    receiver.on('receiver_close', () => heard.push('detach'));
    const closed = once(receiver, 'receiver_close');
    // Any answered request shows that the attach has arrived.
    await receiverOn('plain');
    receiver.close();
    await closed;
    expect(heard).toEqual(['attach', 'detach']);
    await broker.client.createSender('sessions').sendMessages({ body: 1, sessionId: 's' });
    const session = await broker.client.acceptNextSession('sessions');
    expect((await receiveOne(session)).deliveryCount).toBe(0);
  });

  it('grants no session to a connection that broke while it waited', async () => {
    connection.open_receiver({ source: nextSession, credit_window: 0 } as never);
    await receiverOn('plain');
    broker.emulator.cutConnections();
    await once(connection, 'disconnected');
    const client = broker.connect();
    await client.createSender('sessions').sendMessages({ body: 1, sessionId: 's' });
    const session = await client.acceptNextSession('sessions');
    expect((await receiveOne(session)).deliveryCount).toBe(0);
  });

  it('answers a token exchange in both spellings, also without a reply address', async () => {
    const receiver = connection.open_receiver('$cbs');
    const sender = connection.open_sender('$cbs');
    await once(sender, 'sendable');
    const answered = once(receiver, 'message');
    sender.send({ message_id: 'r1', application_properties: { operation: 'put-token' }, body: 'token' });
    const [{ message }] = (await answered) as [EventContext];
    expect(message).toMatchObject({
      correlation_id: 'r1',
      application_properties: { statusCode: 202, 'status-code': 202 },
    });
  });

  it('refuses bytes that are no message and goes on', async () => {
    const sender = connection.open_sender('plain');
    await once(sender, 'sendable');
    sender.send(Buffer.from('hello') as never, 'tag', 0);
    const [{ delivery }] = (await once(sender, 'rejected')) as [EventContext];
    expect((delivery?.remote_state as { error: unknown } | undefined)?.error).toMatchObject({
      condition: 'amqp:decode-error',
    });
    sender.send({ body: 'fine' });
    await once(sender, 'accepted');
    expect(broker.emulator.counts('plain').active).toBe(1);
  });
});
