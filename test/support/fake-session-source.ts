import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { HeldSession, SessionSource } from '../../local/host/session-source.ts';

/** Members of a received message that a test sets. */
export type MessageInit = Partial<Omit<ServiceBusReceivedMessage, '_rawAmqpMessage' | 'state'>>;

function onAbort(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(undefined);
    }
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** Sessions in memory: each is given out once, is idle when its messages are used up, and abandoned messages come again. */
export class FakeSessionSource implements SessionSource {
  /** What happened, such as `complete s1/a`. */
  readonly events: string[] = [];
  readonly lockMs: number;
  held = 0;
  mostHeld = 0;
  readonly #waiting: [string, MessageInit[]][];
  readonly #expected: { count: number; done: () => void }[] = [];

  constructor(sessions: Record<string, MessageInit[]>, lockMs = 60_000) {
    this.#waiting = Object.entries(sessions);
    this.lockMs = lockMs;
  }

  /** Resolves when that many events of a kind have happened. */
  async until(kind: string, count: number): Promise<void> {
    const reached = (): boolean => this.events.filter((event) => event.startsWith(kind)).length >= count;
    while (!reached()) {
      await new Promise<void>((done) => this.#expected.push({ count, done }));
    }
  }

  async accept(signal: AbortSignal): Promise<HeldSession | undefined> {
    const next = this.#waiting.shift();
    return next === undefined ? onAbort(signal) : this.#hold(next[0], next[1]);
  }

  async close(): Promise<void> {
    this.#happened('close source');
  }

  #happened(event: string): void {
    this.events.push(event);
    for (const waiter of this.#expected.splice(0)) {
      waiter.done();
    }
  }

  #hold(sessionId: string, messages: MessageInit[]): HeldSession {
    this.held += 1;
    this.mostHeld = Math.max(this.mostHeld, this.held);
    let lockedUntil = Date.now() + this.lockMs;
    return {
      sessionId,
      lockedUntil: () => new Date(lockedUntil),
      receive: async () => messages.shift() as ServiceBusReceivedMessage | undefined,
      complete: async (message) => {
        // A settlement crosses the network: it ends in a later turn of the event loop than the call it settles.
        await new Promise((resolve) => setImmediate(resolve));
        this.#happened(`complete ${sessionId}/${message.messageId}`);
      },
      abandon: async (message) => {
        messages.unshift({ ...message, deliveryCount: (message.deliveryCount ?? 1) + 1 });
        this.#happened(`abandon ${sessionId}/${message.messageId}`);
      },
      renew: async () => {
        lockedUntil = Date.now() + this.lockMs;
        this.#happened(`renew ${sessionId}`);
      },
      close: async () => {
        this.held -= 1;
        this.#happened(`release ${sessionId}`);
      },
    };
  }
}
