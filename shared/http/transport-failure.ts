/** Failures of a connection that certainly had not sent anything yet: refused, unknown name, certificate not trusted. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** No complete answer came. `sent` tells whether the other side may have read the request. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly sent: boolean;
  /** A system error code, `deadline` or `too-large`. */
  readonly reason: string;

  constructor(reason: string, sent: boolean) {
    super(`No answer (${reason})`);
    this.reason = reason;
    this.sent = sent;
  }
}

/**
 * Turns what the HTTP client threw into a failure without a cause: the client's own error holds the request with its headers
 * and body, so it goes no further.
 */
export function asTransportFailure(error: unknown): TransportFailure {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    message?: unknown;
  };
  const reason = typeof code === 'string' && /^[A-Z][A-Z_\d]{2,50}$/.test(code) ? code : 'connection';
  // "connect ETIMEDOUT" and "connect EHOSTUNREACH" are failures to connect; the same codes after "read" are not.
  const connecting = typeof message === 'string' && message.startsWith('connect E');
  return new TransportFailure(reason, !(NOT_SENT.has(reason) || connecting));
}
