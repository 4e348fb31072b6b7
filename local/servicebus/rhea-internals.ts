import type { Socket } from 'node:net';
import rhea, { type Connection, type Delivery, type Receiver, type Sender, type Session, type Typed } from 'rhea';

// Everything here relies on parts of rhea 3.0.5 that it does not document. A unit test names each of them.

interface LinkInternals {
  credit: number;
  delivery_count: number;
  issue_flow: boolean;
  name: string;
  _draining: boolean;
  _get_drain(): boolean;
  readonly state: { local_open: boolean; open_requests: number };
  readonly local: { readonly attach: Record<string, unknown> };
}

interface SessionInternals {
  readonly outgoing: {
    next_pending_delivery: number;
    next_delivery_id: number;
    available(): number;
    readonly deliveries: { by_id(id: number): { readonly link: unknown } | undefined };
  };
  on_transfer(frame: { performative: { message_format: number | null | undefined } }): void;
}

interface ConnectionInternals {
  readonly socket: Socket;
  _register(): void;
  _write_frame(channel: number): void;
}

/** Reads AMQP values from bytes. */
export interface WireReader {
  position: number;
  read(): Typed;
  remaining(): number;
}

/** Writes AMQP values to bytes. */
export interface WireWriter {
  write(value: Typed): void;
  toBuffer(): Buffer;
}

const wire = rhea.types as unknown as {
  readonly Reader: new (bytes: Buffer) => WireReader;
  readonly Writer: new () => WireWriter;
};

const insideLink = (link: Sender | Receiver): LinkInternals => link as unknown as LinkInternals;
const insideSession = (session: Session): SessionInternals => session as unknown as SessionInternals;
const insideConnection = (connection: Connection): ConnectionInternals => connection as unknown as ConnectionInternals;

/** Any format that is not 0: rhea then hands messages over undecoded. */
export const rawFormat = 0x7fff0000;

/** Opens a reader on encoded values. */
export function wireReader(bytes: Buffer): WireReader {
  return new wire.Reader(bytes);
}

/** Opens an empty writer. */
export function wireWriter(): WireWriter {
  return new wire.Writer();
}

/** Makes rhea hand over ordinary messages as bytes: its own decoding loses the types uuid and long. */
export function keepMessagesRaw(session: Session): void {
  const inside = insideSession(session);
  const onTransfer = inside.on_transfer;
  inside.on_transfer = function maskFormat(frame) {
    if (frame.performative.message_format === 0) {
      frame.performative.message_format = rawFormat;
    }
    onTransfer.call(this, frame);
  };
}

/** Sets fields of the attach frame rhea is about to answer with. */
export function answerAttach(link: Sender | Receiver, fields: Readonly<Record<string, unknown>>): void {
  Object.assign(insideLink(link).local.attach, fields);
}

/** Takes back the attach answer rhea has scheduled; `link.open()` gives it later. Only in the tick of the open event. */
export function delayAttach(link: Sender | Receiver): void {
  const { state } = insideLink(link);
  state.local_open = false;
  state.open_requests = 0;
}

/** Credit left on a link on which the client sends. */
export function remainingCredit(receiver: Receiver): number {
  return insideLink(receiver).credit;
}

/** How many more messages may be sent: rhea takes credit off only when it writes, one tick after `send`. */
export function freeCredit(sender: Sender): number {
  const { outgoing } = insideSession(sender.session);
  let pending = 0;
  for (let id = outgoing.next_pending_delivery; id < outgoing.next_delivery_id; id += 1) {
    pending += outgoing.deliveries.by_id(id)?.link === sender ? 1 : 0;
  }
  return Math.min(insideLink(sender).credit - pending, outgoing.available());
}

/** Lets `requestDrainAnswer` work also when the credit is already used up, which rhea would leave unanswered. */
export function answerDrains(sender: Sender): void {
  const inside = insideLink(sender);
  inside._get_drain = () => {
    if (!inside._draining || freeCredit(sender) < inside.credit) {
      return false;
    }
    inside.delivery_count += inside.credit;
    inside.credit = 0;
    inside._draining = false;
    return true;
  };
}

/** Schedules the flow frame that tells the client its credit is drained, after the transfers already queued. */
export function requestDrainAnswer(sender: Sender): void {
  insideLink(sender).issue_flow = true;
  insideConnection(sender.connection)._register();
}

/** Answers a client's disposition for good. The client sends no second one, so its side counts as settled too. */
export function settle(delivery: Delivery, state: unknown): void {
  delivery.update(true, state);
  (delivery as { remote_settled: boolean }).remote_settled = true;
}

/** The socket below a connection. */
export function socketOf(connection: Connection): Socket {
  return insideConnection(connection).socket;
}

/**
 * Answers each read that caused no output with an empty frame. The client's socket keeps Nagle's algorithm on, so its
 * next small write would otherwise wait about 40 ms for the delayed acknowledgement of the previous one.
 */
export function acknowledgeReads(connection: Connection): void {
  const socket = socketOf(connection);
  let written = socket.bytesWritten;
  let scheduled = false;
  socket.on('data', () => {
    if (scheduled) {
      return;
    }
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (socket.bytesWritten === written && connection.is_open() && socket.writable) {
        insideConnection(connection)._write_frame(0);
      }
      written = socket.bytesWritten;
    });
  });
}
