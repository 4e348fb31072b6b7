import type { InvocationContext, Timer } from '@azure/functions';
import { enumerateChanges, type RunOutcome } from '../../../shared/sync/enumerate.ts';
import { plainTelemetry as mockTelemetry } from '../../support/plain-telemetry.ts';

type Handler = (timer: Timer, context: InvocationContext) => Promise<void>;

const mockRegistered = new Map<string, { handler: Handler; schedule: string }>();
const mockEmit = jest.fn();

jest.mock('@azure/functions', () => ({
  app: { timer: (name: string, options: { handler: Handler; schedule: string }) => mockRegistered.set(name, options) },
}));
jest.mock('../../../shared/runtime/start.ts', () => ({
  binding: () => '0 * * * * *',
  useApp: async () => ({ ports: { events: mockTelemetry(mockEmit) }, lookAtSecrets: async () => undefined }),
}));
jest.mock('../../../shared/sync/enumerate.ts');
require('../../../functions/enumerate-changes.ts');

const runs = jest.mocked(enumerateChanges);

function tick(): Promise<void> {
  const handler = mockRegistered.get('enumerate-changes')?.handler;
  if (handler === undefined) throw new Error('the timer is not registered');
  return handler({} as Timer, { log: () => undefined } as unknown as InvocationContext);
}

beforeEach(() => {
  runs.mockReset();
  mockEmit.mockReset();
});

describe('the timer', () => {
  it('skips a tick while the run before is under way, because one process holds one lease', async () => {
    let finish = (_outcome: RunOutcome): void => undefined;
    runs.mockReturnValueOnce(
      new Promise((resolve) => {
        finish = resolve;
      }),
    );
    const first = tick();
    await tick();
    expect(runs).toHaveBeenCalledTimes(1);
    expect(mockEmit).toHaveBeenCalledWith('run-skipped', { why: 'the run before is under way' });
    finish('finished');
    await first;
    await tick();
    expect(runs).toHaveBeenCalledTimes(2);
  });

  it('runs again after a run that failed', async () => {
    runs.mockRejectedValueOnce(new Error('tables are down'));
    await expect(tick()).rejects.toThrow('tables are down');
    runs.mockResolvedValueOnce('finished');
    await tick();
    expect(runs).toHaveBeenCalledTimes(2);
  });
});
