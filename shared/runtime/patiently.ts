/**
 * Work that is wanted once: one attempt at a time, none after a success, and none within `pauseMs` of a failure, whose error is
 * given again until then.
 */
export function patiently<T>(work: () => Promise<T>, pauseMs: number, now: () => number): () => Promise<T> {
  let attempt: Promise<T> | undefined;
  let failedAt: number | undefined;
  return () => {
    // A clock may also be set back.
    if (failedAt !== undefined && Math.abs(now() - failedAt) >= pauseMs) attempt = undefined;
    if (attempt === undefined) {
      failedAt = undefined;
      attempt = work();
      attempt.catch(() => {
        failedAt = now();
      });
    }
    return attempt;
  };
}
