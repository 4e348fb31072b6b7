import { receiveOne, startBroker, type TestBroker } from './broker-fixture.ts';

describe('operations the broker leaves out', () => {
  let broker: TestBroker;
  beforeEach(async () => {
    broker = await startBroker();
  });
  afterEach(() => broker.close());

  const leftOut = (operation: string): unknown =>
    expect.objectContaining({
      name: 'ServiceBusError',
      message: expect.stringContaining(`The local broker does not implement ${operation}`),
    });

  it('names peeking', async () => {
    const peek = broker.client.createReceiver('plain').peekMessages(1);
    await expect(peek).rejects.toEqual(leftOut('com.microsoft:peek-message'));
  });

  it('names scheduling, by the operation and by the property of a message', async () => {
    const sender = broker.client.createSender('plain');
    const later = new Date(Date.now() + 60_000);
    await expect(sender.scheduleMessages({ body: 1 }, later)).rejects.toEqual(
      leftOut('com.microsoft:schedule-message'),
    );
    await expect(sender.sendMessages({ body: 1, scheduledEnqueueTimeUtc: later })).rejects.toEqual(
      leftOut('scheduled messages'),
    );
    expect(broker.emulator.counts('plain').active).toBe(0);
  });

  it('names deferring, and keeps the message', async () => {
    await broker.client.createSender('plain').sendMessages({ body: 1 });
    const receiver = broker.client.createReceiver('plain');
    await expect(receiver.deferMessage(await receiveOne(receiver))).rejects.toEqual(leftOut('deferring a message'));
    broker.clock.advance(30_000);
    expect((await receiveOne(receiver)).deliveryCount).toBe(1);
  });

  it('names deferring also after the link is closed', async () => {
    await broker.client.createSender('plain').sendMessages({ body: 1 });
    const receiver = broker.client.createReceiver('plain');
    const message = await receiveOne(receiver);
    await receiver.close();
    const deferred = broker.client.createReceiver('plain').deferMessage(message);
    await expect(deferred).rejects.toEqual(leftOut('update-disposition with status "defered"'));
  });

  it('names session state', async () => {
    const session = await broker.client.acceptSession('sessions', 's');
    await expect(session.getSessionState()).rejects.toEqual(leftOut('com.microsoft:get-session-state'));
    await expect(session.setSessionState('x')).rejects.toEqual(leftOut('com.microsoft:set-session-state'));
  });

  it('names receiving without a lock', async () => {
    const receiver = broker.client.createReceiver('plain', { receiveMode: 'receiveAndDelete' });
    await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 1000 })).rejects.toEqual(
      leftOut('the receive mode "receiveAndDelete"'),
    );
  });
});
