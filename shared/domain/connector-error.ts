import { asCode, type SafeText } from './safe-text.ts';

/** What a caller does about an error; `unknown` says that the request may have taken effect. */
export type ErrorKind =
  | 'unknown'
  | 'throttled'
  | 'unavailable'
  | 'conflict'
  | 'version'
  | 'notFound'
  | 'rejected'
  | 'unauthorized'
  | 'forbidden'
  | 'permission'
  | 'tokenLost'
  | 'pageTokenLost'
  | 'contract'
  | 'refused';

export interface ErrorDetails {
  readonly kind: ErrorKind;
  /** Wait named by the server, milliseconds. */
  readonly retryAfterMs?: number;
  readonly status?: number;
  readonly cause?: unknown;
}

/**
 * The one error of the connector. `code` is stable and documented; the message holds no personal data, so it is safe for
 * telemetry. Kinds: `unknown` = sent, outcome not known; `unavailable` and `throttled` = certainly not carried out;
 * `permission` = the whole connector lacks a right, `forbidden` = this object only; `contract` = the answer broke the protocol;
 * `refused` = this process must not write (dry run).
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: SafeText;
  readonly kind: ErrorKind;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(code: string, message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = asCode(code);
    this.kind = details.kind;
    this.retryAfterMs = details.retryAfterMs;
    this.status = details.status;
  }
}

/** The connector's own error, or undefined for anything else. */
export function asConnectorError(error: unknown): ConnectorError | undefined {
  return error instanceof ConnectorError ? error : undefined;
}
