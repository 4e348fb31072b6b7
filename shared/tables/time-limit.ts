import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { abortAt } from '../http/deadline.ts';
import type { Clock } from '../sync/ports.ts';

/** A call of the tables got no complete answer in time; a write may have taken effect, as when a process ends in the middle of it. */
export class TablesTimeout extends Error {
  override readonly name = 'TablesTimeout';
}

/** Longest call of the tables, its repetitions and the waits between them included. */
const LIMIT_MS = 30_000;

/**
 * Ends a call after the limit: the SDK waits for an answer without a bound, and repeats after whatever wait the service names.
 * It belongs before the retry policy. @throws TablesTimeout
 */
export function timeLimitPolicy(clock: Clock): PipelinePolicy {
  return {
    name: 'timeLimitPolicy',
    async sendRequest(request, next) {
      const controller = new AbortController();
      request.abortSignal?.addEventListener('abort', () => controller.abort());
      request.abortSignal = controller.signal;
      // A cut connection does not end the SDK's decompressed stream, so the signal alone would not do.
      const tooLate = new Promise<never>((_, reject) => {
        const late = () => reject(new TablesTimeout(`The tables gave no answer within ${LIMIT_MS / 1000} seconds`));
        controller.signal.addEventListener('abort', late);
      });
      const release = abortAt(controller, clock.now() + LIMIT_MS, clock);
      try {
        return await Promise.race([next(request), tooLate]);
      } finally {
        release();
      }
    },
  };
}
