import { receiveMany, receiveOne, startBroker, type TestBroker } from './broker-fixture.ts';

describe('sessions with the vendor client', () => {
  let broker: TestBroker;
  beforeEach(async () => {
    broker = await startBroker();
  });
  afterEach(() => broker.close());

  const send = (sessionId: string, ...bodies: unknown[]): Promise<void> =>
    broker.client.createSender('sessions').sendMessages(bodies.map((body) => ({ body, sessionId })));

  it('gives a named session its own messages in order and says until when it is locked', async () => {
    await send('a', 1, 2);
    await send('b', 'other');
    await send('a', 3);
    const session = await broker.client.acceptSession('sessions', 'a');
    expect(session.sessionId).toBe('a');
    expect(session.sessionLockedUntilUtc).toEqual(new Date(broker.clock.now() + 30_000));
    const messages = await receiveMany(session, 3);
    expect(messages.map(({ body, sessionId }) => [body, sessionId])).toEqual([
      [1, 'a'],
      [2, 'a'],
      [3, 'a'],
    ]);
    await Promise.all(messages.map((message) => session.completeMessage(message)));
    expect(broker.emulator.counts('sessions').active).toBe(1);
  });

  it('accepts a session without messages, and refuses one that is held', async () => {
    const held = await broker.client.acceptSession('sessions', 'empty');
    const second = broker.client.acceptSession('sessions', 'empty');
    await expect(second).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
    await held.close();
    const again = await broker.client.acceptSession('sessions', 'empty');
    expect(again.sessionId).toBe('empty');
  });

  it('accepts the next session at once when one waits', async () => {
    await send('waiting', 1);
    const session = await broker.client.acceptNextSession('sessions');
    expect(session.sessionId).toBe('waiting');
    expect((await receiveOne(session)).body).toBe(1);
  });

  it('lets a receiver wait for the next session until a message comes', async () => {
    const waiting = broker.client.acceptNextSession('sessions');
    // A round trip on the same connection, so that the attach has arrived before the message.
    await expect(broker.client.createReceiver('nowhere').receiveMessages(1)).rejects.toThrow();
    await send('late', 1);
    const session = await waiting;
    expect(session.sessionId).toBe('late');
    await session.completeMessage(await receiveOne(session));
  });

  it('ends the wait for a next session after the time the client asks for', async () => {
    const client = broker.connect(1000);
    const moveOn = setInterval(() => broker.clock.advance(100), 20);
    try {
      await expect(client.acceptNextSession('sessions')).rejects.toMatchObject({ code: 'ServiceTimeout' });
    } finally {
      clearInterval(moveOn);
    }
  });

  it('ends a session lock with its link and returns unsettled messages uncounted', async () => {
    await send('a', 1);
    const first = await broker.client.acceptSession('sessions', 'a');
    await receiveOne(first);
    await first.close();
    const second = await broker.client.acceptSession('sessions', 'a');
    expect((await receiveOne(second)).deliveryCount).toBe(0);
  });

  it('keeps a renewed session locked', async () => {
    await send('a', 1);
    const session = await broker.client.acceptSession('sessions', 'a');
    const message = await receiveOne(session);
    broker.clock.advance(20_000);
    expect(await session.renewSessionLock()).toEqual(new Date(broker.clock.now() + 30_000));
    broker.clock.advance(20_000);
    await session.completeMessage(message);
    expect(broker.emulator.counts('sessions').active).toBe(0);
  });

  it('reports a lost session lock, and counts the delivery', async () => {
    await send('a', 1);
    const session = await broker.client.acceptSession('sessions', 'a');
    const message = await receiveOne(session);
    const lost = expect.objectContaining({ code: 'SessionLockLost' });
    const waiting = expect(session.receiveMessages(1, { maxWaitTimeInMs: 4000 })).rejects.toEqual(lost);
    broker.clock.advance(30_000);
    await waiting;
    await expect(session.completeMessage(message)).rejects.toEqual(lost);
    const next = await broker.client.acceptSession('sessions', 'a');
    expect((await receiveOne(next)).deliveryCount).toBe(1);
  });

  it('redelivers an abandoned message before later ones of its session', async () => {
    await send('a', 1, 2);
    const session = await broker.client.acceptSession('sessions', 'a');
    await session.abandonMessage(await receiveOne(session));
    const [again, later] = await receiveMany(session, 2);
    expect([again?.body, again?.deliveryCount, later?.body]).toEqual([1, 1, 2]);
  });

  it('collects dead letters of sessions where they are read without a session', async () => {
    await send('a', 1);
    const session = await broker.client.acceptSession('sessions', 'a');
    await session.deadLetterMessage(await receiveOne(session), {
      deadLetterReason: 'why',
      deadLetterErrorDescription: '',
    });
    const deadLetters = broker.client.createReceiver('sessions', { subQueueType: 'deadLetter' });
    const dead = await receiveOne(deadLetters);
    expect(dead).toMatchObject({ sessionId: 'a', deadLetterReason: 'why' });
  });

  it('refuses receivers that do not fit the queue', async () => {
    const plain = broker.client.createReceiver('sessions').receiveMessages(1, { maxWaitTimeInMs: 1000 });
    await expect(plain).rejects.toMatchObject({ message: expect.stringContaining('session by session') });
    // Which of the two the client reports depends on whether attach and detach reach it in one read.
    const session = broker.client.acceptSession('plain', 'a');
    await expect(session).rejects.toMatchObject({
      code: expect.stringMatching(/^(GeneralError|SessionCannotBeLocked)$/),
    });
  });
});
