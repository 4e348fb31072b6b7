import { FakeSessionSource, type MessageInit } from '../../support/fake-session-source.ts';
import { openTiny, type SeenCall } from '../../support/tiny-app/open.ts';

async function deliver(message: MessageInit): Promise<SeenCall> {
  const source = new FakeSessionSource({ s1: [{ messageId: 'm', deliveryCount: 1, sessionId: 's1', ...message }] });
  const { host, seen } = await openTiny({ runQueues: true, openSource: () => source });
  await source.until('complete', 1);
  await host.stop();
  const [call] = seen.queue;
  if (call === undefined) {
    throw new Error('The function was not called.');
  }
  return call;
}

describe('what a queue function is given', () => {
  it.each([
    ['12', 12],
    ['null', null],
    ['"text"', 'text'],
    ['plain text', 'plain text'],
    ['{"Kind":"user"}', { Kind: 'user' }],
  ])('is the body parsed as JSON whenever it can be: %s', async (body, expected) => {
    const call = await deliver({ body: Buffer.from(body) });

    expect(call.body).toEqual(expected);
  });

  it('is bytes when the body is not valid UTF-8', async () => {
    const call = await deliver({ body: Buffer.from([0xff, 0xfe]) });

    expect(Buffer.isBuffer(call.body)).toBe(true);
  });

  it('turns ids that look like numbers into numbers', async () => {
    const call = await deliver({ body: Buffer.from('{}'), messageId: '42', subject: '1e3', correlationId: '007' });

    expect(call.metadata).toMatchObject({ messageId: 42, subject: 1000, label: 1000, correlationId: '007' });
  });

  it('lower-cases the first letter of every key, application properties included', async () => {
    const call = await deliver({ body: Buffer.from('{}'), applicationProperties: { Kind: 'a', 'Trace-Id': 'b' } });

    expect(call.metadata.applicationProperties).toEqual({ kind: 'a', 'trace-Id': 'b' });
    expect(call.metadata.userProperties).toEqual(call.metadata.applicationProperties);
  });

  it('loses precision in sequence numbers above 2^53', async () => {
    const sequenceNumber = { toString: () => '9007199254740993' } as NonNullable<MessageInit['sequenceNumber']>;
    const call = await deliver({ body: Buffer.from('{}'), sequenceNumber });

    expect(call.metadata.sequenceNumber).toBe(9007199254740992);
  });

  it('has Utc times without a zone beside times with an offset', async () => {
    const times = {
      enqueuedTimeUtc: new Date('2026-01-02T03:04:05.600Z'),
      expiresAtUtc: new Date('2026-01-03T00:00:00Z'),
    };
    const call = await deliver({ body: Buffer.from('{}'), ...times });

    expect(call.metadata).toMatchObject({
      enqueuedTimeUtc: '2026-01-02T03:04:05.6',
      enqueuedTime: '2026-01-02T03:04:05.6+00:00',
      expiresAtUtc: '2026-01-03T00:00:00',
      expiresAt: '2026-01-03T00:00:00+00:00',
    });
  });

  it('leaves out what the message does not have', async () => {
    const call = await deliver({ body: Buffer.from('{}') });

    expect(Object.keys(call.metadata)).not.toContain('replyTo');
    expect(call.metadata.deliveryCount).toBe(1);
  });

  it('lets members of a JSON body mask the values of the broker, whatever their case', async () => {
    const body = Buffer.from(
      '{"MESSAGEID":"mine","sessionId":"other","list":[1],"nested":{"A":1},"on":true,"gone":null}',
    );
    const call = await deliver({ body, messageId: 'real' });

    expect(call.metadata).toMatchObject({ messageId: 'mine', sessionId: 'other', nested: { a: 1 }, on: 'True' });
    expect(call.metadata).not.toHaveProperty('list');
    expect(call.metadata).not.toHaveProperty('gone');
  });

  it('has no retry context, and a trace parent taken from the message', async () => {
    const traceParent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const call = await deliver({ body: Buffer.from('{}'), applicationProperties: { 'Diagnostic-Id': traceParent } });

    expect(call.retry).toBeUndefined();
    expect(call.trace?.traceParent).toBe(traceParent);
  });
});
