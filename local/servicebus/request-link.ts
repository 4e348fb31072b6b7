import rhea, { type EventContext, type Message, type Receiver, type Sender, type Session } from 'rhea';
import type { BrokerNode } from './broker.ts';
import { answerManagement, type ManagementAnswer, propertiesOf } from './management.ts';
import { remainingCredit } from './rhea-internals.ts';

const creditWindow = 500;

/** Keeps the client's credit on a link between half and all of the window. */
export function replenish(receiver: Receiver): void {
  const credit = remainingCredit(receiver);
  if (credit <= creditWindow / 2) {
    receiver.add_credit(creditWindow - credit);
  }
}

/** Serves a link carrying requests to `$cbs` or to a queue's `$management`. */
export function serveRequests(receiver: Receiver, node: Exclude<BrokerNode, { kind: 'queue' }>): void {
  receiver.set_target({ address: receiver.target.address });
  receiver.on('message', (context: EventContext) => {
    const request = rhea.message.decode(context.message as unknown as Buffer) as unknown as Message;
    context.delivery?.accept();
    replenish(receiver);
    const properties = propertiesOf(request.application_properties);
    const operation = String(properties.operation);
    answer(
      receiver.session,
      receiver.target.address,
      request,
      node.kind === 'tokens'
        ? { statusCode: 202, statusDescription: 'Accepted' }
        : answerManagement(node.queue, { operation, body: propertiesOf(request.body) }),
    );
  });
  replenish(receiver);
}

function answer(session: Session, address: string | undefined, request: Message, result: ManagementAnswer): void {
  const { statusCode, statusDescription, errorCondition, body } = result;
  const code = rhea.types.wrap_int(statusCode);
  responseLink(session, address, request.reply_to)?.send({
    to: request.reply_to,
    correlation_id: request.message_id,
    application_properties: {
      // Management readers want camel case, the token exchange reads either.
      statusCode: code,
      'status-code': code,
      statusDescription,
      'status-description': statusDescription,
      ...(errorCondition === undefined ? {} : { errorCondition: rhea.types.wrap_symbol(errorCondition) }),
    },
    body: body ?? {},
  } as unknown as Message);
}

// The client names its receiving link in reply-to; other AMQP libraries send none, then the pair shares session and address.
function responseLink(session: Session, address: string | undefined, replyTo: unknown): Sender | undefined {
  return (
    session.find_sender((sender: Sender) => sender.name === replyTo || sender.target?.address === replyTo) ??
    session.find_sender((sender: Sender) => sender.source?.address === address)
  );
}
