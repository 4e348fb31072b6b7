import rhea, { type Typed } from 'rhea';
import type { BrokerError } from '../../../../local/servicebus/broker-error.ts';
import {
  encodeDelivery,
  type MessageSections,
  parseMessage,
  splitBatch,
} from '../../../../local/servicebus/message-codec.ts';
import { wireReader, wireWriter } from '../../../../local/servicebus/rhea-internals.ts';
import { deliveryTag, ticks, tokenOfTag, tokenOfUuid } from '../../../../local/servicebus/wire-values.ts';

const { types } = rhea;

const encoded = (fields: Readonly<Record<string, unknown>>): Buffer => rhea.message.encode(fields);

function deliver(bytes: Buffer, changedProperties: Readonly<Record<string, unknown>> = {}, deliveryCount = 0): Buffer {
  const { content } = parseMessage(bytes);
  const message = {
    content,
    sessionId: undefined,
    sequenceNumber: 7,
    originalSequenceNumber: 5,
    enqueuedAt: 1000,
    expiresAt: Number.POSITIVE_INFINITY,
    deliveryCount,
    changedProperties,
  };
  return encodeDelivery({ token: '', message, lockedUntil: 2000 });
}

describe('lock tokens on the wire', () => {
  const token = '00112233-4455-6677-8899-aabbccddeeff';

  it('travel as delivery tags with the first three groups reversed', () => {
    expect(deliveryTag(token).toString('hex')).toBe('33221100554477668899aabbccddeeff');
    expect(tokenOfTag(deliveryTag(token))).toBe(token);
  });

  it('travel as uuids in plain order', () => {
    expect(tokenOfUuid(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))).toBe(token);
  });

  it('are read from a tag without changing it', () => {
    const tag = deliveryTag(token);
    tokenOfTag(tag);
    expect(tag).toEqual(deliveryTag(token));
  });
});

describe('times as ticks', () => {
  it('are an exact count of 100 ns steps since the year 1', () => {
    const writer = wireWriter();
    writer.write(ticks(Date.UTC(2024, 0, 1) + 1));
    expect(writer.toBuffer().readBigInt64BE(1)).toBe(638_396_640_000_010_000n);
  });
});

describe('a delivered message', () => {
  it('carries what the broker knows about it', () => {
    const message = rhea.message.decode(deliver(encoded({ body: 'x' }), {}, 2));
    expect(message.delivery_count).toBe(2);
    expect(message.message_annotations).toEqual({
      'x-opt-enqueued-time': new Date(1000),
      'x-opt-sequence-number': 7,
      'x-opt-enqueue-sequence-number': 5,
      'x-opt-locked-until': new Date(2000),
      'x-opt-message-state': 0,
    });
  });

  it('keeps types that a decoded message would lose', () => {
    const uuid = types.wrap_uuid(Buffer.alloc(16, 7));
    const long = types.wrap_long(Buffer.from('7fffffffffffffff', 'hex'));
    const bytes = encoded({ application_properties: { uuid, long }, message_id: 'm', body: uuid });
    const reader = wireReader(deliver(bytes, { added: 1 }));
    const sections: Typed[] = [];
    while (reader.remaining() > 0) {
      sections.push(reader.read());
    }
    const names = sections.map(({ value }) =>
      Array.isArray(value) ? value.map((item: Typed) => item.type.name) : sections.at(-1)?.type.name,
    );
    expect(names.at(-1)).toBe('Uuid');
    expect(names.at(-2)).toEqual(['Str8', 'Uuid', 'Str8', 'Long', 'Str8', 'SmallUint']);
  });

  it('keeps the annotations and header fields of the sender', () => {
    const bytes = encoded({ durable: true, ttl: 5000, message_annotations: { 'x-opt-partition-key': 'p' }, body: 1 });
    const message = rhea.message.decode(deliver(bytes));
    expect(message).toMatchObject({ durable: true, ttl: 5000, message_annotations: { 'x-opt-partition-key': 'p' } });
  });

  it('gets a message id when the sender gave none, the same on each delivery', () => {
    const { content } = parseMessage(encoded({ body: 1 }));
    expect(rhea.message.decode(content.properties).message_id).toMatch(/^[0-9a-f]{32}$/);
    expect(rhea.message.decode(deliver(encoded({ message_id: 'mine', body: 1 }))).message_id).toBe('mine');
  });

  it('shows changed properties over those of the sender', () => {
    const bytes = encoded({ application_properties: { a: 1, b: 2 }, body: 1 });
    expect(rhea.message.decode(deliver(bytes, { b: 'new', c: true })).application_properties).toEqual({
      a: 1,
      b: 'new',
      c: true,
    });
  });
});

describe('parsing', () => {
  it('finds session id and time to live', () => {
    const parsed = parseMessage(encoded({ group_id: 's', ttl: 5000, body: 1 }));
    expect(parsed).toMatchObject({ sessionId: 's', timeToLiveMs: 5000 });
  });

  it('does not keep the sender’s buffer in memory', () => {
    const whole = Buffer.alloc(100_000);
    const one = encoded({ application_properties: { a: 1 }, body: rhea.message.data_section(Buffer.from('b')) });
    one.copy(whole);
    const { content } = parseMessage(whole.subarray(0, one.length));
    const kept: MessageSections = content;
    expect(kept.body.buffer).not.toBe(whole.buffer);
    expect(kept.applicationProperties?.buffer).not.toBe(whole.buffer);
  });

  it('splits a batch into its messages', () => {
    const parts = [encoded({ body: 1 }), encoded({ body: 2 })];
    const batch = encoded({ body: rhea.message.data_sections(parts) });
    const found = splitBatch(batch.subarray(batch.indexOf(Buffer.from([0x00, 0x53, 0x75]))));
    expect(found.map((part) => rhea.message.decode(part).body)).toEqual([1, 2]);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['an unknown section', Buffer.from([0x00, 0x53, 0x10, 0x45])],
    ['bytes that are no AMQP', Buffer.from('hello')],
    ['a message cut short', encoded({ body: 'a long enough text' }).subarray(0, -3)],
  ])('refuses %s', (_, bytes) => {
    const refusal: Partial<BrokerError> = { condition: 'amqp:decode-error' };
    expect(() => parseMessage(bytes)).toThrow(expect.objectContaining(refusal));
  });
});
