import type { InvocationContext } from '@azure/functions';
import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { words } from '../../../shared/domain/safe-text.ts';
import { applyChange } from '../../../shared/sync/apply.ts';
import { plainTelemetry as mockTelemetry } from '../../support/plain-telemetry.ts';

type Handler = (body: unknown, context: InvocationContext) => Promise<void>;

const mockRegistered = new Map<string, { handler: Handler }>();
const mockEmit = jest.fn();

jest.mock('@azure/functions', () => ({
  app: {
    serviceBusQueue: (name: string, options: { handler: Handler }) => mockRegistered.set(name, options),
  },
}));
jest.mock('../../../shared/runtime/start.ts', () => ({
  binding: () => 'wakes',
  useApp: async () => ({
    ports: { events: mockTelemetry(mockEmit), clock: { now: () => 0 } },
    controlCache: async () => undefined,
  }),
}));
jest.mock('../../../shared/sync/apply.ts');
require('../../../functions/apply-change.ts');

const work = jest.mocked(applyChange);
const WAKE = { v: 1, kind: 'user', objectId: 'p1', why: 'change' };

function deliver(body: unknown): Promise<void> {
  const handler = mockRegistered.get('apply-change')?.handler;
  if (handler === undefined) throw new Error('the queue is not registered');
  return handler(body, { log: () => undefined } as unknown as InvocationContext);
}

beforeEach(() => {
  work.mockReset();
  mockEmit.mockReset();
});

describe('a wake', () => {
  it('whose work fails is finished, since the row stays dirty and is woken again', async () => {
    work.mockRejectedValueOnce(new ConnectorError('row-unreadable', 'stored row u|p1: broken', { kind: 'contract' }));
    await expect(deliver(WAKE)).resolves.toBeUndefined();
    expect(mockEmit).toHaveBeenCalledWith('change-failed', {
      id: 'p1',
      detail: 'row-unreadable: stored row u|p1: broken',
    });
  });

  it('is worked on by the id it names, and says nothing when that works', async () => {
    work.mockResolvedValueOnce({ kind: 'confirmed', detail: words('version-1') });
    await deliver(WAKE);
    expect(work.mock.calls[0]?.[2]).toBe('p1');
    expect(mockEmit).not.toHaveBeenCalled();
  });

  it('that is none is dropped', async () => {
    await deliver({ v: 1 });
    expect(work).not.toHaveBeenCalled();
    expect(mockEmit).toHaveBeenCalledWith('message-dropped', { reason: 'not a wake message: kind, objectId, why' });
  });
});
