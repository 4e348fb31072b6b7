const LONGEST_MS = 86_400_000;

/**
 * The wait that a Retry-After header names, in milliseconds and at most a day: whole or fractional seconds (Graph: throttling) or an
 * HTTP date (RFC 9110 10.2.3), which is measured against the server's own Date. Undefined when there is none or it means nothing.
 */
export function parseRetryAfter(header: string | undefined, serverNow: number): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), LONGEST_MS);
  // Date.parse reads nearly anything; an HTTP date ends with its zone.
  const at = /GMT$/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - serverNow, 0), LONGEST_MS);
}

/** The server's time from its Date header, epoch milliseconds; our own when it sends none. */
export function serverTime(header: string | undefined, now: number): number {
  const at = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(at) ? now : at;
}
