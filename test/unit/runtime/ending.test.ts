import { closeThenFlush } from '../../../shared/runtime/ending.ts';

describe('the end of a process', () => {
  it.each([
    ['that closes', () => Promise.resolve()],
    ['that cannot close', () => Promise.reject(new Error('connection lost'))],
    ['whose connection hangs', () => new Promise<void>(() => undefined)],
  ])('%s sends its telemetry within two seconds', async (_which, close) => {
    jest.useFakeTimers();
    const flush = jest.fn(async () => undefined);
    const ended = closeThenFlush(close, flush);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(flush).toHaveBeenCalledTimes(1);
    await ended;
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});
