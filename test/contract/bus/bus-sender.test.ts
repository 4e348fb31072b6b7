import { randomUUID } from 'node:crypto';
import { ServiceBusClient } from '@azure/service-bus';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../../../local/servicebus/start.ts';
import { BUS_CLIENT_OPTIONS, createBusSender } from '../../../shared/bus/bus-sender.ts';
import { laneOf } from '../../../shared/bus/lane.ts';
import { parseWake } from '../../../shared/bus/wake-message.ts';
import type { WakeMessage } from '../../../shared/sync/ports.ts';

const QUEUE = 'changes';
let emulator: ServiceBusEmulator;
let client: ServiceBusClient;

beforeEach(async () => {
  emulator = await startServiceBusEmulator({ queues: [{ Name: QUEUE, Properties: { RequiresSession: true } }] });
  client = new ServiceBusClient(emulator.connectionString, BUS_CLIENT_OPTIONS);
});

afterEach(async () => {
  await client.close();
  await emulator.close();
});

const wake = (objectId: string, urgent = false): WakeMessage => ({ kind: 'user', objectId, why: 'due', urgent });

async function receive(sessionId: string, count: number) {
  const receiver = await client.acceptSession(QUEUE, sessionId);
  const messages = [];
  while (messages.length < count) {
    const more = await receiver.receiveMessages(count - messages.length, { maxWaitTimeInMs: 5_000 });
    if (more.length === 0) break;
    messages.push(...more);
    for (const message of more) await receiver.completeMessage(message);
  }
  await receiver.close();
  return messages;
}

describe('the sender of wakes', () => {
  it('puts ordinary wakes on the lane of their record and urgent ones on a lane of their own', async () => {
    const bus = createBusSender(client, QUEUE, { lanes: 8, uuid: randomUUID });

    await bus.send([wake('user-1'), wake('user-2', true), wake('user-1')]);

    const ordinary = await receive(laneOf('user-1', 8), 2);
    const [urgent] = await receive('urgent', 1);
    expect(ordinary.map(({ body }) => parseWake(body))).toEqual(
      [1, 2].map(() => ({ message: { kind: 'user', objectId: 'user-1', why: 'due' } })),
    );
    expect(parseWake(urgent?.body)).toEqual({ message: { kind: 'user', objectId: 'user-2', why: 'due' } });
    expect(new Set([...ordinary, urgent].map((message) => message?.messageId)).size).toBe(3);
    expect(urgent?.timeToLive).toBe(86_400_000);
    await bus.close();
  });

  it('sends more wakes than fit one batch', async () => {
    const bus = createBusSender(client, QUEUE, { lanes: 2, uuid: randomUUID });

    await bus.send(Array.from({ length: 450 }, (_, number) => wake(`user-${number}`)));

    expect(emulator.counts(QUEUE).active).toBe(450);
    await bus.close();
  });

  it('sends nothing when there is nothing to send', async () => {
    const bus = createBusSender(client, QUEUE, { lanes: 2, uuid: randomUUID });

    await bus.send([]);

    expect(emulator.counts(QUEUE).active).toBe(0);
    await bus.close();
  });

  // The SDK on its own would wait 90 s in the next two cases.
  it('recovers when the connection breaks under a send', async () => {
    const bus = createBusSender(client, QUEUE, { lanes: 2, uuid: randomUUID, attemptMs: 400 });
    await bus.send([wake('user-1')]);

    emulator.cutConnections();
    await bus.send([wake('user-2')]);

    expect(emulator.counts(QUEUE).active).toBe(2);
    await bus.close();
  });

  it('gives up after two attempts while the broker is away, and works again once it is back', async () => {
    const bus = createBusSender(client, QUEUE, { lanes: 2, uuid: randomUUID, attemptMs: 400 });
    await bus.send([wake('user-1')]);
    const { port } = emulator;
    await emulator.close();

    const lost = await bus.send([wake('user-2')]).catch((error: unknown) => error);
    expect(lost).toMatchObject({ name: 'ConnectorError', code: 'queue-unreachable', kind: 'unavailable' });

    emulator = await startServiceBusEmulator({
      port,
      queues: [{ Name: QUEUE, Properties: { RequiresSession: true } }],
    });
    await bus.send([wake('user-3')]);
    expect(emulator.counts(QUEUE).active).toBe(1);
    await bus.close();
  });

  it('refuses a number of lanes that names none', () => {
    expect(() => createBusSender(client, QUEUE, { lanes: 0, uuid: randomUUID })).toThrow(RangeError);
  });
});
