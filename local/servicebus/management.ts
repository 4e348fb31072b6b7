import rhea from 'rhea';
import type { BrokerQueue } from './broker.ts';
import { BrokerError, notImplemented } from './broker-error.ts';
import { tokenOfUuid } from './wire-values.ts';

/** A decoded request to a queue's `$management` node. */
export interface ManagementRequest {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An answer to a request; on failure `errorCondition` carries the AMQP condition. */
export interface ManagementAnswer {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly errorCondition?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

type Operation = (queue: BrokerQueue, body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

const timestampCode = 0x83;

const operations: Readonly<Record<string, Operation>> = {
  'com.microsoft:renew-lock': (queue, body) => {
    const ends = lockTokens(body).map((token) => queue.renewLock(token));
    return { expirations: rhea.types.wrap_array(ends, timestampCode, undefined) };
  },
  'com.microsoft:renew-session-lock': (queue, body) => {
    if (queue.sessions === undefined) {
      throw new BrokerError('amqp:not-allowed', `Queue '${queue.settings.name}' does not support sessions.`);
    }
    return { expiration: rhea.types.wrap_timestamp(queue.sessions.renew(String(body['session-id']))) };
  },
  'com.microsoft:update-disposition': (queue, body) => {
    for (const token of lockTokens(body)) {
      settleByManagement(queue, token, body);
    }
    return {};
  },
};

const statusCodes: Readonly<Partial<Record<string, number>>> = {
  'amqp:not-implemented': 501,
  'amqp:not-allowed': 400,
  'amqp:not-found': 404,
  'com.microsoft:message-lock-lost': 410,
  'com.microsoft:session-lock-lost': 410,
};

/** Carries out a management request; refusals become answers. */
export function answerManagement(queue: BrokerQueue, request: ManagementRequest): ManagementAnswer {
  try {
    const operation = operations[request.operation];
    if (operation === undefined) {
      throw notImplemented(request.operation);
    }
    return { statusCode: 200, statusDescription: 'OK', body: operation(queue, request.body) };
  } catch (error) {
    if (!(error instanceof BrokerError)) {
      return { statusCode: 500, statusDescription: String(error), errorCondition: 'amqp:internal-error' };
    }
    const statusCode = statusCodes[error.condition] ?? 400;
    return { statusCode, statusDescription: error.message, errorCondition: error.condition };
  }
}

function settleByManagement(queue: BrokerQueue, token: string, body: Readonly<Record<string, unknown>>): void {
  const changed = propertiesOf(body['properties-to-modify']);
  const disposition = String(body['disposition-status']);
  if (disposition === 'completed') {
    queue.complete(token);
  } else if (disposition === 'abandoned') {
    queue.abandon(token, changed);
  } else if (disposition === 'suspended') {
    queue.deadLetter(token, {
      ...changed,
      ...namedText('DeadLetterReason', body['deadletter-reason']),
      ...namedText('DeadLetterErrorDescription', body['deadletter-description']),
    });
  } else {
    throw notImplemented(`update-disposition with status "${disposition}"`);
  }
}

function lockTokens(body: Readonly<Record<string, unknown>>): string[] {
  const tokens = body['lock-tokens'];
  if (!Array.isArray(tokens) || !tokens.every((token) => Buffer.isBuffer(token) && token.length === 16)) {
    throw new BrokerError('amqp:not-allowed', 'The request names no lock tokens.');
  }
  return tokens.map((token: Buffer) => tokenOfUuid(token));
}

/** A map from the wire as properties; anything else as none. */
export function propertiesOf(map: unknown): Readonly<Record<string, unknown>> {
  return typeof map === 'object' && map !== null && !Buffer.isBuffer(map) ? { ...map } : {};
}

function namedText(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'string' ? { [name]: value } : {};
}
