/** The platform gives a process that ends little time, and telemetry needs some of it, milliseconds. */
const CLOSE_MS = 2_000;

/** Closes connections, then sends what is still to be told: also when closing fails, or hangs on an end that is away. */
export async function closeThenFlush(close: () => Promise<void>, flush: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  const closed = close().catch(() => undefined);
  await Promise.race([closed, tooLate]);
  clearTimeout(timer);
  await flush();
}
