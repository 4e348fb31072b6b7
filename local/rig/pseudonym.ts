import { createHmac } from 'node:crypto';

/** The name by which the connector's telemetry calls a person: an HMAC of the object id under the digest key. */
export function pseudonymOf(id: string, settings: Readonly<Record<string, string>>): string {
  const key = settings.DIGEST_KEY ?? '';
  return `u-${createHmac('sha256', key).update(`telemetry\n${id.toLowerCase()}`).digest('hex').slice(0, 16)}`;
}
