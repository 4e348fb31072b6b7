import { app, type InvocationContext } from '@azure/functions';
import { parseWake } from '../shared/bus/wake-message.ts';
import { asDeclared } from '../shared/domain/safe-text.ts';
import { withInvocationLog } from '../shared/runtime/invocation-log.ts';
import { binding, letWakeGo, useApp } from '../shared/runtime/start.ts';
import { applyChange } from '../shared/sync/apply.ts';
import { describeError } from '../shared/telemetry/describe-error.ts';

/**
 * One wake. What is no message of ours is dropped, since the rows know who needs work; for the same reason work that fails
 * ends the message: the row stays dirty and is woken again, so nothing need be delivered twice.
 */
async function apply(body: unknown, context: InvocationContext): Promise<void> {
  await withInvocationLog(
    (line) => context.log(line),
    () => work(body, context).catch(letWakeGo),
  );
}

async function work(body: unknown, context: InvocationContext): Promise<void> {
  const { ports, controlCache } = await useApp();
  const { events, clock } = ports;
  const parsed = parseWake(body);
  if ('refused' in parsed) return events.emit('message-dropped', { reason: asDeclared(parsed.refused) });
  const { objectId: id, trace } = parsed.message;
  const queued = enqueuedAt(context);
  if (queued !== undefined) events.measure('queue.age', Math.max(clock.now() - queued, 0), {});
  const origin = { host: context.traceContext?.traceParent, sender: trace };
  await events.within({ record: id }, () =>
    events.invocation('apply-change', origin, async (notes) => {
      try {
        const { kind } = await applyChange(ports, controlCache, id);
        notes.set({ outcome: kind });
        if (kind === 'parked' || kind === 'unknown') notes.fail();
      } catch (error) {
        notes.fail();
        events.emit('change-failed', { id, detail: describeError(error) });
      }
    }),
  );
}

/** Epoch milliseconds; the host's text has no zone and means UTC. */
function enqueuedAt({ triggerMetadata }: InvocationContext): number | undefined {
  const text = triggerMetadata?.enqueuedTimeUtc;
  const at = typeof text === 'string' ? Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

app.serviceBusQueue('apply-change', {
  connection: 'SERVICEBUS',
  queueName: binding('QUEUE_NAME'),
  isSessionsEnabled: true,
  handler: apply,
});
