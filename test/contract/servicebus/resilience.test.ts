import { once } from 'node:events';
import { connect } from 'node:net';
import { type ProcessErrorArgs, ServiceBusClient } from '@azure/service-bus';
import { startServiceBusEmulator } from '../../../local/servicebus/start.ts';
import { receiveOne, startBroker, type TestBroker } from './broker-fixture.ts';

describe('a broker under trouble', () => {
  let broker: TestBroker;
  beforeEach(async () => {
    broker = await startBroker();
  });
  afterEach(() => broker.close());

  it('serves a subscription again after the connection was cut', async () => {
    const client = new ServiceBusClient(broker.emulator.connectionString, { retryOptions: { retryDelayInMs: 100 } });
    const sender = client.createSender('plain');
    const receiver = client.createReceiver('plain');
    const bodies: unknown[] = [];
    const arrived = new Map<unknown, () => void>();
    const arrival = (body: unknown): Promise<void> => new Promise((resolve) => arrived.set(body, resolve));
    const first = arrival('before');
    const second = arrival('after');
    receiver.subscribe(
      {
        processMessage: async (message) => {
          await receiver.completeMessage(message);
          bodies.push(message.body);
          arrived.get(message.body)?.();
        },
        processError: async (_: ProcessErrorArgs) => {},
      },
      { autoCompleteMessages: false },
    );
    await sender.sendMessages({ body: 'before' });
    await first;
    broker.emulator.cutConnections();
    await broker.client.createSender('plain').sendMessages({ body: 'after' });
    await second;
    expect(bodies).toEqual(['before', 'after']);
    await client.close();
    expect(broker.emulator.counts('plain').active).toBe(0);
  }, 20_000);

  it('frees the sessions of a connection that was cut, without counting a delivery', async () => {
    const lost = broker.connect();
    await lost.createSender('sessions').sendMessages({ body: 1, sessionId: 's' });
    await receiveOne(await lost.acceptSession('sessions', 's'));
    broker.emulator.cutConnections();
    const session = await broker.connect().acceptSession('sessions', 's');
    expect((await receiveOne(session)).deliveryCount).toBe(0);
  });

  it('survives a peer that does not speak AMQP', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const error = jest.spyOn(console, 'error').mockImplementation(() => {});
    const peer = connect(broker.emulator.port, '127.0.0.1');
    peer.on('error', () => {});
    peer.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(peer, 'close');
    warn.mockRestore();
    error.mockRestore();
    await broker.client.createSender('plain').sendMessages({ body: 1 });
    expect(broker.emulator.counts('plain').active).toBe(1);
  });

  it('survives a peer that vanishes in the middle of a frame', async () => {
    const peer = connect(broker.emulator.port, '127.0.0.1');
    await once(peer, 'connect');
    peer.write(Buffer.from('414d515000010000000000ff0200', 'hex'));
    peer.resetAndDestroy();
    await once(peer, 'close');
    await broker.client.createSender('plain').sendMessages({ body: 1 });
    expect(broker.emulator.counts('plain').active).toBe(1);
  });
});

describe('starting and stopping', () => {
  it('closes while clients are connected and waiting', async () => {
    const emulator = await startServiceBusEmulator({ queues: [{ Name: 'q' }] });
    const client = new ServiceBusClient(emulator.connectionString, { retryOptions: { maxRetries: 0 } });
    await client.createSender('q').sendMessages({ body: 1 });
    await receiveOne(client.createReceiver('q'));
    await emulator.close();
    const peer = connect(emulator.port, '127.0.0.1');
    const [error] = await once(peer, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    await client.close();
  });

  it('refuses a port that is taken', async () => {
    const emulator = await startServiceBusEmulator({ queues: [] });
    const second = startServiceBusEmulator({ port: emulator.port, queues: [] });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await emulator.close();
  });

  it('knows only the queues it was given', async () => {
    const emulator = await startServiceBusEmulator({ queues: [{ Name: 'q' }] });
    expect(emulator.counts('q')).toEqual({ active: 0, deadLettered: 0, locked: 0 });
    expect(() => emulator.counts('other')).toThrow('no queue "other"');
    await emulator.close();
  });
});
