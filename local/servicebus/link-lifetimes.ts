import type { Connection, link, Session } from 'rhea';

/** What is to be undone when a link ends, in whichever way it ends: detach, end of its session, loss of the connection. */
export class LinkLifetimes {
  readonly #endings = new Map<link, () => void>();

  /** Remembers what to do when the link ends; replaces what was remembered before. */
  onEnd(ended: link, action: () => void): void {
    this.#endings.set(ended, action);
  }

  /** The link has ended, by either side. */
  end(ended: link): void {
    const action = this.#endings.get(ended);
    this.#endings.delete(ended);
    action?.();
  }

  /** All links of an AMQP session have ended. */
  endSession(session: Session): void {
    this.#endWhere((candidate) => candidate.session === session);
  }

  /** All links of a connection have ended. */
  endConnection(connection: Connection): void {
    this.#endWhere((candidate) => candidate.connection === connection);
  }

  #endWhere(matches: (candidate: link) => boolean): void {
    for (const candidate of [...this.#endings.keys()].filter(matches)) {
      this.end(candidate);
    }
  }
}
