import { app, type InvocationContext, type Timer } from '@azure/functions';
import { withInvocationLog } from '../shared/runtime/invocation-log.ts';
import { binding, useApp } from '../shared/runtime/start.ts';
import { enumerateChanges } from '../shared/sync/enumerate.ts';

let isUnderWay = false;

/** One run: what is wanted is worked out and whoever needs attention is woken. */
async function run(_timer: Timer, context: InvocationContext): Promise<void> {
  await withInvocationLog(
    (line) => context.log(line),
    async () => {
      const { ports, lookAtSecrets } = await useApp();
      if (isUnderWay) return ports.events.emit('run-skipped', { why: 'the run before is under way' });
      isUnderWay = true;
      try {
        const runOnce = ports.events.invocation(
          'enumerate-changes',
          { host: context.traceContext?.traceParent },
          async (notes) => {
            const outcome = await enumerateChanges(ports);
            notes.set({ outcome });
            if (outcome === 'failed') notes.fail();
          },
        );
        await Promise.all([runOnce, lookAtSecrets()]);
      } finally {
        isUnderWay = false;
      }
    },
  );
}

app.timer('enumerate-changes', { schedule: binding('POLL_SCHEDULE'), useMonitor: true, handler: run });
