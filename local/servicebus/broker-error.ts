/** AMQP conditions the broker answers with; the client library translates them into its own codes. */
export type BrokerCondition =
  | 'amqp:not-allowed'
  | 'amqp:not-found'
  | 'amqp:not-implemented'
  | 'amqp:decode-error'
  | 'amqp:link:message-size-exceeded'
  | 'com.microsoft:message-lock-lost'
  | 'com.microsoft:session-cannot-be-locked'
  | 'com.microsoft:session-lock-lost'
  | 'com.microsoft:timeout';

/** A refusal the client is told about. */
export class BrokerError extends Error {
  readonly condition: BrokerCondition;

  constructor(condition: BrokerCondition, description: string) {
    super(description);
    this.name = 'BrokerError';
    this.condition = condition;
  }
}

/** The refusal of an operation this emulator leaves out. */
export function notImplemented(operation: string): BrokerError {
  return new BrokerError('amqp:not-implemented', `The local broker does not implement ${operation}.`);
}

/** Runs `work` and hands back the refusal it threw; any other error is a defect and passes through. */
export function refusalOf(work: () => void): BrokerError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof BrokerError) {
      return error;
    }
    throw error;
  }
}
