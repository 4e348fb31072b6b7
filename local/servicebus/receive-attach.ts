import type { Sender, Typed } from 'rhea';
import type { BrokerQueue } from './broker.ts';
import { BrokerError, notImplemented } from './broker-error.ts';
import type { Clock } from './clock.ts';
import type { LinkLifetimes } from './link-lifetimes.ts';
import { serveReceiving } from './receive-link.ts';
import { answerAttach, delayAttach } from './rhea-internals.ts';
import type { SessionLock } from './session-locks.ts';
import { ticks } from './wire-values.ts';

const sessionFilter = 'com.microsoft:session-filter';
const timeoutProperty = 'com.microsoft:timeout';
// The client's own longest wait.
const defaultTimeoutMs = 60_000;
const settledOnSend = 1;

interface Attachment {
  readonly sender: Sender;
  readonly queue: BrokerQueue;
  readonly lifetimes: LinkLifetimes;
  readonly clock: Clock;
}

/** Answers a client that attaches a receiver to a queue, to a named session or to the next free session. Throws refusals. */
export function attachReceiver(attachment: Attachment): void {
  const { sender, queue, lifetimes } = attachment;
  if (sender.snd_settle_mode === settledOnSend) {
    throw notImplemented('the receive mode "receiveAndDelete"');
  }
  const wanted = wantedSession(sender);
  if ((wanted !== undefined) !== (queue.sessions !== undefined)) {
    const rule = queue.sessions === undefined ? 'does not support sessions' : 'can only be read session by session';
    throw new BrokerError('amqp:not-allowed', `Queue '${queue.settings.name}' ${rule}.`);
  }
  if (wanted === undefined || queue.sessions === undefined) {
    sender.set_source({ address: sender.source.address });
    answerAttach(sender, { rcv_settle_mode: sender.rcv_settle_mode });
    lifetimes.onEnd(sender, serveReceiving(sender, queue, undefined));
  } else if (wanted === null) {
    waitForSession(attachment);
  } else {
    openSession(
      attachment,
      queue.sessions.acquire(wanted, () => loseSession(attachment)),
    );
  }
}

/** Refuses a link: an attach without its source or target, then a detach with the reason. */
export function refuseLink(link: Pick<Sender, 'close'>, { condition, message }: BrokerError): void {
  process.nextTick(() => link.close({ condition, description: message }));
}

// A session id, null for "the next free one", undefined for a receiver that wants no session.
function wantedSession(sender: Sender): string | null | undefined {
  const filter = sender.source.filter as Readonly<Record<string, unknown>> | undefined;
  if (filter === undefined || filter === null || !(sessionFilter in filter)) {
    return undefined;
  }
  const value = filter[sessionFilter];
  const plain = typeof value === 'object' && value !== null ? (value as Typed).value : value;
  return typeof plain === 'string' ? plain : null;
}

function openSession({ sender, queue, lifetimes }: Attachment, session: SessionLock): void {
  sender.set_source({ address: sender.source.address, filter: { [sessionFilter]: session.sessionId } } as never);
  answerAttach(sender, {
    rcv_settle_mode: sender.rcv_settle_mode,
    properties: { 'com.microsoft:locked-until-utc': ticks(session.lockedUntil) },
  });
  sender.open();
  lifetimes.onEnd(sender, serveReceiving(sender, queue, session));
}

// The client counts an immediate answer without a session as a failure, so the answer waits until there is one.
function waitForSession(attachment: Attachment): void {
  const { sender, queue, lifetimes, clock } = attachment;
  delayAttach(sender);
  const asked: unknown = sender.properties?.[timeoutProperty];
  const giveUp = (): void => {
    lifetimes.onEnd(sender, () => {});
    leaveLine?.();
    sender.open();
    const description = 'No session with messages became free in the time asked for.';
    refuseLink(sender, new BrokerError('com.microsoft:timeout', description));
  };
  const cancelTimer = clock.setTimer(giveUp, typeof asked === 'number' ? asked : defaultTimeoutMs);
  const leaveLine = queue.sessions?.wait({
    onGranted: (session) => {
      cancelTimer();
      openSession(attachment, session);
    },
    onLost: () => loseSession(attachment),
  });
  lifetimes.onEnd(sender, () => {
    // The client gave up first. rhea closes only links that are open.
    cancelTimer();
    leaveLine?.();
    sender.open();
  });
  queue.pump();
}

function loseSession({ sender, lifetimes }: Attachment): void {
  lifetimes.end(sender);
  sender.close({ condition: 'com.microsoft:session-lock-lost', description: 'The lock on the session has expired.' });
}
