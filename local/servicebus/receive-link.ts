import rhea, { type Delivery, type EventContext, type Sender } from 'rhea';
import type { BrokerQueue } from './broker.ts';
import { type BrokerError, notImplemented, refusalOf } from './broker-error.ts';
import { propertiesOf } from './management.ts';
import { encodeDelivery, type MessageSections } from './message-codec.ts';
import type { Consumer } from './message-queue.ts';
import { answerDrains, freeCredit, requestDrainAnswer, settle } from './rhea-internals.ts';
import type { SessionLock } from './session-locks.ts';
import { deliveryTag, tokenOfTag } from './wire-values.ts';

/** Connects an opened link to its queue; the returned function disconnects it. */
export function serveReceiving(sender: Sender, queue: BrokerQueue, session: SessionLock | undefined): () => void {
  const consumer: Consumer<MessageSections> = {
    session,
    freeCredit: () => (sender.is_open() ? freeCredit(sender) : 0),
    deliver: (locked) => {
      sender.send(encodeDelivery(locked), deliveryTag(locked.token), 0);
    },
  };
  answerDrains(sender);
  sender.on('sender_flow', () => queue.pump());
  sender.on('sendable', () => queue.pump());
  sender.on('sender_draining', () => requestDrainAnswer(sender));
  const on = (outcome: string, act: (token: string, state: Readonly<Record<string, unknown>>) => void): void => {
    sender.on(outcome, ({ delivery }: EventContext) => {
      if (delivery !== undefined) {
        answerOutcome(delivery, (token) => act(token, delivery.remote_state ?? {}));
      }
    });
  };
  on('accepted', (token) => queue.complete(token));
  on('released', (token) => queue.abandon(token));
  on('modified', (token, state) => {
    if (state.undeliverable_here === true) {
      throw notImplemented('deferring a message');
    }
    queue.abandon(token, propertiesOf(state.message_annotations));
  });
  on('rejected', (token, state) => {
    const error = propertiesOf(state.error);
    queue.deadLetter(token, propertiesOf((state.error as { info?: unknown } | undefined)?.info ?? error.info));
  });
  queue.attach(consumer);
  return () => queue.detach(consumer);
}

function answerOutcome(delivery: Delivery, act: (token: string) => void): void {
  const refusal = refusalOf(() => act(tokenOfTag(delivery.tag as Buffer)));
  // A dead-letter is answered with `accepted` too: the client takes an echoed `rejected` for a failure.
  settle(delivery, refusal === undefined ? accepted() : rejected(refusal));
}

// rhea's typings leave out the outcome constructors of `message`.
const outcomes = rhea.message as unknown as {
  accepted(): { described(): unknown };
  rejected(fields: { error: { condition: string; description: string } }): { described(): unknown };
};

function accepted(): unknown {
  return outcomes.accepted().described();
}

function rejected({ condition, message }: BrokerError): unknown {
  return outcomes.rejected({ error: { condition, description: message } }).described();
}
