import { asConnectorError } from '../domain/connector-error.ts';
import { words } from '../domain/safe-text.ts';
import { describeError } from '../telemetry/describe-error.ts';
import type { Ports } from './configuration.ts';
import { type FeedName, reportFeedFailure } from './feed-failure.ts';
import { type HeldLease, LeaseLost } from './lease.ts';

/** The parts of a run, none of which stops another. */
type Step = FeedName | 'source' | 'refresh' | 'gate' | 'wakes' | 'summary' | 'state' | 'lease';

export interface RunSteps {
  /** Carries out one step; a failure is reported and remembered. @throws LeaseLost, which ends the run */
  guarded(step: Step, work: () => Promise<void>): Promise<void>;
  /** True once a step has failed. */
  hasFailed(): boolean;
}

/** A run reaches guard, wakes and summary whatever one feed, the bus or a row does; only a lost lease ends it. */
export function createRunSteps(
  ports: Pick<Ports, 'control' | 'clock' | 'configuration' | 'events'>,
  lease: HeldLease,
): RunSteps {
  const { events } = ports;
  let failed = false;

  async function failureOf(work: () => Promise<void>): Promise<unknown> {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      failed = true;
      return error ?? new Error('an empty error was thrown');
    }
  }

  function report(step: Step, error: unknown): void {
    const known = asConnectorError(error);
    if (known === undefined) {
      const name = error instanceof Error ? error.name : 'Error';
      events.emit('step-failed', { step, detail: describeError(error, name) });
    } else {
      events.emit('feed-failed', { feed: step, code: known.code, kind: known.kind, status: known.status ?? null });
    }
  }

  return {
    async guarded(step, work) {
      const error = await failureOf(work);
      if (error === undefined) return;
      report(step, error);
      if (step !== 'users' && step !== 'assignments') return;
      const reason = asConnectorError(error) ?? { code: words('unexpected') };
      // The tables may be what fails.
      const second = await failureOf(() => reportFeedFailure(ports, lease, step, reason));
      if (second !== undefined) report(step, second);
    },
    hasFailed: () => failed,
  };
}
