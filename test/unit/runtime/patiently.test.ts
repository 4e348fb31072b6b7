import { patiently } from '../../../shared/runtime/patiently.ts';

let now = 0;
let attempts: { resolve(value: string): void; reject(error: Error): void }[] = [];

beforeEach(() => {
  now = 0;
  attempts = [];
});

const start = () =>
  patiently(
    () => new Promise<string>((resolve, reject) => void attempts.push({ resolve, reject })),
    5000,
    () => now,
  );

describe('work that is wanted once', () => {
  it('has one attempt at a time, and none after a success', async () => {
    const work = start();
    const both = [work(), work()];
    attempts[0]?.resolve('done');

    expect(await Promise.all(both)).toEqual(['done', 'done']);
    now = 1_000_000;
    expect(await work()).toBe('done');
    expect(attempts).toHaveLength(1);
  });

  it('gives a failure again until the pause is over, then tries once more', async () => {
    const work = start();
    const first = work();
    attempts[0]?.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');

    now = 4999;
    await expect(work()).rejects.toThrow('away');
    expect(attempts).toHaveLength(1);
    now = 5000;
    const second = work();
    attempts[1]?.resolve('done');
    expect(await second).toBe('done');
  });

  it('is tried again after a clock that was ahead has been set back', async () => {
    now = 600_000;
    const work = start();
    const first = work();
    attempts[0]?.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');

    now = 1000;
    const second = work();
    attempts[1]?.resolve('done');
    expect(await second).toBe('done');
  });

  it('is not begun a second time while an attempt takes long', async () => {
    const work = start();
    const first = work();
    now = 60_000;
    const second = work();
    attempts[0]?.resolve('done');

    expect(await Promise.all([first, second])).toEqual(['done', 'done']);
    expect(attempts).toHaveLength(1);
  });
});
