import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { TypedData } from './core-types.ts';

/** The parts of a received message that the host turns into trigger metadata. */
export type DeliveredMessage = Pick<
  ServiceBusReceivedMessage,
  | 'body'
  | 'deliveryCount'
  | 'deadLetterSource'
  | 'lockToken'
  | 'expiresAtUtc'
  | 'enqueuedTimeUtc'
  | 'messageId'
  | 'contentType'
  | 'replyTo'
  | 'sequenceNumber'
  | 'to'
  | 'subject'
  | 'correlationId'
  | 'applicationProperties'
  | 'sessionId'
  | 'replyToSessionId'
  | 'partitionKey'
>;

// .NET writes up to seven digits of a second and drops trailing zeros; AMQP timestamps hold milliseconds.
function dotnetTime(time: Date): string {
  const [seconds = '', fraction = ''] = time.toISOString().slice(0, -1).split('.');
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? seconds : `${seconds}.${digits}`;
}

function idText(id: string | number | Buffer | undefined): string | undefined {
  return id === undefined ? undefined : Buffer.isBuffer(id) ? id.toString('base64') : String(id);
}

/** Body for cardinality one: text by a strict UTF-8 decode, bytes when that fails. */
export function toBodyData(body: unknown): TypedData {
  if (typeof body === 'string') {
    return { string: body };
  }
  if (!(body instanceof Uint8Array)) {
    return { string: JSON.stringify(body) };
  }
  try {
    return { string: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) };
  } catch {
    return { bytes: body };
  }
}

function brokerValues(message: DeliveredMessage, queue: string): [string, unknown][] {
  const { expiresAtUtc: expires, enqueuedTimeUtc: enqueued, applicationProperties: properties = {} } = message;
  const entity = { EntityPath: queue, IsClosed: false };
  return [
    ['MessageReceiver', entity],
    ['MessageSession', { ...entity, SessionId: message.sessionId }],
    ['MessageActions', {}],
    ['SessionActions', {}],
    ['ReceiveActions', {}],
    ['Client', { IsClosed: false, TransportType: 0 }],
    // The broker counts failed deliveries on the wire; the received message shows this delivery as well.
    ['DeliveryCount', message.deliveryCount],
    ['DeadLetterSource', message.deadLetterSource],
    ['LockToken', message.lockToken],
    // The Utc values have no zone, the others an offset: reading the first with `new Date` gives local time.
    ['ExpiresAtUtc', expires && JSON.stringify(dotnetTime(expires))],
    ['ExpiresAt', expires && JSON.stringify(`${dotnetTime(expires)}+00:00`)],
    ['EnqueuedTimeUtc', enqueued && JSON.stringify(dotnetTime(enqueued))],
    ['EnqueuedTime', enqueued && JSON.stringify(`${dotnetTime(enqueued)}+00:00`)],
    ['MessageId', idText(message.messageId)],
    ['ContentType', message.contentType],
    ['ReplyTo', message.replyTo],
    ['SequenceNumber', message.sequenceNumber?.toString()],
    ['To', message.to],
    ['Subject', message.subject],
    ['Label', message.subject],
    ['CorrelationId', idText(message.correlationId)],
    ['ApplicationProperties', properties],
    ['UserProperties', properties],
    ['SessionId', message.sessionId],
    ['ReplyToSessionId', message.replyToSessionId],
    ['PartitionKey', message.partitionKey],
  ];
}

// These arrive as JSON text already: dates are quoted above, and a sequence number must keep all its digits on the wire, so
// that precision is lost where it is lost in production, in the library's JSON.parse.
const jsonText = new Set(['ExpiresAtUtc', 'ExpiresAt', 'EnqueuedTimeUtc', 'EnqueuedTime', 'SequenceNumber']);

function toTypedData(name: string, value: unknown): TypedData {
  if (typeof value !== 'string') {
    return { json: JSON.stringify(value) };
  }
  return jsonText.has(name) ? { json: value } : { string: value };
}

// .NET turns a scalar JSON value into text in its own way: true becomes "True".
function memberData(value: unknown): TypedData {
  if (typeof value === 'object') {
    return { json: JSON.stringify(value) };
  }
  return { string: typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value) };
}

function bodyMembers(body: TypedData): [string, unknown][] {
  try {
    const parsed: unknown = JSON.parse(body.string ?? '');
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? Object.entries(parsed).filter(([, value]) => value !== null && !Array.isArray(value)) : [];
  } catch {
    return [];
  }
}

/**
 * Builds the metadata of one message as the host does: broker values (nulls left out), then the top-level members of a
 * JSON body laid over them, by names without regard to case.
 */
export function toTriggerMetadata(message: DeliveredMessage, queue: string): Record<string, TypedData> {
  const metadata = new Map<string, [string, TypedData]>();
  for (const [name, value] of brokerValues(message, queue)) {
    if (value !== undefined && value !== null) {
      metadata.set(name.toLowerCase(), [name, toTypedData(name, value)]);
    }
  }
  for (const [name, value] of bodyMembers(toBodyData(message.body))) {
    const key = name.toLowerCase();
    metadata.set(key, [metadata.get(key)?.[0] ?? name, memberData(value)]);
  }
  return Object.fromEntries(metadata.values());
}
