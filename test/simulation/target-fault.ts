import { ConnectorError, type ErrorKind } from '../../shared/domain/connector-error.ts';

/** How the simulated target refuses. */
export function fault(code: string, kind: ErrorKind, status?: number, retryAfterMs?: number): ConnectorError {
  return new ConnectorError(code, code, {
    kind,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
