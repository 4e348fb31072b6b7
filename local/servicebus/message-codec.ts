import { randomUUID } from 'node:crypto';
import rhea, { type Typed } from 'rhea';
import { BrokerError } from './broker-error.ts';
import type { LockedMessage, NewMessage } from './message-queue.ts';
import { wireReader, wireWriter } from './rhea-internals.ts';

const { types } = rhea;

// Section codes: AMQP 1.0 part 3, section 3.2.
const section = { header: 0x70, annotations: 0x72, properties: 0x73, applicationProperties: 0x74, data: 0x75 } as const;
const deliveryAnnotationsSection = 0x71;
const lastSection = 0x78;
// Positions in the header and properties lists.
const field = { ttl: 2, firstAcquirer: 3, deliveryCount: 4, messageId: 0, sessionId: 10 } as const;

/** The message format of a batch: data sections, each of which is one encoded message. */
export const batchFormat = 0x80013700;

/** A message as it is kept: what the broker rewrites is decoded, everything else stays as the sender wrote it. */
export interface MessageSections {
  readonly header: readonly Typed[];
  readonly annotations: Readonly<Record<string, Typed>>;
  readonly properties: Buffer;
  readonly applicationProperties: Buffer | undefined;
  /** Body and footer. */
  readonly body: Buffer;
}

/** Splits an encoded message. Adds a message id when it has none. Throws `amqp:decode-error` on malformed bytes. */
export function parseMessage(bytes: Buffer): NewMessage<MessageSections> {
  let header: Typed[] = [];
  let annotations: Record<string, Typed> = {};
  let properties: Typed[] = [];
  let applicationProperties: Buffer | undefined;
  const body: Buffer[] = [];
  for (const { code, value, encoded } of sectionsOf(bytes)) {
    if (code === section.header) {
      header = listOf(value);
    } else if (code === section.annotations) {
      annotations = mapOf(value);
    } else if (code === section.properties) {
      properties = listOf(value);
    } else if (code === section.applicationProperties) {
      // Copied, because a slice would keep the sender's whole batch in memory.
      applicationProperties = Buffer.from(encoded);
    } else if (code !== deliveryAnnotationsSection) {
      body.push(encoded);
    }
  }
  if (isAbsent(properties[field.messageId])) {
    // The client's lock renewal is keyed by message id and settles nothing without one.
    properties[field.messageId] = types.wrap_string(randomUUID().replaceAll('-', ''));
  }
  const sessionId: unknown = properties[field.sessionId]?.value;
  const ttl: unknown = header[field.ttl]?.value;
  return {
    content: {
      header,
      annotations,
      properties: encode(section.properties, types.wrap_list(filled(properties))),
      applicationProperties,
      body: Buffer.concat(body),
    },
    sessionId: typeof sessionId === 'string' ? sessionId : undefined,
    timeToLiveMs: typeof ttl === 'number' ? ttl : undefined,
  };
}

/** The encoded messages in a batch. Throws `amqp:decode-error` on malformed bytes. */
export function splitBatch(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (const { code, value } of sectionsOf(bytes)) {
    if (code === section.data && Buffer.isBuffer(value.value)) {
      messages.push(value.value);
    }
  }
  return messages;
}

/** The bytes of a delivery: delivery count, broker annotations and changed properties worked into the message. */
export function encodeDelivery({ message, lockedUntil }: LockedMessage<MessageSections>): Buffer {
  const { content } = message;
  const header = [...content.header];
  header[field.firstAcquirer] = types.wrap_boolean(message.deliveryCount === 0);
  header[field.deliveryCount] = types.wrap_uint(message.deliveryCount);
  const annotations = {
    ...content.annotations,
    'x-opt-enqueued-time': types.wrap_timestamp(message.enqueuedAt),
    'x-opt-sequence-number': types.wrap_long(message.sequenceNumber),
    'x-opt-enqueue-sequence-number': types.wrap_long(message.originalSequenceNumber),
    'x-opt-locked-until': types.wrap_timestamp(lockedUntil),
    'x-opt-message-state': types.wrap_int(0),
  };
  return Buffer.concat([
    encode(section.header, types.wrap_list(filled(header))),
    encode(section.annotations, types.wrap_symbolic_map(annotations)),
    content.properties,
    encodeProperties(content.applicationProperties, message.changedProperties),
    content.body,
  ]);
}

function encodeProperties(original: Buffer | undefined, changed: Readonly<Record<string, unknown>>): Buffer {
  if (Object.keys(changed).length === 0) {
    return original ?? Buffer.alloc(0);
  }
  const kept = original === undefined ? {} : mapOf(wireReader(original).read());
  return encode(section.applicationProperties, types.wrap_map({ ...kept, ...changed }));
}

interface Section {
  readonly code: number;
  readonly value: Typed;
  readonly encoded: Buffer;
}

function sectionsOf(bytes: Buffer): Section[] {
  const sections: Section[] = [];
  const reader = wireReader(bytes);
  try {
    while (reader.remaining() > 0) {
      const start = reader.position;
      const value = reader.read();
      sections.push({ code: Number(value.descriptor?.value), value, encoded: bytes.subarray(start, reader.position) });
    }
  } catch (error) {
    throw new BrokerError('amqp:decode-error', `The message is malformed: ${String(error)}`);
  }
  // The reader does not notice when a value at the end is cut short; it just steps beyond the end.
  if (reader.remaining() < 0 || sections.length === 0) {
    throw new BrokerError('amqp:decode-error', 'The message is empty or cut short.');
  }
  if (sections.some(({ code }) => !(code >= section.header && code <= lastSection))) {
    throw new BrokerError('amqp:decode-error', 'The message holds something that is not a message section.');
  }
  return sections;
}

function encode(code: number, value: Typed): Buffer {
  const writer = wireWriter();
  writer.write(types.described(types.wrap_ulong(code), value) as Typed);
  return writer.toBuffer();
}

function listOf(value: Typed): Typed[] {
  return [...(value.value as readonly Typed[])];
}

function mapOf(value: Typed): Record<string, Typed> {
  const map: Record<string, Typed> = {};
  const items = value.value as readonly Typed[];
  for (let index = 0; index + 1 < items.length; index += 2) {
    const item = items[index + 1];
    if (item !== undefined) {
      map[String(items[index]?.value)] = item;
    }
  }
  return map;
}

function isAbsent(value: Typed | undefined): boolean {
  return value === undefined || value.value === null;
}

function filled(list: readonly (Typed | undefined)[]): Typed[] {
  return Array.from(list, (value) => value ?? types.wrap(null));
}
