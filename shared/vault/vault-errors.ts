import { asConnectorError, ConnectorError, type ErrorKind } from '../domain/connector-error.ts';
import { isObject, parseJsonObject } from '../http/bounded-body.ts';
import type { Answer } from '../http/transport.ts';

/** Why the vault did not give a secret; codes and sentences hold no value. */
export function vaultError(code: string, why: string, kind: ErrorKind, status?: number): ConnectorError {
  return new ConnectorError(code, why, { kind, ...(status === undefined ? {} : { status }) });
}

/** What an answer other than 200 means (Key Vault: REST error codes). */
export function refusalOf({ status, text }: Answer): ConnectorError {
  if (status === 404) return vaultError('vault-secret-missing', 'The vault has no such secret', 'notFound', status);
  if (status === 429) return vaultError('vault-throttled', 'The vault asks for a pause', 'throttled', status);
  if (status === 408 || status >= 500) return unreachable(`answer ${status}`, status);
  if (status === 401 || status === 403) return deniedOf(status, innerCode(text));
  return broken(`answer ${status}`, status);
}

/** No answer, or none that says anything about the secret. */
export function unreachable(why: string, status?: number): ConnectorError {
  return vaultError('vault-unreachable', `The vault gave no answer: ${why}`, 'unavailable', status);
}

/** An answer that is none of a vault. */
export function broken(why: string, status?: number): ConnectorError {
  return vaultError('vault-answer-broken', `The vault’s answer cannot be read: ${why}`, 'contract', status);
}

function deniedOf(status: number, inner: string): ConnectorError {
  if (inner === 'SecretDisabled') return vaultError('vault-secret-disabled', 'It is disabled', 'rejected', status);
  if (inner === 'SecretExpired') return vaultError('vault-secret-expired', 'It has expired', 'rejected', status);
  if (/^Forbidden(ByFirewall|ByConnection)$/.test(inner)) {
    return vaultError('vault-closed', 'The vault is closed to the network of the app', 'permission', status);
  }
  return vaultError('vault-refused', 'The identity may not read secrets of the vault', 'permission', status);
}

/** `error.innererror.code`, which tells refusals of the same status apart. */
function innerCode(text: string): string {
  const error = parseJsonObject(text)?.error;
  const inner = isObject(error) ? error.innererror : undefined;
  return isObject(inner) && typeof inner.code === 'string' ? inner.code : '';
}

/** The code of what went wrong, for an event. */
export function codeOf(error: unknown): string {
  return asConnectorError(error)?.code ?? 'unexpected';
}
