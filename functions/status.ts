import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { withInvocationLog } from '../shared/runtime/invocation-log.ts';
import { startProcess } from '../shared/runtime/start.ts';
import { status } from '../shared/sync/status.ts';
import { describeError } from '../shared/telemetry/describe-error.ts';

/** What the connector is doing, as JSON. */
async function answer(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const started = startProcess();
  if (!started.ok) return { status: 503, jsonBody: { error: 'the settings are not valid', faults: started.faults } };
  return withInvocationLog(
    (line) => context.log(line),
    async () => {
      const { prepare, ports } = started.app;
      try {
        await prepare();
      } catch (error) {
        return { status: 503, jsonBody: { error: 'the tables do not answer', detail: describeError(error) } };
      }
      const { code, body } = await status(ports, [...request.query]);
      return { status: code, jsonBody: body, headers: { 'cache-control': 'no-store' } };
    },
  );
}

app.http('status', { methods: ['GET'], authLevel: 'function', route: 'status', handler: answer });
