import { app, type InvocationContext } from '@azure/functions';
import { parseWake } from '../shared/bus/wake-message.ts';
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
    () => work(body).catch(letWakeGo),
  );
}

async function work(body: unknown): Promise<void> {
  const { ports, controlCache } = await useApp();
  const parsed = parseWake(body);
  if ('refused' in parsed) return ports.events.emit('message-dropped', { reason: parsed.refused });
  const id = parsed.message.objectId;
  try {
    await applyChange(ports, controlCache, id);
  } catch (error) {
    ports.events.emit('change-failed', { id, detail: describeError(error) });
  }
}

app.serviceBusQueue('apply-change', {
  connection: 'SERVICEBUS',
  queueName: binding('QUEUE_NAME'),
  isSessionsEnabled: true,
  handler: apply,
});
