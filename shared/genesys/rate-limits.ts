import { serverTime } from '../http/retry-after.ts';
import type { Answer } from '../http/transport.ts';
import type { RateLimits } from '../sync/ports.ts';

/** The limits on an answer (Genesys: inin-ratelimit headers); undefined unless all three numbers are there. */
export function rateLimitsOf(answer: Answer, now: number): RateLimits | undefined {
  const count = numberOf(answer.header('inin-ratelimit-count'));
  const allowed = numberOf(answer.header('inin-ratelimit-allowed'));
  const resetSeconds = numberOf(answer.header('inin-ratelimit-reset'));
  if (count === undefined || allowed === undefined || resetSeconds === undefined) return undefined;
  return { count, allowed, resetSeconds, serverNow: serverTime(answer.header('date'), now) };
}

function numberOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}(\.\d+)?$/.test(header.trim()) ? Number(header) : undefined;
}
